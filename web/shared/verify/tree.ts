// The tree of the record (RFC 6962 section 2.1): hashes, proofs, and reading it from tiles (C2SP tlog-tiles). Sizes go
// beyond 32 bits, so nothing here shifts.
import { Damaged, alike, join, sha256 } from './bytes';

export type Hash = Uint8Array;

const width = 256; // hashes of a full tile

export const leafHash = (leaf: Uint8Array): Hash => sha256(join(Uint8Array.of(0), leaf));
export const nodeHash = (left: Hash, right: Hash): Hash => sha256(join(Uint8Array.of(1), left, right));

// below is the largest power of two that is less than n, for n above 1.
function below(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

// rootOf is the root over leaf hashes.
export function rootOf(leaves: Hash[]): Hash {
  if (leaves.length === 0) return sha256(new Uint8Array());
  if (leaves.length === 1) return leaves[0]!;
  const k = below(leaves.length);
  return nodeHash(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
}

// rootOfPath is the root to which an inclusion proof leads from a leaf's hash.
export function rootOfPath(path: Hash[], size: number, index: number, leaf: Hash): Hash {
  if (!(index >= 0 && index < size)) throw new Damaged('the entry is not among those of the checkpoint');
  const climb = (n: number, at: number, rest: Hash[]): Hash => {
    if (n === 1) {
      if (rest.length > 0) throw new Damaged('the path is too long');
      return leaf;
    }
    const sibling = rest.at(-1);
    if (!sibling) throw new Damaged('the path is too short');
    const k = below(n);
    return at < k ? nodeHash(climb(k, at, rest.slice(0, -1)), sibling) : nodeHash(sibling, climb(n - k, at - k, rest.slice(0, -1)));
  };
  return climb(size, index, path);
}

export function checkInclusion(path: Hash[], size: number, root: Hash, index: number, leaf: Hash): void {
  if (!alike(rootOfPath(path, size, index, leaf), root)) throw new Damaged("the path does not lead to the checkpoint's root");
}

// checkConsistency proves that the tree of the older size is what the newer one begins with.
export function checkConsistency(proof: Hash[], size: number, root: Hash, older: number, olderRoot: Hash): void {
  if (older > size) throw new Damaged('the newer tree is the smaller one');
  if (older === 0 || older === size) {
    if (proof.length > 0) throw new Damaged('the proof is too long');
    if (older === size && !alike(root, olderRoot)) throw new Damaged('two roots of one size');
    return;
  }
  // Both roots are built again from the proof, in which the last hash stands highest.
  const climb = (lo: number, hi: number, rest: Hash[]): [old: Hash, now: Hash] => {
    if (older === hi) {
      if (lo === 0 && rest.length === 0) return [olderRoot, olderRoot];
      if (rest.length !== 1 || lo === 0) throw new Damaged('the proof has the wrong length');
      return [rest[0]!, rest[0]!];
    }
    const next = rest.at(-1);
    if (!next) throw new Damaged('the proof is too short');
    const k = lo + below(hi - lo);
    if (older <= k) {
      const [was, is] = climb(lo, k, rest.slice(0, -1));
      return [was, nodeHash(is, next)];
    }
    const [was, is] = climb(k, hi, rest.slice(0, -1));
    return [nodeHash(next, was), nodeHash(next, is)];
  };
  const [was, is] = climb(0, size, proof);
  if (!alike(was, olderRoot) || !alike(is, root)) throw new Damaged('the newer tree does not begin with the older one');
}

// Tiles gives the bytes of a tile: its path below /log/tile/.
export type Tiles = (path: string) => Promise<Uint8Array>;

// tilePath names a tile as tlog-tiles does: the index in groups of three digits, all but the last marked.
export function tilePath(level: number, n: number, w: number): string {
  const groups: string[] = [];
  for (let rest = n, last = true; last || rest > 0; rest = Math.floor(rest / 1000), last = false) groups.unshift((last ? '' : 'x') + String(rest % 1000).padStart(3, '0'));
  return `${level}/${groups.join('/')}${w < width ? `.p/${w}` : ''}`;
}

// consistency reads the proof from the tiles of a tree. Tiles are not trusted: checkConsistency looks at what comes out.
export async function consistency(tiles: Tiles, size: number, older: number): Promise<Hash[]> {
  if (older === 0 || older === size) return [];
  const had = new Map<string, Promise<Uint8Array>>();
  const stored = async (level: number, n: number): Promise<Hash> => {
    const tile = Math.floor(n / width), w = Math.min(width, Math.floor(size / width ** level) - tile * width), path = tilePath(level, tile, w);
    if (!had.has(path)) had.set(path, tiles(path));
    const data = await had.get(path)!, at = (n % width) * 32;
    if (data.length !== w * 32) throw new Damaged(`the tile ${path} has the wrong length`);
    return data.slice(at, at + 32);
  };
  // over is the root over the entries from lo to hi.
  const over = async (lo: number, hi: number): Promise<Hash> => {
    const n = hi - lo;
    let level = 0;
    while (width ** (level + 1) <= n) level++;
    if (n === width ** level && lo % n === 0) return stored(level, lo / n);
    const k = lo + below(n);
    const [left, right] = await Promise.all([over(lo, k), over(k, hi)]);
    return nodeHash(left, right);
  };
  const prove = async (lo: number, hi: number): Promise<Hash[]> => {
    if (older === hi) return lo === 0 ? [] : [await over(lo, hi)];
    const k = lo + below(hi - lo);
    return older <= k ? [...(await prove(lo, k)), await over(k, hi)] : [...(await prove(k, hi)), await over(lo, k)];
  };
  return prove(0, size);
}
