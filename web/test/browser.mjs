// The console in a real browser, against a real demo. Each test is a sentence; what it needs, it does itself.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { air } from './air.mjs';
import { field } from './field.mjs';
import { line } from './line.mjs';
import { desks } from './desks.mjs';
import { lake, make } from './basemap.mjs';
import { proof } from './proof.mjs';
import { relief } from './relief.mjs';
import { browser, demo, known, leave, many, pixel, served, visitor } from './server.mjs';
import { axe } from './steps.mjs';
import { territory } from './territory.mjs';
import { work } from './work.mjs';

const at = 'at=2017-08-20T15:00:00Z';

const tests = {
  async 'it opens and draws the map, and says that it is an exercise'({ visit, say }) {
    const page = await visit('heron');
    await page.look();
    assert.match(await page.textContent('.mark'), /EXERCISE/);
    assert.match(await page.textContent('.when'), /As of/);
    await page.waitForSelector('.list a.row');
    const picture = await page.locator('.stage').screenshot();
    assert.ok(picture.length > 30_000, `the map is nearly empty: ${picture.length} bytes of picture`);
    const first = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
    say(`first paint after ${Math.round(first)} ms`);
    assert.deepEqual(page.sins, []);
  },

  async 'a link restores what was looked at, and going back undoes a step'({ visit }) {
    const page = await visit('heron');
    await page.look(`lang=en&${at}&page=inquiry.cases&sel=inquiry.cases/${known.caseM}&map=10/32.7/36.2`);
    await page.waitForSelector('.detail .side');
    assert.match(await page.textContent('.detail h2'), /Convoy struck/);
    const widths = await page.locator('.detail .side').evaluateAll((sides) => sides.map((s) => s.getBoundingClientRect().width));
    assert.ok(widths.length > 0 && widths.length % 2 === 0, `each side has its own, twice over: ${widths.length}`);
    for (let i = 0; i < widths.length; i += 2) assert.ok(Math.abs(widths[i] - widths[i + 1]) < 0.5, `both sides have the same width: ${widths}`);
    await page.click('.detail .side a');
    await page.waitForFunction(() => location.search.includes('observe.reports/'));
    await page.goBack();
    await page.waitForFunction(() => location.search.includes('inquiry.cases/'));
    assert.match(page.url(), /map=10\/32\.7\/36\.2/);
  },

  async 'Arabic is mirrored, with its own digits and words'({ visit }) {
    const page = await visit('heron');
    await page.look(`lang=ar&${at}`);
    await page.waitForSelector('.list a.row');
    assert.equal(await page.evaluate(() => document.documentElement.dir + document.documentElement.lang), 'rtlar');
    const rail = await page.locator('.rail').boundingBox(), list = await page.locator('.list').boundingBox();
    assert.ok(rail.x > list.x && rail.x > 1000, 'the desks stand at the right');
    assert.match(await page.textContent('.when'), /٢٠١٧/);
    assert.match(await page.textContent('.mark'), /تمرين/);
    const latin = await page.evaluate(() => [...document.querySelectorAll('.rail, .listhead, .timehead h2, .moments')].map((e) => e.textContent).join(' ').match(/[A-Za-z]{3,}/g));
    assert.deepEqual(latin, null, 'the frame says nothing in Latin letters');
  },

  async 'who changes the role sees what that role may see'({ visit }) {
    const page = await visit('heron');
    await page.look(`lang=en&${at}`);
    await page.waitForSelector('.list a.row');
    const officer = await page.locator('.list a.row').count();
    await page.selectOption('#roles', 'almond');
    await page.waitForFunction((n) => document.querySelectorAll('.list a.row').length > 0 && document.querySelectorAll('.list a.row').length < n, officer);
    const body = await page.textContent('body');
    assert.doesNotMatch(body, /OCHA desk/);
    await page.goto(page.url().replace(/sel=[^&]*/, '') + `&sel=observe.reports/${known.report}`);
    await page.waitForSelector('.detail .refused');
  },

  async 'two browsers see each other\'s report'({ visit, say }) {
    const one = await visit('heron'), two = await visit('falcon');
    await one.look('lang=en');
    await two.look('lang=en&page=observe.reports&sel=entry/1');
    await two.waitForSelector('.line[data-state="live"]');
    const before = await two.textContent('.list p.count');
    const sent = await one.evaluate(async () => {
      const answer = await fetch('/api/observe/allegations', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ channel: 'own', text: 'EXERCISE: shots heard', type: 'small_arms', start: new Date().toISOString().slice(0, 19) + 'Z', place_name: 'Nawa', place: { lat: 32.89, lon: 36.04 }, uncertainty_m: 500 }) });
      return { status: answer.status, body: await answer.text() };
    });
    assert.equal(sent.status, 201, sent.body);
    const t0 = Date.now();
    await two.waitForFunction((was) => document.querySelector('.list p.count')?.textContent !== was, before);
    say(`seen after ${Date.now() - t0} ms`); // a figure, no limit: it is the other browser that must come to know
  },

  async 'a draft survives a closed tab, and a place is understood by an unsure name'({ visit }) {
    const page = await visit('olive');
    await page.look('lang=en&page=observe.reports&mode=observe.allege');
    await page.selectOption('[name=type]', 'mortar');
    await page.fill('[name=place_name]', 'Nawaa');
    await page.click('.suggest.near button');
    await page.fill('[name=text]', 'EXERCISE: two explosions east of the town');
    await page.reload();
    await page.waitForSelector('.form');
    assert.equal(await page.inputValue('[name=text]'), 'EXERCISE: two explosions east of the town');
    await page.check('[name=unknown]');
    await page.click('form button[type=submit]');
    await page.waitForSelector('.detail .verdict');
    assert.match(await page.textContent('.detail'), /two explosions east/);
    assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith('draft/')).length), 0);
  },

  async 'a position is understood in any form'({ visit }) {
    const page = await visit('olive');
    await page.look('lang=en&mode=observe.allege');
    for (const [typed, want] of [['32.619, 36.102', /32°37'08/], ['32 37 08 N 36 06 07 E', /37S/], ['37SBS2791', /33°19/], ['٣٢.٦١٩، ٣٦.١٠٢', /32°37'08/]]) {
      await page.fill('[name=position]', typed);
      await page.waitForFunction((source) => new RegExp(source).test(document.getElementById('allege-place').textContent), want.source);
    }
    await page.waitForSelector('.suggest.near button'); // named places, and how far they are
    assert.match(await page.textContent('.suggest.near'), /from the point/);
  },

  async 'everything can be reached with the keyboard'({ visit }) {
    const page = await visit('heron');
    await page.look(`lang=en&${at}`);
    await page.keyboard.press('Control+k');
    await page.waitForSelector('dialog.palette[open]');
    await page.keyboard.type('clause c5');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.detail blockquote.law');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !document.querySelector('.detail'));
    await page.keyboard.press('/');
    await page.keyboard.type('nawa');
    assert.match(page.url(), /q=nawa/);
    await page.locator('.moments input').first().focus();
    const before = page.url();
    await page.keyboard.press('ArrowLeft');
    assert.notEqual(page.url(), before);
  },

  async 'the palette finds what the desks recorded'({ visit }) {
    const page = await visit('heron');
    await page.look(`lang=en&${at}`);
    await page.keyboard.press('Control+k');
    await page.waitForSelector('dialog.palette[open]');
    await page.keyboard.type('convoy');
    await page.locator('dialog li', { hasText: /^entry .*onvoy/i }).first().click();
    await page.waitForSelector('.detail article');
    assert.match(await page.textContent('.detail'), /convoy/i);
  },

  async 'axe finds no serious violation'({ visit }) {
    const page = await visit('heron', { bypassCSP: true, viewport: { width: 1000, height: 640 } });
    await page.look(`lang=en&${at}`);
    await axe(page, 'the first page, with the map');
    for (const [query, scheme, ready] of [[`lang=en&${at}&page=inquiry.cases&sel=inquiry.cases/${known.caseM}`, 'light', '.detail .side'], [`lang=ar&${at}&sel=observe.reports/${known.report}`, 'dark', '.detail .verdict'], ['lang=ru&page=terms.clauses&sel=terms.clauses/C5&mode=observe.allege', 'light', '.detail .form']]) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.turn(query);
      await page.waitForSelector(ready);
      await page.waitForFunction((q) => document.documentElement.lang === /lang=(..)/.exec(q)[1], query);
      await axe(page, query);
    }
  },

  async 'of sixteen thousand reports none is left out: signs, strip of time and list agree'({ b, skip, big, say }) {
    const record = await big;
    if (!record) return skip('the data set of UCDP is not here');
    try {
      const page = await visitor(b, record.base, 'heron', { secret: await record.secret('heron'), viewport: { width: 1000, height: 640 } });
      const tiles = [];
      page.on('response', (r) => /\/tiles\/observe\.reports\//.test(r.url()) && tiles.push(r.url()));
      const began = Date.now();
      await page.look('lang=en&page=observe.reports&at=2020-01-01T00:00:00Z');
      await page.waitForSelector('.map[data-count]');
      say(`drawn after ${Date.now() - began} ms`);
      const { total, without_time } = await page.evaluate(() => fetch('/api/observe/histogram?to=2020-01-01T00:00:00Z').then((r) => r.json()));
      assert.ok(total > 16_000, `the record has ${total} reports`);
      await page.waitForFunction((n) => Number(document.querySelector('.strip')?.dataset.shown) === n, total - without_time);
      assert.match(await page.textContent('.list p.count'), new RegExp(`of ${total}$`));
      const near = Number(await page.getAttribute('.map', 'data-count'));
      await page.click('.mapkeys button:nth-child(2)');
      await page.waitForFunction((was) => Number(document.querySelector('.map').dataset.count) !== was, near);
      assert.ok(Number(await page.getAttribute('.map', 'data-count')) > near, 'from farther away more is counted');
      await page.turn(page.url().split('?')[1].replace(/map=[^&]*/, 'map=4/35/38.5'));
      await page.waitForFunction(() => Number(document.querySelector('.map')?.dataset.count) > 16_000);
      assert.ok(tiles.length > 4);
      await page.locator('.list').hover();
      await page.locator('.list a.row').last().scrollIntoViewIfNeeded();
      await page.waitForFunction(() => document.querySelectorAll('.list a.row').length > 200);
      await page.locator('.list a.row').last().click();
      await page.waitForSelector('.detail article');
      await page.turn(page.url().split('?')[1].replace(/sel=[^&]*/, '') + '&q=mortar');
      await page.waitForSelector('.mapnote');
      assert.match(await page.textContent('.mapnote'), /newest 500 only/);
      assert.deepEqual(page.sins.filter((s) => !/404/.test(s)), []); // a record that is no demo has no roles to change to
      await page.context().close();
    } finally {
      await record.stop();
    }
  },

  async 'an operator\'s own map is drawn under everything else, with its names and its makers'({ b }) {
    const dir = mkdtempSync(join(tmpdir(), 'truce-basemap-')), path = join(dir, 'own.pmtiles');
    make(path);
    const record = await served(['--basemap', path]);
    try {
      const page = await visitor(b, record.base, 'heron', { secret: await record.secret('heron'), viewport: { width: 900, height: 640 } });
      const parts = [];
      page.on('response', (r) => r.url().endsWith('/basemap/local.pmtiles') && parts.push(r.status()));
      await page.look(`lang=en&${at}&clause=C12&map=9.5/${lake[1]}/${lake[0]}`);
      const picture = async () => pixel(page, await page.locator('.map canvas').screenshot(), 0.5, 0.5);
      assert.deepEqual(await picture(), [215, 223, 224], 'in the middle of the picture lies the lake');
      assert.ok(parts.length > 1 && parts.every((status) => status === 206), `it is read in parts: ${parts}`);
      await page.click('.legend summary');
      assert.match(await page.textContent('.legend'), /© Makers of the exercise map/);
      assert.equal(await page.locator('.legend a').count(), 0, 'its words are shown, its HTML is not');
      await page.click('.legend summary');
      for (const lang of ['en', 'ar']) {
        await page.turn(`lang=${lang}&${at}&clause=C12&map=10.6/32.78/36.1`);
        await page.waitForFunction((l) => document.documentElement.lang === l, lang);
        await page.waitForTimeout(300);
        await page.waitForSelector('.map[data-idle]');
        if (process.env.TRUCE_SHOTS) await page.screenshot({ path: `${process.env.TRUCE_SHOTS}/basemap-${lang}.png` });
      }
      assert.deepEqual(page.sins.filter((s) => !/404/.test(s)), []);
      await page.context().close();
    } finally {
      await record.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  },

  async 'the policy lets nothing leave the host'({ visit, base }) {
    const page = await visit('heron');
    const answer = await page.goto(base + '/');
    const policy = answer.headers()['content-security-policy'];
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe|https?:|\*/);
    for (const [, sources] of [...policy.matchAll(/[a-z]+-src ([^;]*)/g)]) assert.match(sources, /^('none'|'self'( data:| blob:)*)$/);
    const refused = await page.evaluate(() => fetch('http://127.0.0.1:9/').then(() => 'let through', () => 'refused'));
    assert.equal(refused, 'refused');
  },

  ...proof,
};

// Those that look at the map. A map drawn by software costs seconds for each page, so the others have none.
const drawn = new Set([...Object.keys(line), ...Object.keys(territory), 'it opens and draws the map, and says that it is an exercise', 'axe finds no serious violation', 'an area is drawn, an observation is filed, and its neighbour is suggested']);

// The longest go early, so that no worker waits for the last of another; the one that needs a large record has it made meanwhile.
const large = 'of sixteen thousand reports none is left out: signs, strip of time and list agree', first = ['axe finds no serious violation', 'it opens and draws the map, and says that it is an exercise', large];

// run takes the tests one after the other, by two workers with a browser and a demo of their own: half of a test is waiting
// for a page. only is a part of a test's name, or "work", "desks", "line" or "proof".
export async function run(only) {
  const began = Date.now(), sorts = { work, desks, proof, line, relief, air, field, territory };
  const all = Object.entries({ ...tests, ...line, ...work, ...desks, ...relief, ...air, ...field, ...territory }).filter(([name]) => !only || (sorts[only] ? name in sorts[only] : name.includes(only)));
  const turn = (name) => (first.includes(name) ? first.indexOf(name) : first.length);
  all.sort(([a], [b]) => turn(a) - turn(b));
  const big = all.some(([name]) => name === large) ? many() : null;
  big?.catch(() => {}); // the test says it
  let failed = 0, count = 0;
  const worker = async () => {
    const server = await demo(), b = await browser(), left = new Map();
    try {
      for (let next = all.shift(); next; next = all.shift()) {
        const [name, test] = next, pages = [], start = Date.now(), said = [];
        const visit = async (member, options) => {
          const wanted = { map: drawn.has(name), ...options }, sort = JSON.stringify(wanted);
          const page = await visitor(b, server.base, member, { ...wanted, used: left.get(sort)?.pop() });
          page.sort = sort;
          pages.push(page);
          return page;
        };
        const seconds = () => ((Date.now() - start) / 1000).toFixed(1);
        try {
          await test({ visit, base: server.base, b, big, skip: (why) => said.push(`skipped: ${why}`), say: (what) => said.push(what) });
          for (const page of pages) assert.deepEqual(page.sins.filter((s) => s.startsWith('left the host') && !s.includes('127.0.0.1:9/')), []);
          console.log([`ok    ${name} (${seconds()} s)`, ...said].join('\n    '));
        } catch (e) {
          failed++;
          console.log(`FAIL  ${name} (${seconds()} s)\n${e.stack}\n${pages.flatMap((p) => p.sins).join('\n')}`);
        }
        count++;
        for (const page of pages) {
          const context = await leave(page.context());
          if (context) left.set(page.sort, [...(left.get(page.sort) ?? []), context]);
        }
      }
    } finally {
      await b.close();
      await server.stop();
    }
  };
  await Promise.all(Array.from({ length: Math.min(Number(process.env.TRUCE_WORKERS ?? 2), all.length) }, worker));
  console.log(`${count} tests, ${failed} of them failed, in ${((Date.now() - began) / 1000).toFixed(0)} s`);
  if (failed) process.exitCode = 1;
}
