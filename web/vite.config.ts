import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// The desks' consoles lie beside the Go of their desks, outside this folder; what they import is found here.
export default defineConfig({
  root: here('console'),
  publicDir: here('public'),
  resolve: {
    alias: [
      { find: /^truce$/, replacement: here('shared/truce.ts') },
      { find: 'qrcode-generator', replacement: here('node_modules/qrcode-generator') },
      { find: /^preact(\/.*)?$/, replacement: here('node_modules/preact') + '$1' },
    ],
  },
  build: { outDir: here('dist'), emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 1500 },
  worker: { format: 'es' },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  server: { fs: { allow: [here('..')] }, proxy: { '^/(api|log|ogc|tiles|basemap|demo|enter|plain|layers|entries|docs|pages)': process.env.TRUCE_SERVER ?? 'http://127.0.0.1:8417' } },
});
