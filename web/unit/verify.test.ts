// The console's own checking, against the vectors that hold the stored form for ever, which the Go verifier reads too.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { alike, hex, unhex } from '../shared/verify/bytes';
import { decode } from '../shared/verify/cbor';
import { bodyBytes, checkDisclosure, commitment, disclose, parseBody, parseLeaf, type Body, type Field } from '../shared/verify/body';
import { cosignatures, parseCosigned, parseCosigner } from '../shared/verify/cosign';
import { openCheckpoint, parseKey } from '../shared/verify/note';
import { discloseFields, formatReceipt, parseReceipt, verifyReceipt } from '../shared/verify/receipt';
import { checkConsistency, checkInclusion, consistency, leafHash, nodeHash, rootOf, tilePath, type Hash } from '../shared/verify/tree';

interface Shown { path: string; value: string }
interface Vectors {
  leaves: Record<string, { event: string; recorded: number; compartment: string; commitment: string; body_hash: string; bytes: string; hash: string }>;
  commitments: Record<string, { version?: number; seed: string; fields: Shown[]; commitment: string; disclosures: { path: string; salt: string; index: number; proof: string[] | null }[] }>;
  bodies: Record<string, { leaf: string; plain: string; version?: number; seed: string; fields: Shown[] }>;
  checkpoints: Record<string, { key: string; signed: string; origin: string; size: number; root: string }>;
  logs: Record<string, { leaves: string[]; roots: string[] }>;
  disclosed: Vectors['receipts'];
  cosigned: Record<string, { key: string; signed: string; size: number; witnesses: { key: string; at: number }[] }>;
  receipts: Record<string, { key: string; receipt: string; index: number; size: number; leaf_hash: string; fields?: Shown[] }>;
}

const vectors = JSON.parse(readFileSync(new URL('../../record/testdata/vectors.json', import.meta.url), 'utf8')) as Vectors;
const fields = (of: Shown[]): Field[] => of.map((f) => ({ path: f.path, value: unhex(f.value) }));
const shown = (of: Field[]): Shown[] => of.map((f) => ({ path: f.path, value: hex(f.value) }));
const flips = (b: Uint8Array): Uint8Array[] => [...b.keys()].map((i) => Uint8Array.from(b, (x, j) => (i === j ? x ^ (1 << i % 8) : x)));
const each = <T>(sort: Record<string, T>): [string, T][] => {
  const all = Object.entries(sort);
  if (all.length < 2) throw new Error('the vectors of both versions are wanted');
  return all;
};

test.each(each(vectors.leaves))('leaf %s', (_, v) => {
  const leaf = parseLeaf(unhex(v.bytes));
  expect({ ...leaf, commitment: hex(leaf.commitment), bodyHash: hex(leaf.bodyHash) }).toEqual({ event: v.event, recorded: v.recorded, compartment: v.compartment, commitment: v.commitment, bodyHash: v.body_hash });
  expect(hex(leafHash(unhex(v.bytes)))).toBe(v.hash);
  for (const other of flips(unhex(v.bytes))) {
    let read;
    try { read = parseLeaf(other); } catch { continue; }
    expect(read).not.toEqual(leaf); // another leaf, with another hash
  }
  expect(() => parseLeaf(unhex(v.bytes + '00'))).toThrow();
  expect(() => parseLeaf(unhex('98' + '06' + v.bytes.slice(2)))).toThrow(); // a longer head than needed
});

test.each(each(vectors.commitments))('commitment %s', (_, v) => {
  const body: Body = { version: v.version ?? 1, seed: unhex(v.seed), fields: fields(v.fields) };
  expect(hex(commitment(body))).toBe(v.commitment);
  v.disclosures.forEach((d, i) => {
    const made = disclose(body, d.path);
    expect({ salt: hex(made.salt), index: made.index, proof: made.proof.map(hex) }).toEqual({ salt: d.salt, index: d.index, proof: d.proof ?? [] });
    checkDisclosure(made, unhex(v.commitment));
    expect(() => checkDisclosure({ ...made, value: flips(made.value)[0]! }, unhex(v.commitment))).toThrow();
    expect(() => checkDisclosure({ ...made, index: made.index + 2 ** made.proof.length }, unhex(v.commitment))).toThrow();
    const other = { ...body, fields: body.fields.map((f, k) => (k === i ? { ...f, value: flips(f.value)[0]! } : f)) };
    expect(hex(commitment(other))).not.toBe(v.commitment);
  });
  expect(hex(commitment({ ...body, version: 3 - body.version }))).not.toBe(v.commitment);
  expect(() => commitment({ ...body, version: 3 })).toThrow();
  if (body.fields.length > 1) expect(() => commitment({ ...body, fields: [...body.fields].reverse() })).toThrow();
});

test.each(each(vectors.bodies))('body %s in its plain form', (_, v) => {
  const body = parseBody(unhex(v.plain));
  expect({ version: body.version, seed: hex(body.seed), fields: shown(body.fields) }).toEqual({ version: v.version ?? 1, seed: v.seed, fields: v.fields });
  expect(hex(bodyBytes(body))).toBe(v.plain);
  const committed = parseLeaf(unhex(v.leaf)).commitment;
  expect(alike(commitment(body), committed)).toBe(true);
  for (const f of body.fields) decode(f.value);
  for (const other of flips(unhex(v.plain))) expect(() => { if (!alike(commitment(parseBody(other)), committed)) throw new Error('another commitment'); }).toThrow();
});

test.each(each(vectors.checkpoints))('checkpoint %s', (_, v) => {
  const key = parseKey(v.key), c = openCheckpoint(v.signed, key);
  expect([c.origin, c.size, hex(c.root)]).toEqual([v.origin, v.size, v.root]);
  const bytes = new TextEncoder().encode(v.signed);
  for (const other of flips(bytes)) expect(() => openCheckpoint(new TextDecoder().decode(other), key)).toThrow();
  const others = Object.values(vectors.checkpoints).filter((o) => o.key !== v.key);
  for (const o of others) expect(() => openCheckpoint(v.signed, parseKey(o.key))).toThrow('not signed by this key');
  // A witness's signature is kept and not judged; it alone is not enough.
  const witness = `— witness.example ${btoa('12345678')}\n`;
  expect(openCheckpoint(v.signed + witness, key).witnesses).toEqual(['witness.example']);
  expect(() => openCheckpoint(v.signed.replace(/— .*\n$/, witness), key)).toThrow();
  expect(() => parseKey(v.key.replace(/\+./, (s) => (s === '+0' ? '+1' : '+0')))).toThrow();
});

test.each(each(vectors.logs))('log %s', async (_, v) => {
  const leaves = v.leaves.map((l) => leafHash(unhex(l)));
  v.roots.forEach((root, n) => expect(hex(rootOf(leaves.slice(0, n)))).toBe(root));
  for (let size = 1; size <= leaves.length; size++) {
    for (let older = 1; older <= size; older++) {
      const proof = await consistency(async () => Uint8Array.from(leaves.slice(0, size).flatMap((h) => [...h])), size, older);
      checkConsistency(proof, size, unhex(v.roots[size]!), older, unhex(v.roots[older]!));
      for (let wrong = 1; wrong < v.roots.length; wrong++) if (wrong !== older) expect(() => checkConsistency(proof, size, unhex(v.roots[size]!), older, unhex(v.roots[wrong]!))).toThrow();
    }
  }
});

describe.each(each(vectors.receipts))('receipt %s', (_, v) => {
  test('proves what it should', () => {
    const r = parseReceipt(v.receipt), { checkpoint } = verifyReceipt(r, parseKey(v.key));
    expect([r.index, checkpoint.size, hex(leafHash(r.leaf))]).toEqual([v.index, v.size, v.leaf_hash]);
    expect(r.body ? shown(r.body.fields) : undefined).toEqual(v.fields);
    expect(formatReceipt(r)).toBe(v.receipt);
  });
  // The key that stands in it is what the host says and is proven by nothing; everything else is held by something.
  test('is refused with any byte changed', () => {
    const key = parseKey(v.key), bytes = new TextEncoder().encode(v.receipt);
    for (const [i, other] of flips(bytes).entries()) {
      const read = new TextDecoder().decode(other);
      let r;
      try {
        r = parseReceipt(read);
        verifyReceipt(r, key);
      } catch {
        continue;
      }
      expect(r.key, `byte ${i}`).not.toBe(v.key);
    }
  });
});

test.each(each(vectors.disclosed))('single fields %s', (name, v) => {
  const r = parseReceipt(v.receipt);
  verifyReceipt(r, parseKey(v.key));
  expect(shown(r.shown)).toEqual(v.fields);
  expect(r.body).toBeNull();
  expect(formatReceipt(r)).toBe(v.receipt);
  const whole = parseReceipt(vectors.receipts[`${name}, version 2`]?.receipt ?? v.receipt);
  if (whole.body && whole.checkpoint === r.checkpoint) expect(formatReceipt(discloseFields(whole, v.fields!.map((f) => f.path)))).toBe(v.receipt);
  const bytes = new TextEncoder().encode(v.receipt);
  for (const other of flips(bytes).filter((_, i) => i % 7 === 0)) {
    let read;
    try {
      read = parseReceipt(new TextDecoder().decode(other));
      verifyReceipt(read, parseKey(v.key));
    } catch {
      continue;
    }
    expect(read.key).not.toBe(v.key);
  }
});

test('countersignatures of both kinds', async () => {
  const v = vectors.cosigned['both kinds']!, c = openCheckpoint(v.signed, parseKey(v.key));
  const known = v.witnesses.map((w) => parseCosigner(w.key));
  const found = await cosignatures(c, known);
  expect(found.map((f) => [f.by.text, f.at])).toEqual(v.witnesses.map((w) => [w.key, w.at]));
  for (const [i, w] of v.witnesses.entries()) {
    const lines = v.signed.split('\n'), at = lines.length - 1 - v.witnesses.length + i;
    const raw = atob(lines[at]!.split(' ')[2]!);
    const other = btoa(raw.slice(0, 40) + String.fromCharCode(raw.charCodeAt(40) ^ 1) + raw.slice(41));
    const changed = { ...c, signed: v.signed.replace(lines[at]!.split(' ')[2]!, other) };
    await expect(cosignatures(changed, [parseCosigner(w.key)])).rejects.toThrow();
    expect(await cosignatures(changed, [])).toEqual([]);
    expect(() => parseCosigner(w.key.replace(/\+./, (s) => (s === '+0' ? '+1' : '+0')))).toThrow();
  }
  expect(parseCosigned(`${v.signed}\n${v.signed}`)).toEqual([v.signed, v.signed]);
  expect(parseCosigned('')).toEqual([]);
  expect(() => parseCosigned('x')).toThrow();
});

// A tree of more than one tile in both levels, with hashes that are made up.
test('a proof is read from tiles of several levels, and any other tile is refused', async () => {
  const size = 256 * 256 + 300;
  const level0 = Array.from({ length: size }, (_, i) => leafHash(Uint8Array.of(i >> 16, (i >> 8) & 255, i & 255)));
  const fold = (hs: Hash[]): Hash => (hs.length === 1 ? hs[0]! : fold(Array.from({ length: hs.length / 2 }, (_, i) => nodeHash(hs[2 * i]!, hs[2 * i + 1]!))));
  const up = (hs: Hash[]): Hash[] => Array.from({ length: Math.floor(hs.length / 256) }, (_, i) => fold(hs.slice(256 * i, 256 * i + 256)));
  const levels = [level0, up(level0), up(up(level0))];
  const asked: string[] = [];
  const tiles = (spoil = '') => async (path: string) => {
    asked.push(path);
    const [level, ...rest] = path.split(/\.p\//)[0]!.split('/');
    const n = Number(rest.join('').replaceAll('x', '')), w = Number(path.split('.p/')[1] ?? 256);
    const out = Uint8Array.from(levels[Number(level)]!.slice(n * 256, n * 256 + w).flatMap((h) => [...h]));
    return path === spoil ? out.map((x) => x ^ 1) : out;
  };
  const root = rootOf(level0);
  for (const older of [1, 255, 256, 257, 65_535, 65_536, 65_537, 65_800, size - 1]) {
    asked.length = 0;
    const before = rootOf(level0.slice(0, older));
    checkConsistency(await consistency(tiles(), size, older), size, root, older, before);
    for (const path of [...new Set(asked)]) await expect(consistency(tiles(path), size, older).then((p) => checkConsistency(p, size, root, older, before))).rejects.toThrow();
  }
  expect(tilePath(1, 1_234_067, 256)).toBe('1/x001/x234/067');
  expect(tilePath(0, 0, 7)).toBe('0/000.p/7');
  expect(() => checkInclusion([], 2, root, 0, level0[0]!)).toThrow();
});
