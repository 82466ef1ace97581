import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
// @ts-expect-error a script without types
import { land } from './field/land.mjs';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// kept writes the ground of the map, and the service worker with the list of what it keeps; its version is the hash of all of it.
const kept: Plugin = {
  name: 'kept',
  generateBundle(_, bundle) {
    this.emitFile({ type: 'asset', fileName: 'land.json', source: land() as string });
    const hash = createHash('sha256'), files = ['./', './land.json', ...readdirSync(here('field/public')).map((f) => './' + f)];
    for (const name of Object.keys(bundle).sort()) {
      const part = bundle[name]!;
      hash.update(name).update(part.type === 'chunk' ? part.code : part.source);
      if (name !== 'index.html') files.push('./' + name);
    }
    const source = readFileSync(here('field/sw.js'), 'utf8').replace('FILES', JSON.stringify([...new Set(files)])).replace('VERSION', hash.update(readFileSync(here('field/index.html'))).digest('hex').slice(0, 12));
    this.emitFile({ type: 'asset', fileName: 'sw.js', source });
  },
};

// The field app stands apart from the console: it must be small, and kept whole by a phone.
export default defineConfig({
  root: here('field'),
  base: './',
  publicDir: here('field/public'),
  resolve: { alias: [{ find: /^preact(\/.*)?$/, replacement: here('node_modules/preact') + '$1' }] },
  build: { outDir: here('dist/field'), emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [kept],
  server: { proxy: { '^/api': process.env.TRUCE_SERVER ?? 'http://127.0.0.1:8417' } },
});
