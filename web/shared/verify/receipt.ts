// Receipts: C2SP tlog-proof with the leaf, and for who may read it what was said (docs/format.md section 6). A receipt has
// one form: it is written again from what was read, and a difference is refused.
import { Damaged, alike, base64, join, unbase64, whole } from './bytes';
import { array, head, map, oneForm, putBytes, putText, Reader, uint } from './cbor';
import { commitment, parseLeaf, type Body, type Field, type Leaf } from './body';
import { openCheckpoint, type Checkpoint, type Key } from './note';
import { checkInclusion, leafHash, type Hash } from './tree';

export interface Receipt {
  index: number;
  path: Hash[];
  checkpoint: string;
  leaf: Uint8Array;
  key: string; // as the host states it; nothing proves it
  body: Body | null; // what was said; null for who may not read it
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

function extraBytes(r: Pick<Receipt, 'leaf' | 'key' | 'body'>): Uint8Array {
  const b = r.body, parts: Uint8Array[] = [putText('key'), putText(r.key)];
  if (b && b.version > 1) parts.push(putText('body'), head(uint, b.version));
  parts.push(putText('leaf'), putBytes(r.leaf));
  if (b) parts.push(putText('seed'), putBytes(b.seed), putText('fields'), head(array, 2 * b.fields.length), ...b.fields.flatMap((f) => [putText(f.path), putBytes(f.value)]));
  return join(head(map, 2 + (b ? 2 + (b.version > 1 ? 1 : 0) : 0)), ...parts);
}

function parseExtra(data: Uint8Array): Pick<Receipt, 'leaf' | 'key' | 'body'> {
  const r = new Reader(data);
  let leaf: Uint8Array | undefined, key: string | undefined, version = 1, seed: Uint8Array | undefined, fields: Field[] | undefined;
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
  const out = { leaf, key, body: seed && fields ? { version, seed, fields } : null };
  oneForm(data, extraBytes(out), 'the receipt');
  return out;
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
}

// verifyReceipt does all of them.
export function verifyReceipt(r: Receipt, key: Key): Proven {
  const checkpoint = signed(r, key), leaf = parseLeaf(r.leaf);
  included(r, checkpoint);
  says(r, leaf);
  return { leaf, checkpoint };
}
