// The console in a real browser, against a real demo. Each test is a sentence; what it needs, it does itself.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { proof } from './proof.mjs';
import { browser, caseM, demo, many, root, visitor } from './server.mjs';
import { relief } from './relief.mjs';
import { work } from './work.mjs';

const at = 'at=2017-08-20T15:00:00Z';

const tests = {
  async 'it opens and draws the map, and says that it is an exercise'({ visit }) {
    const page = await visit('heron');
    await page.look();
    assert.match(await page.textContent('.mark'), /EXERCISE/);
    assert.match(await page.textContent('.when'), /As of/);
    await page.waitForSelector('.list a.row');
    const picture = await page.locator('.stage').screenshot();
    assert.ok(picture.length > 30_000, `the map is nearly empty: ${picture.length} bytes of picture`);
    const first = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
    console.log(`    first paint after ${Math.round(first)} ms`);
    assert.deepEqual(page.sins, []);
  },

  async 'a link restores what was looked at, and going back undoes a step'({ visit }) {
    const page = await visit('heron');
    await page.look(`lang=en&${at}&page=inquiry.cases&sel=inquiry.cases/${caseM.no}&map=10/32.7/36.2`);
    await page.waitForSelector('.detail .side');
    assert.match(await page.textContent('.detail h2'), /Convoy struck/);
    assert.equal(await page.locator('.detail .side').count(), 2);
    const [a, b] = await page.locator('.detail .side').evaluateAll((sides) => sides.map((s) => s.getBoundingClientRect().width));
    assert.ok(Math.abs(a - b) < 0.5, `both sides have the same width: ${a} and ${b}`);
    await page.click('.detail .side a');
    await page.waitForFunction(() => location.search.includes('observe.reports/'));
    await page.goBack();
    await page.waitForFunction((no) => location.search.includes('inquiry.cases/' + no), caseM.no);
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
    await page.goto(page.url().replace(/sel=[^&]*/, '') + `&sel=observe.reports/${caseM.report}`);
    await page.waitForSelector('.detail .refused');
  },

  async 'two browsers see each other\'s report'({ visit }) {
    const one = await visit('heron'), two = await visit('falcon');
    await one.look('lang=en');
    await two.look('lang=en&at=&page=observe.reports');
    await two.goto(two.url().replace(/at=[^&]*&?/, '') + '&sel=entry/1');
    await two.waitForSelector('.line[data-state="live"]');
    const before = await two.textContent('.list p.count');
    const sent = await one.evaluate(async () => {
      const answer = await fetch('/api/observe/allegations', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ channel: 'own', text: 'EXERCISE: shots heard', type: 'small_arms', start: new Date().toISOString().slice(0, 19) + 'Z', place_name: 'Nawa', place: { lat: 32.89, lon: 36.04 }, uncertainty_m: 500 }) });
      return { status: answer.status, body: await answer.text() };
    });
    assert.equal(sent.status, 201, sent.body);
    const t0 = Date.now();
    await two.waitForFunction((was) => document.querySelector('.list p.count')?.textContent !== was, before);
    console.log(`    seen after ${Date.now() - t0} ms`); // a figure, no limit: it is the other browser that must come to know
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
    const source = readFileSync(join(root, 'web', 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
    for (const [query, scheme] of [[`lang=en&${at}`, 'light'], [`lang=en&${at}&page=inquiry.cases&sel=inquiry.cases/${caseM.no}`, 'light'], [`lang=ar&${at}&sel=observe.reports/${caseM.report}`, 'dark'], ['lang=ru&page=terms.clauses&sel=terms.clauses/C5&mode=observe.allege', 'light']]) {
      const page = await visit('heron', { colorScheme: scheme, bypassCSP: true });
      await page.look(query);
      await page.evaluate(source);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
      const grave = violations.filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 4).map((n) => n.html.slice(0, 140)).join(' | ')}`);
      assert.deepEqual(grave, [], query);
      await page.context().close();
    }
  },

  async 'of sixteen thousand reports none is left out: signs, strip of time and list agree'({ b, skip }) {
    const record = await many();
    if (!record) return skip('the data set of UCDP is not here');
    try {
      const page = await visitor(b, record.base, 'heron', { secret: record.secret('heron') });
      const tiles = [];
      page.on('response', (r) => /\/tiles\/observe\.reports\//.test(r.url()) && tiles.push(r.url()));
      const began = Date.now();
      await page.look('lang=en&page=observe.reports&at=2020-01-01T00:00:00Z');
      await page.waitForSelector('.map[data-count]');
      console.log(`    drawn after ${Date.now() - began} ms`);
      const { total, without_time } = await page.evaluate(() => fetch('/api/observe/histogram?to=2020-01-01T00:00:00Z').then((r) => r.json()));
      assert.ok(total > 16_000, `the record has ${total} reports`);
      await page.waitForFunction((n) => Number(document.querySelector('.strip')?.dataset.shown) === n, total - without_time);
      assert.match(await page.textContent('.list p.count'), new RegExp(`of ${total}$`));
      const near = Number(await page.getAttribute('.map', 'data-count'));
      for (let i = 0; i < 3; i++) {
        const before = await page.getAttribute('.map', 'data-count');
        await page.click('.mapkeys button:nth-child(2)');
        await page.waitForFunction((was) => document.querySelector('.map').dataset.count !== was, before);
      }
      assert.ok(Number(await page.getAttribute('.map', 'data-count')) > near, 'from farther away more is counted');
      await page.goto(page.url().replace(/map=[^&]*/, 'map=4/35/38.5'));
      await page.waitForFunction(() => Number(document.querySelector('.map')?.dataset.count) > 16_000);
      assert.ok(tiles.length > 4);
      await page.locator('.list').hover();
      await page.locator('.list a.row').last().scrollIntoViewIfNeeded();
      await page.waitForFunction(() => document.querySelectorAll('.list a.row').length > 200);
      await page.locator('.list a.row').last().click();
      await page.waitForSelector('.detail article');
      await page.goto(page.url().replace(/sel=[^&]*/, '') + '&q=mortar');
      await page.waitForSelector('.mapnote');
      assert.match(await page.textContent('.mapnote'), /newest 500 only/);
      assert.deepEqual(page.sins.filter((s) => !/404/.test(s)), []); // a record that is no demo has no roles to change to
      await page.context().close();
    } finally {
      await record.stop();
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

export async function run(only) {
  const server = await demo(), b = await browser();
  let failed = 0;
  try {
    for (const [name, test] of Object.entries({ ...tests, ...work, ...relief })) {
      if (only && (only === 'work' ? !(name in work) : only === 'relief' ? !(name in relief) : !name.includes(only))) continue;
      const pages = [], began = Date.now();
      const visit = async (member, options) => {
        const page = await visitor(b, server.base, member, { map: !(name in work || name in relief), ...options });
        pages.push(page);
        return page;
      };
      try {
        await test({ visit, base: server.base, b, skip: (why) => console.log(`    skipped: ${why}`) });
        for (const page of pages) assert.deepEqual(page.sins.filter((s) => s.startsWith('left the host') && !s.includes('127.0.0.1:9/')), []);
        console.log(`ok    ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
      } catch (e) {
        failed++;
        console.log(`FAIL  ${name}\n${e.stack}\n${pages.flatMap((p) => p.sins).join('\n')}`);
      }
      for (const page of pages) await page.context().close().catch(() => {});
    }
  } finally {
    await b.close();
    await server.stop();
  }
  if (failed) process.exitCode = 1;
}
