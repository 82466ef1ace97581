// Receipts: C2SP tlog-proof with the leaf, and for who may read it what was said (docs/format.md section 6). A receipt has
// one form: it is written again from what was read, and a difference is refused.
import { Damaged, alike, base64, join, order, unbase64, utf8, whole } from './bytes';
import { array, head, map, oneForm, putBytes, putText, Reader, uint } from './cbor';
import { checkDisclosure, commitment, disclose, parseLeaf, type Body, type Disclosure, type Field, type Leaf } from './body';
import { openCheckpoint, type Checkpoint, type Key } from './note';
import { checkInclusion, leafHash, type Hash } from './tree';

export interface Receipt {
  index: number;
  path: Hash[];
  checkpoint: string;
  leaf: Uint8Array;
  key: string; // as the host states it; nothing proves it
  body: Body | null; // what was said; null for who may not read it
  shown: Disclosure[]; // single fields that it shows, each with its proof
}

const first = 'c2sp.org/tlog-proof@v1\n', longest = 2 * (4 << 20) + (1 << 16);

export function parseReceipt(data: string): Receipt {
  if (data.length > longest) throw new Damaged('the receipt is too long');
  const cut = data.indexOf('\n\n');
  if (!data.startsWith(first) || cut < first.length) throw new Damaged('it does not begin as a receipt');
  const lines = data.slice(first.length, cut).split('\n');
  const [extra = '', index = ''] = lines;
  if (!extra.startsWith('extra ') || !index.startsWith('index ') || lines.length > 66) throw new Damaged('it does not have the lines of a receipt');
  const path = lines.slice(2).map((line) => {
    const h = unbase64(line);
    if (h.length !== 32) throw new Damaged('the path has something that is no hash');
    return h;
  });
  const r = { ...parseExtra(unbase64(extra.slice(6))), index: whole(index.slice(6), 'the index'), path, checkpoint: data.slice(cut + 2) };
  if (formatReceipt(r) !== data) throw new Damaged('it is not written as it should be');
  return r;
}

export function formatReceipt(r: Receipt): string {
  return `${first}extra ${base64(extraBytes(r))}\nindex ${r.index}\n${r.path.map((h) => base64(h) + '\n').join('')}\n${r.checkpoint}`;
}

function extraBytes(r: Pick<Receipt, 'leaf' | 'key' | 'body' | 'shown'>): Uint8Array {
  const b = r.body, parts: Uint8Array[] = [putText('key'), putText(r.key)];
  if (b && b.version > 1) parts.push(putText('body'), head(uint, b.version));
  parts.push(putText('leaf'), putBytes(r.leaf));
  if (b) parts.push(putText('seed'), putBytes(b.seed));
  if (r.shown.length > 0) parts.push(putText('shown'), head(array, 5 * r.shown.length), ...r.shown.flatMap((d) => [putText(d.path), putBytes(d.value), putBytes(d.salt), head(uint, d.index), putBytes(join(...d.proof))]));
  if (b) parts.push(putText('fields'), head(array, 2 * b.fields.length), ...b.fields.flatMap((f) => [putText(f.path), putBytes(f.value)]));
  return join(head(map, 2 + (b ? 2 + (b.version > 1 ? 1 : 0) : 0) + (r.shown.length > 0 ? 1 : 0)), ...parts);
}

function parseExtra(data: Uint8Array): Pick<Receipt, 'leaf' | 'key' | 'body' | 'shown'> {
  const r = new Reader(data);
  let leaf: Uint8Array | undefined, key: string | undefined, version = 1, seed: Uint8Array | undefined, fields: Field[] | undefined, shown: Disclosure[] = [];
  for (let n = r.length(map); n > 0; n--) {
    switch (r.string()) {
      case 'key':
        key = r.string();
        break;
      case 'body':
        version = r.number();
        break;
      case 'leaf':
        leaf = r.bytes();
        break;
      case 'seed':
        seed = r.bytes();
        break;
      case 'shown': {
        const n = r.length(array);
        if (n % 5 !== 0 || n === 0) throw new Damaged('a field that is shown lacks its proof');
        shown = Array.from({ length: n / 5 }, () => ({ path: r.string(), value: r.bytes(), salt: r.bytes(), index: r.number(), proof: hashes(r.bytes()) }));
        if (shown.some((d, i) => i > 0 && order(utf8(shown[i - 1]!.path), utf8(d.path)) >= 0)) throw new Damaged('a field is shown twice, or they are not in order');
        break;
      }
      case 'fields': {
        const n = r.length(array);
        if (n % 2 !== 0) throw new Damaged('a path has no value');
        fields = Array.from({ length: n / 2 }, () => ({ path: r.string(), value: r.bytes() }));
        break;
      }
      default:
        throw new Damaged('the receipt holds something that is not known here');
    }
  }
  if (!r.done || !leaf || key === undefined || !seed !== !fields) throw new Damaged('the receipt lacks something');
  if (shown.length > 0 && seed) throw new Damaged('the receipt shows single fields and all of them at once');
  const out = { leaf, key, body: seed && fields ? { version, seed, fields } : null, shown };
  oneForm(data, extraBytes(out), 'the receipt');
  return out;
}

function hashes(all: Uint8Array): Hash[] {
  if (all.length % 32 !== 0) throw new Damaged('the proof of a field has something that is no hash');
  return Array.from({ length: all.length / 32 }, (_, i) => all.subarray(32 * i, 32 * i + 32));
}

// discloseFields makes of a receipt that says everything one that shows single fields and proves them.
export function discloseFields(r: Receipt, paths: string[]): Receipt {
  if (!r.body || paths.length === 0) throw new Damaged('there is nothing in it that could be shown');
  const body = r.body;
  const sorted = [...new Set(paths)].sort((a, b) => order(utf8(a), utf8(b)));
  return { ...r, body: null, shown: sorted.map((p) => disclose(body, p)) };
}

export interface Proven {
  leaf: Leaf;
  checkpoint: Checkpoint;
}

// The steps in which a receipt is proven, so that a page can say each in words.
export const signed = (r: Receipt, key: Key): Checkpoint => openCheckpoint(r.checkpoint, key);
export const included = (r: Receipt, c: Checkpoint): void => checkInclusion(r.path, c.size, c.root, r.index, leafHash(r.leaf));
export function says(r: Receipt, leaf: Leaf): void {
  if (r.body && !alike(commitment(r.body), leaf.commitment)) throw new Damaged('what the receipt says is not what its leaf commits to');
  for (const d of r.shown) checkDisclosure(d, leaf.commitment);
}

// verifyReceipt does all of them.
export function verifyReceipt(r: Receipt, key: Key): Proven {
  const checkpoint = signed(r, key), leaf = parseLeaf(r.leaf);
  included(r, checkpoint);
  says(r, leaf);
  return { leaf, checkpoint };
}
