// Writes a PMTiles archive of version 3, of which all entries fit into the root directory.
import { gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import { zxyToTileId } from 'pmtiles';

const headerBytes = 127;
const rootLimit = 16384; // what a reader fetches first must hold header and root

// write takes tiles as {z, x, y, data} and returns the archive. Tiles with the same bytes are stored once.
export function write(tiles, { bounds, minzoom, maxzoom, metadata }) {
  const sorted = tiles.map((t) => ({ id: zxyToTileId(t.z, t.x, t.y), data: gzipSync(t.data, { level: 9 }) })).sort((a, b) => a.id - b.id);
  const entries = [], chunks = [], known = new Map();
  let offset = 0;
  for (const { id, data } of sorted) {
    const hash = createHash('sha256').update(data).digest('hex');
    let at = known.get(hash);
    if (at === undefined) {
      at = { offset, length: data.length };
      known.set(hash, at);
      chunks.push(data);
      offset += data.length;
    }
    const last = entries.at(-1);
    if (last && last.offset === at.offset && last.id + last.run === id) last.run++;
    else entries.push({ id, run: 1, ...at });
  }
  const { root, leaves } = directories(entries);
  const meta = gzipSync(JSON.stringify(metadata));
  const header = Buffer.alloc(headerBytes);
  header.write('PMTiles', 0);
  header[7] = 3;
  let at = headerBytes, i = 8;
  for (const length of [root.length, meta.length, leaves.length, offset]) {
    header.writeBigUInt64LE(BigInt(at), i);
    header.writeBigUInt64LE(BigInt(length), i + 8);
    at += length;
    i += 16;
  }
  for (const n of [sorted.length, entries.length, known.size]) {
    header.writeBigUInt64LE(BigInt(n), i);
    i += 8;
  }
  // Clustered; directories and tiles packed with gzip; vector tiles.
  header.set([1, 2, 2, 1, minzoom, maxzoom], i);
  i += 6;
  for (const degrees of bounds) {
    header.writeInt32LE(Math.round(degrees * 1e7), i);
    i += 4;
  }
  return Buffer.concat([header, root, meta, leaves, ...chunks]);
}

// directories puts the entries into one root, or, where that would be too large, into leaves that the root names.
function directories(entries) {
  const root = directory(entries);
  if (headerBytes + root.length <= rootLimit) return { root, leaves: Buffer.alloc(0) };
  const tops = [], leaves = [];
  let offset = 0;
  for (let i = 0; i < entries.length; i += 2048) {
    const leaf = directory(entries.slice(i, i + 2048));
    tops.push({ id: entries[i].id, run: 0, offset, length: leaf.length });
    leaves.push(leaf);
    offset += leaf.length;
  }
  return { root: directory(tops), leaves: Buffer.concat(leaves) };
}

function directory(entries) {
  const out = [];
  const put = (n) => {
    while (n >= 128) {
      out.push((n % 128) | 128);
      n = Math.floor(n / 128);
    }
    out.push(n);
  };
  put(entries.length);
  let last = 0;
  for (const e of entries) {
    put(e.id - last);
    last = e.id;
  }
  for (const e of entries) put(e.run);
  for (const e of entries) put(e.length);
  entries.forEach((e, i) => {
    const before = entries[i - 1];
    put(before && e.offset === before.offset + before.length ? 0 : e.offset + 1);
  });
  return gzipSync(Buffer.from(out), { level: 9 });
}
