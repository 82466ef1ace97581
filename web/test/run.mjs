// Runs the browser's tests against a real demo, or takes the pictures: node test/run.mjs [screenshots [NAME]]
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './server.mjs';

if (!existsSync(process.env.CHROMIUM ?? '/usr/bin/chromium') || !existsSync(join(root, 'bin', 'truce'))) {
  console.log('web/test: no /usr/bin/chromium, or no bin/truce (make build); skipped');
  process.exit(process.env.TRUCE_CI ? 1 : 0);
}
const [what, name] = process.argv.slice(2);
if (what === 'screenshots') await (await import('./screens.mjs')).screenshots(name);
else await (await import('./browser.mjs')).run(what);
