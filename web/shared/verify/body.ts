// Leaves and bodies: what is public of an entry, what was said, and how the one commits to the other (docs/format.md
// sections 2 and 4).
import { ctr } from '@noble/ciphers/aes.js';
import { hmac } from '@noble/hashes/hmac.js';
import { Damaged, alike, hex, join, order, sha256, utf8 } from './bytes';
import { array, head, oneForm, putBytes, putText, Reader, uint } from './cbor';
import { nodeHash, type Hash } from './tree';

export interface Leaf {
  event: string; // hex
  recorded: number; // milliseconds
  compartment: string; // hex
  commitment: Hash;
  bodyHash: Hash;
}

const known = 1, longest = 4096;

export function parseLeaf(data: Uint8Array): Leaf {
  if (data.length > longest) throw new Damaged('the leaf is too long');
  const r = new Reader(data);
  if (r.length(array) !== 6) throw new Damaged('the leaf does not have six parts');
  const version = r.number();
  if (version !== known) throw new Damaged(`the leaf has version ${version}, which is not known here`);
  const part = (n: number): Uint8Array => {
    const b = r.bytes();
    if (b.length !== n) throw new Damaged('a part of the leaf has the wrong length');
    return b;
  };
  const event = part(16), recorded = r.number(), compartment = part(16), commitment = part(32), bodyHash = part(32);
  if (!r.done) throw new Damaged('there is something after the leaf');
  oneForm(data, join(head(array, 6), head(uint, known), putBytes(event), head(uint, recorded), putBytes(compartment), putBytes(commitment), putBytes(bodyHash)), 'the leaf');
  return { event: hex(event), recorded, compartment: hex(compartment), commitment, bodyHash };
}

export interface Field {
  path: string;
  value: Uint8Array; // CBOR
}

export interface Body {
  version: number;
  seed: Uint8Array;
  fields: Field[];
}

// parseBody reads the plain form, which is what is encrypted.
export function parseBody(data: Uint8Array): Body {
  const r = new Reader(data);
  if (r.length(array) !== 3) throw new Damaged('the body does not have three parts');
  const version = r.number();
  if (version !== 1 && version !== 2) throw new Damaged(`a body of version ${version} is not known here`);
  const seed = r.bytes(), n = r.length(array);
  if (n % 2 !== 0) throw new Damaged('a path has no value');
  const fields: Field[] = [];
  for (let i = 0; i < n; i += 2) {
    const path = r.string(), from = r.at;
    r.item(1);
    fields.push({ path, value: data.subarray(from, r.at) });
  }
  if (!r.done) throw new Damaged('there is something after the body');
  return { version, seed, fields };
}

export function bodyBytes(b: Body): Uint8Array {
  return join(head(array, 3), head(uint, b.version), putBytes(b.seed), head(array, 2 * b.fields.length), ...b.fields.flatMap((f) => [putText(f.path), f.value]));
}

const u16 = (n: number): Uint8Array => Uint8Array.of(n >> 8, n & 255);

// salts gives what each leaf of the commitment begins with: a salt for a field, a whole hash beyond the fields.
function salts(b: Body): Uint8Array[] {
  if (b.seed.length !== 32) throw new Damaged('the seed does not have 32 bytes');
  if (b.fields.length === 0 || b.fields.length > 1024) throw new Damaged('a body has 1 to 1024 fields');
  let width = 1;
  while (width < b.fields.length) width *= 2;
  if (b.version === 2) {
    const stream = ctr(b.seed, new Uint8Array(16)).encrypt(new Uint8Array(32 * width));
    return Array.from({ length: width }, (_, i) => stream.subarray(32 * i, 32 * i + 32));
  }
  if (b.version !== 1) throw new Damaged(`a body of version ${b.version} is not known here`);
  const prk = hmac(sha256, new Uint8Array(32), b.seed);
  return Array.from({ length: width }, (_, i) => {
    const f = b.fields[i];
    return hmac(sha256, prk, f ? join(utf8('truce/salt/v1/' + f.path), Uint8Array.of(1)) : join(utf8('truce/fill/v1/'), u16(i), Uint8Array.of(1)));
  });
}

function fieldHash(salt: Uint8Array, f: Field): Hash {
  const path = utf8(f.path);
  return sha256(join(Uint8Array.of(0), salt, u16(path.length), path, f.value));
}

function leaves(b: Body): { salts: Uint8Array[]; hashes: Hash[] } {
  const all = salts(b);
  b.fields.forEach((f, i) => {
    const path = utf8(f.path);
    if (path.length === 0 || path.length > 128) throw new Damaged("a field's path has 1 to 128 bytes");
    if (i > 0 && order(path, utf8(b.fields[i - 1]!.path)) <= 0) throw new Damaged('a field occurs twice, or the fields are not in order');
  });
  return { salts: all, hashes: all.map((s, i) => (b.fields[i] ? fieldHash(s.subarray(0, 16), b.fields[i]!) : s)) };
}

const upwards = (level: Hash[]): Hash[] => Array.from({ length: level.length / 2 }, (_, i) => nodeHash(level[2 * i]!, level[2 * i + 1]!));

export function commitment(b: Body): Hash {
  let level = leaves(b).hashes;
  while (level.length > 1) level = upwards(level);
  return level[0]!;
}

// A Disclosure shows one field and proves that it belongs to a body, without the others.
export interface Disclosure extends Field {
  salt: Uint8Array;
  index: number;
  proof: Hash[];
}

export function disclose(b: Body, path: string): Disclosure {
  const index = b.fields.findIndex((f) => f.path === path);
  if (index < 0) throw new Damaged('the body has no such field');
  const { salts, hashes } = leaves(b);
  const proof: Hash[] = [];
  for (let level = hashes, i = index; level.length > 1; level = upwards(level), i >>= 1) proof.push(level[i ^ 1]!);
  return { ...b.fields[index]!, salt: salts[index]!.subarray(0, 16), index, proof };
}

export function checkDisclosure(d: Disclosure, committed: Hash): void {
  if (d.salt.length !== 16 || d.proof.length > 10 || d.index < 0 || d.index >= 2 ** d.proof.length || d.proof.some((h) => h.length !== 32)) throw new Damaged('the disclosure is malformed');
  const top = d.proof.reduce((h, sibling, i) => ((d.index >> i) & 1 ? nodeHash(sibling, h) : nodeHash(h, sibling)), fieldHash(d.salt, d));
  if (!alike(top, committed)) throw new Damaged('the field does not belong to this fact');
}
