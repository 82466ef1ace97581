// What this browser keeps of a log: its key as first seen, and the newest checkpoint that was proven to follow from the ones
// before. Whoever shows this browser another history is found out by it.
import { Damaged, alike, hex } from './bytes';
import { openCheckpoint, parseKey, type Checkpoint, type Key } from './note';
import { checkConsistency, consistency, type Tiles } from './tree';

export interface Kept {
  key: string;
  since: string; // when the key was first seen here, RFC 3339
  checkpoint: string; // signed; "" for none
  at: string; // when that was seen
}

export interface Shelf {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
}

const place = (origin: string) => `log/${origin}`;

export function kept(shelf: Shelf, origin: string): Kept | null {
  try {
    const k = JSON.parse(shelf.getItem(place(origin)) ?? 'null') as Kept | null;
    return k && parseKey(k.key).name === origin ? k : null;
  } catch {
    return null;
  }
}

// keep remembers a key and the newest checkpoint.
export function keep(shelf: Shelf, origin: string, key: string, since: string, checkpoint: string, now: string): void {
  shelf.setItem(place(origin), JSON.stringify({ key, since, checkpoint, at: now } satisfies Kept));
}

// sameWitnesses keeps the keys of the witnesses that were seen first, and says whether these are still the same: true, false,
// or null when none were seen before. Other keys come with an amendment of the agreement, or with a lie.
export function sameWitnesses(shelf: Shelf, origin: string, keys: string[]): boolean | null {
  const now = JSON.stringify([...keys].sort()), before = shelf.getItem(`witnesses/${origin}`);
  if (before === null) shelf.setItem(`witnesses/${origin}`, now);
  return before === null ? null : before === now;
}

export type Meeting =
  | { how: 'first' } // nothing was kept
  | { how: 'same' } // the very checkpoint that was kept
  | { how: 'grown'; from: Checkpoint } // proven to begin with the kept one
  | { how: 'older'; than: Checkpoint } // proven to be what the kept one began with
  | { how: 'shrunk'; than: Checkpoint } // the host serves fewer entries than it once signed
  | { how: 'forked'; from: Checkpoint; why: string } // two histories under one key
  | { how: 'unproven'; from: Checkpoint; why: string }; // the tiles could not be read

// meet holds a checkpoint that verifies against the one that was kept. served says that the host calls it its newest.
export async function meet(k: Kept | null, c: Checkpoint, key: Key, tiles: Tiles, served: boolean): Promise<Meeting> {
  if (!k?.checkpoint) return { how: 'first' };
  const old = openCheckpoint(k.checkpoint, key);
  if (old.size === c.size) return alike(old.root, c.root) ? { how: 'same' } : { how: 'forked', from: old, why: `${hex(old.root)} ≠ ${hex(c.root)}` };
  const [small, large] = old.size < c.size ? [old, c] : [c, old];
  if (small === c && served) return { how: 'shrunk', than: old };
  let proof;
  try {
    proof = await consistency(tiles, large.size, small.size);
  } catch (e) {
    return { how: 'unproven', from: old, why: e instanceof Error ? e.message : String(e) };
  }
  try {
    checkConsistency(proof, large.size, large.root, small.size, small.root);
  } catch (e) {
    if (!(e instanceof Damaged)) throw e;
    return { how: 'forked', from: old, why: e.message };
  }
  return small === old ? { how: 'grown', from: old } : { how: 'older', than: old };
}
