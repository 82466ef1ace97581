// Checking, briefs, people, amendments and searching, in a real browser.
import assert from 'node:assert/strict';
import { amend } from './amend.mjs';
import { axe } from './steps.mjs';
import { known } from './server.mjs';

const at = 'at=2017-08-20T15:00:00Z';

const receiptOf = async (page, base, n) => (await page.context().request.get(`${base}/api/record/entries/${n}/receipt`)).text();

export const proof = {
  async 'an entry is proven in the browser, in three languages, and the key is kept'({ visit }) {
    const page = await visit('heron');
    for (const [lang, words] of [['en', /first time/], ['ar', /المفتاح هو الذي يحفظه/], ['ru', /хранится в браузере с/]]) {
      if (lang === 'en') await page.look(`lang=${lang}&${at}&sel=verify/${known.report}`);
      else {
        await page.turn(`lang=${lang}&${at}`);
        await page.waitForFunction(() => !document.querySelector('.checks'));
        await page.turn(`lang=${lang}&${at}&sel=verify/${known.report}`);
      }
      await page.waitForSelector('.proof-good');
      assert.match(await page.textContent('.checks'), words);
      assert.equal(await page.locator('.checks .bad, .checks .alarm').count(), 0);
    }
    await page.turn(`lang=en&${at}&sel=observe.reports/${known.report}`);
    await page.click('.proof >> text=Check for yourself');
    await page.waitForSelector('.proof-good');
    assert.match(page.url(), new RegExp(`sel=verify/${known.report}`));
    assert.deepEqual(page.sins, []);
  },

  async 'who may not read an entry still sees that it stands in the record'({ visit }) {
    const page = await visit(null);
    await page.look(`lang=en&sel=verify/${known.report}`);
    await page.waitForSelector('.proof-good');
    assert.match(await page.textContent('.checks'), /not for you, or was forgotten/);
    assert.equal(await page.locator('.verify details').count(), 0);
  },

  async 'a receipt from a file is proven, and one with a changed byte is refused'({ visit, base }) {
    const page = await visit('heron');
    await page.look('lang=en&sel=verify/');
    const receipt = await receiptOf(page, base, known.report);
    const drop = (name, text) => page.setInputFiles('.drop input', { name, mimeType: 'text/plain', buffer: Buffer.from(text) });
    await drop('good.tlog-proof', receipt);
    await page.waitForSelector('.proof-good');
    const lines = receipt.split('\n');
    lines[4] = (lines[4][0] === 'A' ? 'B' : 'A') + lines[4].slice(1);
    await drop('bad.tlog-proof', lines.join('\n'));
    await page.waitForSelector('.proof-bad');
    assert.match(await page.textContent('.checks'), /not proven to be among them/);
    const shown = await (await page.context().request.get(`${base}/api/record/entries/${known.report}/disclosure?field=kind`)).text();
    await drop('shown.tlog-proof', shown);
    await page.waitForSelector('.proof-good');
    assert.match(await page.textContent('.checks'), /shows 1 of the fields/);
    assert.match(await page.textContent('.verify'), /observe\.[a-z]+\/1/);
    await drop('other.txt', 'not a receipt');
    await page.waitForFunction(() => /damaged or was changed/.test(document.querySelector('.checks')?.textContent ?? ''));
  },

  async 'the record that grew is proven to begin with what the browser kept'({ visit, base }) {
    const page = await visit('heron');
    await page.look('lang=en&sel=verify/100');
    await page.waitForSelector('.proof-good');
    const older = await receiptOf(page, base, 100);
    const filed = await page.context().request.post(`${base}/api/observe/allegations`, { data: { channel: 'own', text: 'EXERCISE: smoke', type: 'small_arms', start: new Date().toISOString(), place_name: 'Nawa', place: { lat: 32.89, lon: 36.04 }, uncertainty_m: 500 } });
    assert.equal(filed.status(), 201);
    await page.click('text=Check again');
    await page.waitForFunction(() => /still begins with the \d+ entries/.test(document.querySelector('.checks')?.textContent ?? ''));
    await page.setInputFiles('.drop input', { name: 'older', mimeType: 'text/plain', buffer: Buffer.from(older) });
    await page.waitForFunction(() => /older than what this browser keeps/.test(document.querySelector('.checks')?.textContent ?? ''));
    await page.waitForSelector('.proof-good');
  },

  async 'a changed key, a shrunken record and another history are alarms'({ visit, base }) {
    const page = await visit('heron');
    await page.look('lang=en&sel=verify/200');
    await page.waitForSelector('.proof-good');
    const name = await page.evaluate(() => Object.keys(localStorage).find((k) => k.startsWith('log/')));
    const kept = JSON.parse(await page.evaluate((n) => localStorage.getItem(n), name));
    const expect = async (change, words) => {
      await page.evaluate(([n, k]) => localStorage.setItem(n, JSON.stringify(k)), [name, change]);
      await page.click('text=Check again');
      await page.waitForFunction((source) => new RegExp(source).test(document.querySelector('.checks')?.textContent ?? ''), words.source);
      await page.waitForSelector('.proof-alarm[role=alert]');
      assert.equal(await page.evaluate((n) => localStorage.getItem(n), name), JSON.stringify(change), 'what is kept stays as evidence');
    };
    // Another key of the same name, made from what a signed note says of keys.
    const other = await page.evaluate(async (origin) => {
      const key = new Uint8Array(33).fill(7);
      key[0] = 1;
      const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array([...new TextEncoder().encode(origin + '\n'), ...key])));
      return `${origin}+${[...hash.slice(0, 4)].map((b) => b.toString(16).padStart(2, '0')).join('')}+${btoa(String.fromCharCode(...key))}`;
    }, name.slice('log/'.length));
    await expect({ ...kept, key: other }, /another key than the one/);
    await page.click('text=I compared the new key');
    await page.waitForSelector('.proof-good');
    // The tables are asked for an older record by answering the receipt of before it grew.
    await page.evaluate(([n, k]) => localStorage.setItem(n, JSON.stringify(k)), [name, kept]);
    const older = await receiptOf(page, base, 200);
    await page.context().request.post(`${base}/api/observe/allegations`, { data: { channel: 'own', text: 'EXERCISE: dust', type: 'small_arms', start: new Date().toISOString() } });
    await page.click('text=Check again');
    await page.waitForFunction(() => /still begins with/.test(document.querySelector('.checks')?.textContent ?? ''));
    const newest = JSON.parse(await page.evaluate((n) => localStorage.getItem(n), name));
    await page.route('**/api/record/entries/200/receipt', (r) => r.fulfill({ body: older, contentType: 'text/plain' }));
    await expect(newest, /signs fewer entries/);
    await page.unroute('**/api/record/entries/200/receipt');
    // Tiles of another history do not lead from the kept root to the new one.
    await page.evaluate(([n, k]) => localStorage.setItem(n, JSON.stringify(k)), [name, kept]);
    await page.route('**/log/tile/**', async (r) => {
      const answer = await r.fetch(), body = await answer.body();
      await r.fulfill({ response: answer, body: Buffer.from(body.map((x) => x ^ 1)) });
    });
    await expect(kept, /does not begin with the \d+ entries/);
  },

  async 'a brief is previewed without a script, taken along, published, and proven to come out the same'({ visit }) {
    const page = await visit('herald');
    await page.look(`lang=en&${at}&page=brief.published`);
    await page.click('text=Make a brief');
    await page.selectOption('.form select >> nth=0', 'daily');
    await page.fill('.form input[type=date] >> nth=0', '2017-08-12');
    await page.waitForSelector('iframe.paper');
    const frame = page.frameLocator('iframe.paper');
    assert.match(await frame.locator('body').textContent(), /EXERCISE/);
    assert.equal(await page.getAttribute('iframe.paper', 'sandbox'), 'allow-same-origin allow-modals');
    await page.selectOption('.form select >> nth=2', 'ar');
    await page.waitForFunction(() => /lang=ar/.test(document.querySelector('iframe.paper')?.src ?? ''));
    assert.match(page.url(), /brief\.draft\/kind/);
    await axe(page, 'brief');
    const csv = await page.context().request.get(new URL(await page.getAttribute('a[download="brief.csv"]', 'href'), page.url()).href);
    assert.match(await csv.text(), /^mark,/);
    await page.click('text=Publish >> nth=-1');
    await page.click('text=Yes, publish it');
    await page.waitForFunction(() => location.search.includes('sel=brief.published/'));
    await page.waitForFunction(() => /same, byte for byte/.test(document.querySelector('.verdict')?.textContent ?? ''));
    await page.selectOption('.detail select', { index: 1 });
    await page.waitForSelector('.detail table tbody tr');
    assert.deepEqual(page.sins, []);
  },

  async 'a link is issued once, opens one session, and the session is closed by an admin'({ visit, base }) {
    const page = await visit('anvil');
    await page.look('lang=en&page=people.members&sel=people.members/swift');
    await axe(page, 'people');
    await page.fill('.detail form input >> nth=0', 'new tablet');
    await page.click('.detail form button[type=submit] >> nth=0');
    const link = await page.textContent('.secret');
    const other = await visit(null);
    const entered = await other.context().request.post(`${base}/api/people/enter`, { data: { secret: link.split('#')[1] } });
    assert.ok(entered.ok(), await entered.text());
    const again = await other.context().request.post(`${base}/api/people/enter`, { data: { secret: link.split('#')[1] } });
    assert.equal(again.status(), 409);
    await page.click('text=I handed it over');
    assert.equal(await page.locator('.secret').count(), 0);
    await page.waitForSelector('.act:has-text("session")');
    await page.click('.act:has-text("session") >> text=Close');
    await page.click('text=Yes, do it');
    await page.waitForFunction(() => !/session/.test([...document.querySelectorAll('.act')].map((e) => e.textContent).join()));
    assert.equal((await other.context().request.get(`${base}/api/people/me`)).status(), 401);
  },

  async 'a side does not learn the other side\'s roles, nor any links'({ visit }) {
    const page = await visit('olive');
    await page.look('lang=ar&page=people.members&sel=people.members/almond');
    await page.waitForSelector('.detail h2');
    assert.match(await page.textContent('.detail .facts'), /ليس لك معرفتها/);
    assert.equal(await page.locator('.detail form').count(), 0);
    await axe(page, 'people, as a side');
  },

  async 'words are found on every desk, in Arabic too, and open their panels'({ visit }) {
    const page = await visit('heron');
    await page.look(`lang=en&${at}`);
    await page.fill('#search', 'convoy');
    await page.press('#search', 'Enter');
    await page.waitForSelector('.row.hit mark');
    assert.match(page.url(), /page=search/);
    await page.fill('#searchall', 'نوى');
    await page.waitForFunction(() => /Nawa/.test(document.querySelector('.row.hit mark')?.textContent ?? ''));
    await page.locator('.row.hit', { hasText: /mortar|Nawa/ }).first().click();
    await page.waitForSelector('.detail .head');
    await axe(page, 'search');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('convoy');
    await page.waitForFunction(() => [...document.querySelectorAll('.palette li')].some((l) => /Entry \d+/.test(l.textContent)));
  },

  async 'what an amendment changed is drawn, said and linked'({ visit, base }) {
    const page = await visit('olive');
    const what = await amend(page, base);
    await page.look(`lang=en&page=terms.clauses&sel=terms.versions/${what.version}`);
    await page.waitForSelector('.mapchange path.is');
    const said = await page.textContent('.changes');
    assert.match(said, /moved/);
    assert.match(said, /added/);
    assert.match(said, /removed/);
    assert.match(await page.textContent('.clausechange ins'), /by day or by night/);
    await page.click('#adherence summary');
    await page.click('#readiness summary');
    assert.match(await page.textContent('#adherence'), /not informed/);
    await axe(page, 'amendment');
    await page.click('.changes a');
    await page.waitForFunction(() => location.search.includes('sel=terms.zones/'));
    assert.deepEqual(page.sins, []);
  },

  async 'a post is shown by its standard symbol with a word beside it, in no side\'s colour'({ visit }) {
    const page = await visit('olive');
    await page.look(`lang=ru&${at}&page=terms.clauses&sel=terms.posts/OP-1`);
    await page.waitForSelector('.standard img');
    assert.match(await page.textContent('.standard'), /наблюдательный пост/);
    const svg = decodeURIComponent(await page.getAttribute('.standard img', 'src'));
    assert.doesNotMatch(svg, /rgb\(128, ?224, ?255|rgb\(255, ?128, ?128|#80e0ff|#ff8080/i);
  },
};
