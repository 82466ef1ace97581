// Signed checkpoints: C2SP signed-note and tlog-checkpoint, with Ed25519. The browser's own Ed25519 is there only on pages
// that it calls secure, which a centre's plain-http address in its own network is not; so the library of noble does it.
import { hashes, verify } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { Damaged, alike, base64, hex, join, sha256, unbase64, utf8, whole } from './bytes';
import type { Hash } from './tree';

hashes.sha512 = sha512;

export interface Key {
  name: string; // the origin
  id: string; // eight hex digits
  public: Uint8Array;
  text: string; // as it is handed around: origin+id+base64
}

const names = /^[^\s+\u0085]+$/u;

export function parseKey(text: string): Key {
  const [, name = '', id = '', rest = ''] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/s.exec(text) ?? [];
  if (!names.test(name)) throw new Damaged('the key is not written as a signed note has it');
  const key = unbase64(rest);
  if (key.length !== 33 || key[0] !== 1) throw new Damaged('the key is not for Ed25519');
  if (hex(sha256(join(utf8(name + '\n'), key)).subarray(0, 4)) !== id) throw new Damaged("the key's number does not fit the key");
  return { name, id, public: key.subarray(1), text };
}

export interface Checkpoint {
  origin: string;
  size: number;
  root: Hash;
  signed: string;
  witnesses: string[]; // who signed besides the log; kept, not judged
}

// A Foreign checkpoint is whole, and not signed by the key that is trusted.
export class Foreign extends Damaged {}

// openCheckpoint reads a signed checkpoint and checks the log's signature.
export function openCheckpoint(signed: string, key: Key): Checkpoint {
  if (utf8(signed).length > 1_000_000) throw new Damaged('the checkpoint is too long');
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0009\u000b-\u001f\ufffd]/.test(signed)) throw new Damaged('the checkpoint has characters that no note has');
  const cut = signed.lastIndexOf('\n\n');
  if (cut < 0 || !signed.endsWith('\n') || signed.length === cut + 2) throw new Damaged('the checkpoint is not a signed note');
  const said = signed.slice(0, cut + 1), lines = signed.slice(cut + 2, -1).split('\n');
  if (lines.length > 100) throw new Damaged('the checkpoint has too many signatures');
  let held = false;
  const witnesses: string[] = [];
  for (const line of lines) {
    const [, name = '', rest = ''] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
    if (!names.test(name)) throw new Damaged('a signature is not written as it should be');
    const raw = unbase64(rest);
    if (raw.length < 5) throw new Damaged('a signature is too short');
    if (name !== key.name || hex(raw.subarray(0, 4)) !== key.id) {
      witnesses.push(name);
      continue;
    }
    if (held) continue;
    if (raw.length !== 68 || !verify(raw.subarray(4), utf8(said), key.public, { zip215: false })) throw new Damaged('the signature does not hold');
    held = true;
  }
  if (!held) throw new Foreign('the checkpoint is not signed by this key');
  const c = parseCheckpoint(said);
  if (c.origin !== key.name) throw new Damaged('the checkpoint is of another record');
  return { ...c, signed, witnesses };
}

function parseCheckpoint(said: string): Pick<Checkpoint, 'origin' | 'size' | 'root'> {
  const [origin, size, root, rest, ...more] = said.split('\n');
  if (rest !== '' || more.length > 0) throw new Damaged('the checkpoint does not have three lines');
  const hash = unbase64(root!);
  if (hash.length !== 32) throw new Damaged("the checkpoint's root is no hash");
  return { origin: origin!, size: whole(size!, "the checkpoint's size"), root: hash };
}

export const rootText = (c: Checkpoint): string => base64(c.root);
export const sameRoot = (a: Checkpoint, b: Checkpoint): boolean => alike(a.root, b.root);
