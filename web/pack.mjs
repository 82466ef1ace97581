// Lays a smaller copy beside every text file of the build, for browsers that take it (all do), and says what the first
// visit costs.
import { gzipSync } from 'node:zlib';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = join(dirname(fileURLToPath(import.meta.url)), 'dist');
let total = 0;
for (const name of readdirSync(dist, { recursive: true })) {
  if (!['.js', '.mjs', '.css', '.html', '.svg', '.json'].includes(extname(name))) continue;
  const small = gzipSync(readFileSync(join(dist, name)), { level: 9 });
  writeFileSync(join(dist, name) + '.gz', small);
  total += small.length;
  console.log(`${(small.length / 1024).toFixed(1).padStart(8)} KB  ${name}`);
}
console.log(`${(total / 1024).toFixed(1).padStart(8)} KB  scripts and styles, gzip`);
