// What the tests do again and again.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './server.mjs';

export const ask = (page, path) => page.evaluate(async (p) => (await fetch(p)).json(), path);

// tell sends a command as a program would.
export const tell = (page, door, command) => page.evaluate(async ([door, command]) => {
  const answer = await fetch('/api/' + door, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(command) });
  const said = await answer.json();
  if (!answer.ok) throw new Error(JSON.stringify(said));
  return said;
}, [door, command]);

// at is a field of the form that is open.
export const at = (page, name) => page.locator(`.deed [id$="-${name}"]`);

// recorded waits until the page says what became of it, and no form is open any more.
export const recorded = async (page) => {
  await page.waitForSelector('.did');
  await page.waitForSelector('.deed', { state: 'detached' });
};

// file sends a report and gives its number.
export const file = async (page, text, more = {}) => (await tell(page, 'observe/allegations', { channel: 'own', text, type: 'mortar', accused: 'A', start: '2017-08-20T10:00:00Z', place_name: 'al-Naima', ...more })).entries[0].entry;

// caseOf sends a report, and gives its case.
export const caseOf = async (page, text) => await caseOfReport(page, await file(page, text));

export async function caseOfReport(page, report) {
  for (let n = 0; n < 100; n++) {
    const { cases } = await ask(page, `/api/inquiry/cases?report=${report}`);
    if (cases?.length) return cases[0].case;
    await page.waitForTimeout(200);
  }
  throw new Error(`no case of report ${report}`);
}

let source = '';

// axe looks for what keeps people out.
export async function axe(page, name) {
  source ||= readFileSync(join(root, 'web', 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'], iframes: false }));
  assert.deepEqual(violations.filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 4).map((n) => n.html.slice(0, 140)).join(' | ')}`), [], name);
}
