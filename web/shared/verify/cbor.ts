// CBOR as the record has it (docs/format.md section 1): RFC 8949 in core deterministic encoding. Tags, indefinite lengths,
// longer heads than needed, keys out of order or twice and more than 16 levels are refused.
import { Damaged, alike, join, order, text, utf8 } from './bytes';

export type Value = number | bigint | string | boolean | null | Uint8Array | Value[] | Map<Value, Value>;

export const uint = 0, negative = 1, bytes = 2, string = 3, array = 4, map = 5;

const deepest = 16;
const broken = () => new Damaged('it is not CBOR in the one form');

// A Reader goes through bytes item by item.
export class Reader {
  at = 0;
  constructor(readonly data: Uint8Array) {}

  get done(): boolean {
    return this.at === this.data.length;
  }

  take(n: number): Uint8Array {
    if (n > this.data.length - this.at) throw broken();
    return this.data.subarray(this.at, (this.at += n));
  }

  // head reads a head in its shortest form. Lengths and numbers above 2^53 stay big.
  head(): { major: number; n: bigint } {
    const first = this.take(1)[0]!;
    const major = first >> 5, info = first & 31;
    if (info < 24) return { major, n: BigInt(info) };
    if (info > 27) throw broken();
    const width = 1 << (info - 24);
    let n = 0n;
    for (const b of this.take(width)) n = (n << 8n) | BigInt(b);
    if (major !== 7 && n < [24n, 0x100n, 0x10000n, 0x100000000n][info - 24]!) throw broken();
    return { major, n };
  }

  length(major: number): number {
    const head = this.head();
    if (head.major !== major || head.n > BigInt(this.data.length)) throw broken();
    return Number(head.n);
  }

  string(): string {
    return text(this.take(this.length(string)));
  }

  bytes(): Uint8Array {
    return this.take(this.length(bytes));
  }

  number(): number {
    const head = this.head();
    if (head.major !== uint || head.n > BigInt(Number.MAX_SAFE_INTEGER)) throw broken();
    return Number(head.n);
  }

  // item reads one value of any sort.
  item(level = 0): Value {
    if (level > deepest) throw broken();
    const from = this.at, { major, n } = this.head();
    const size = () => {
      if (n > BigInt(this.data.length)) throw broken();
      return Number(n);
    };
    switch (major) {
      case uint:
        return small(n);
      case negative:
        return small(-1n - n);
      case bytes:
        return this.take(size());
      case string:
        return text(this.take(size()));
      case array:
        return Array.from({ length: size() }, () => this.item(level + 1));
      case map: {
        const out = new Map<Value, Value>();
        let before: Uint8Array | undefined;
        for (let i = size(); i > 0; i--) {
          const start = this.at, key = this.item(level + 1), raw = this.data.subarray(start, this.at);
          if (before && order(before, raw) >= 0) throw broken();
          before = raw;
          out.set(key, this.item(level + 1));
        }
        return out;
      }
      case 7:
        return this.simple(this.data[from]! & 31, n);
    }
    throw broken(); // a tag
  }

  private simple(info: number, n: bigint): Value {
    if (info === 20 || info === 21) return info === 21;
    if (info === 22) return null;
    if (info < 25) throw broken();
    const view = new DataView(new ArrayBuffer(8));
    if (info === 27) view.setBigUint64(0, n);
    else if (info === 26) view.setUint32(0, Number(n));
    const f = info === 27 ? view.getFloat64(0) : info === 26 ? view.getFloat32(0) : half(Number(n));
    // The shortest form that keeps the value.
    if (info === 27 && (Number.isNaN(f) || Math.fround(f) === f)) throw broken();
    if (info === 26 && (Number.isNaN(f) || halved(f))) throw broken();
    return f;
  }
}

const small = (n: bigint): number | bigint => (n <= BigInt(Number.MAX_SAFE_INTEGER) && n >= BigInt(Number.MIN_SAFE_INTEGER) ? Number(n) : n);

function half(n: number): number {
  const sign = n & 0x8000 ? -1 : 1, e = (n >> 10) & 31, m = n & 1023;
  if (e === 31) return m ? NaN : sign * Infinity;
  return sign * (e === 0 ? m * 2 ** -24 : (1 + m / 1024) * 2 ** (e - 15));
}

// halved says whether half the bits would have been enough.
function halved(f: number): boolean {
  if (!Number.isFinite(f) || f === 0) return true;
  const a = Math.abs(f);
  if (a > 65504) return false;
  const unit = a < 2 ** -14 ? 2 ** -24 : 2 ** (Math.floor(Math.log2(a)) - 10);
  return Number.isInteger(a / unit);
}

// decode reads one value and nothing after it.
export function decode(data: Uint8Array): Value {
  const r = new Reader(data), v = r.item();
  if (!r.done) throw broken();
  return v;
}

export function head(major: number, n: number): Uint8Array {
  if (n < 24) return Uint8Array.of((major << 5) | n);
  const width = n < 0x100 ? 1 : n < 0x10000 ? 2 : n < 0x100000000 ? 4 : 8;
  const out = new Uint8Array(1 + width);
  out[0] = (major << 5) | (24 + Math.log2(width));
  for (let i = width, rest = n; i > 0; i--, rest = Math.floor(rest / 256)) out[i] = rest % 256;
  return out;
}

export const putBytes = (b: Uint8Array): Uint8Array => join(head(bytes, b.length), b);
export const putText = (s: string): Uint8Array => {
  const b = utf8(s);
  return join(head(string, b.length), b);
};

// oneForm refuses bytes that are not what is written for the values read from them.
export function oneForm(read: Uint8Array, written: Uint8Array, what: string): void {
  if (!alike(read, written)) throw new Damaged(`${what} is not written as it should be`);
}
