// Countersignatures (C2SP tlog-cosignature): what a guarantor's machine says of a checkpoint. Ed25519 is checked here;
// ML-DSA-44 by a library that is loaded when the first one comes.
import { verify } from '@noble/ed25519';
import { Damaged, hex, join, sha256, unbase64, utf8 } from './bytes';
import { openCheckpoint, type Checkpoint, type Key } from './note';

export interface Cosigner {
  name: string;
  id: string; // eight hex digits
  kind: 4 | 6; // Ed25519, ML-DSA-44
  public: Uint8Array;
  text: string;
}

export function parseCosigner(text: string): Cosigner {
  const [, name = '', id = '', rest = ''] = /^([^+\s]+)\+([0-9a-f]{8})\+(.*)$/su.exec(text) ?? [];
  const key = name ? unbase64(rest) : new Uint8Array();
  const kind = key[0];
  if ((kind !== 4 || key.length !== 33) && (kind !== 6 || key.length !== 1313)) throw new Damaged("it is no witness's key");
  if (hex(sha256(join(utf8(name + '\n'), key)).subarray(0, 4)) !== id) throw new Damaged("the number of the witness's key does not fit the key");
  return { name, id, kind, public: key.subarray(1), text };
}

export interface Cosignature {
  by: Cosigner;
  at: number; // milliseconds; whole seconds of the witness's clock
}

const big = (n: number): Uint8Array => {
  const b = new Uint8Array(8);
  new DataView(b.buffer).setBigUint64(0, BigInt(n));
  return b;
};

// cosignatures reads who of the known witnesses countersigned an opened checkpoint. A line of a known key that does not hold
// is an error: somebody altered it.
export async function cosignatures(c: Checkpoint, known: Cosigner[]): Promise<Cosignature[]> {
  const cut = c.signed.lastIndexOf('\n\n'), said = c.signed.slice(0, cut + 1);
  const out: Cosignature[] = [];
  for (const line of c.signed.slice(cut + 2, -1).split('\n')) {
    const [, name = '', rest = ''] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
    const raw = unbase64(rest), by = known.find((k) => k.name === name && k.id === hex(raw.subarray(0, 4)));
    if (!by) continue;
    const stamp = raw.length > 12 ? Number(new DataView(raw.buffer, raw.byteOffset + 4, 8).getBigUint64(0)) : NaN;
    if (!Number.isSafeInteger(stamp * 1000) || !(await holds(by, c, said, stamp, raw.subarray(12)))) throw new Damaged(`the countersignature of ${name} does not hold`);
    out.push({ by, at: stamp * 1000 });
  }
  return out;
}

async function holds(by: Cosigner, c: Checkpoint, said: string, stamp: number, sig: Uint8Array): Promise<boolean> {
  if (by.kind === 4) return sig.length === 64 && verify(sig, utf8(`cosignature/v1\ntime ${stamp}\n${said}`), by.public, { zip215: false });
  const { ml_dsa44 } = await import('@noble/post-quantum/ml-dsa.js');
  const name = utf8(by.name), origin = utf8(c.origin);
  const message = join(utf8('subtree/v1\n\0'), Uint8Array.of(name.length), name, big(stamp), Uint8Array.of(origin.length), origin, big(0), big(c.size), c.root);
  return sig.length === 2420 && ml_dsa44.verify(sig, message, by.public);
}

// parseCosigned takes countersigned checkpoints apart: signed notes with an empty line between.
export function parseCosigned(data: string): string[] {
  if (data === '') return [];
  const parts = data.split('\n\n');
  if (parts.length % 2 !== 0 || data.length > 1 << 20) throw new Damaged('the countersigned checkpoints are damaged');
  return Array.from({ length: parts.length / 2 }, (_, i) => `${parts[2 * i]}\n\n${parts[2 * i + 1]}${2 * i + 2 < parts.length ? '\n' : ''}`);
}

export interface Witness {
  guarantor: string;
  key: Cosigner;
}

export interface Witnessed {
  witness: Witness;
  size: number;
  at: number; // 0 for never
  checkpoint?: Checkpoint;
}

// witnessed finds the newest countersignature of each witness, of at most size entries and not of a time to come. Whether
// the checkpoints are of one history with the record is for the caller to prove.
export async function witnessed(signed: string[], log: Key, witnesses: Witness[], size: number, now: number): Promise<Witnessed[]> {
  const out: Witnessed[] = witnesses.map((witness) => ({ witness, size: 0, at: 0 }));
  for (const text of signed) {
    const c = openCheckpoint(text, log);
    if (c.size > size) continue;
    for (const w of out) {
      for (const s of await cosignatures(c, [w.witness.key])) {
        if (s.at <= now + 600_000 && (s.at > w.at || (s.at === w.at && c.size > w.size))) Object.assign(w, { size: c.size, at: s.at, checkpoint: c });
      }
    }
  }
  return out;
}
