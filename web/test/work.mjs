// The work in the console in a real browser, against a real demo: what people do, by the ways they do it.
import assert from 'node:assert/strict';
import { ask, at, axe, caseOf, caseOfReport, recorded, tell } from './steps.mjs';

async function path({ visit }, lang) {
  const cases = (no, step = '') => `lang=${lang}&page=inquiry.cases&sel=inquiry.cases/${no}&step=${step}`;
  // A side files a report through the form.
  const almond = await visit('almond');
  await almond.look(`lang=${lang}&page=observe.reports&mode=observe.allege`);
  await almond.selectOption('[name=type]', 'mortar');
  await almond.fill('[name=place_name]', lang === 'ar' ? 'النعيمة' : 'Naimah');
  await almond.click('.suggest.near button >> nth=0');
  await almond.fill('[name=start]', '2017-08-20T13:00');
  await almond.selectOption('[name=accused]', 'A');
  await almond.fill('[name=text]', lang === 'ar' ? 'تمرين: سقوط ثلاث قذائف هاون' : 'EXERCISE: three mortar rounds fell');
  await almond.click('form button[type=submit]');
  await almond.waitForSelector('.detail .verdict');
  const report = Number(/observe\.reports\/(\d+)/.exec(almond.url())[1]);
  assert.equal(await almond.evaluate(() => Object.keys(localStorage).filter((k) => /^(draft|outbox)\//.test(k)).length), 0, 'nothing is left over');
  await almond.close();

  // The duty officer triages, assigns, and serves the notice after looking at it.
  const heron = await visit('heron');
  await heron.look(`lang=${lang}&sel=observe.reports/${report}`);
  const no = await caseOfReport(heron, report);
  await heron.turn(cases(no, 'triage'));
  await at(heron, 'reason').fill('EXERCISE: C3 may apply');
  await heron.click('.deed button[type=submit]');
  await recorded(heron);
  assert.match(await heron.locator('.did a[download]').first().getAttribute('href'), /entries\/\d+\/receipt/);
  await heron.turn(cases(no, 'assign'));
  await at(heron, 'team').fill('P-05');
  await at(heron, 'analyst').fill('quartz');
  await heron.click('.deed button[type=submit]');
  await recorded(heron);
  await heron.turn(cases(no, 'serve'));
  await heron.click('.deed button[type=submit]');
  await heron.waitForSelector('.preview');
  const [a, b] = await heron.locator('.preview .side').evaluateAll((s) => s.map((x) => ({ text: x.textContent, width: x.getBoundingClientRect().width })));
  assert.match(a.text, /It was reported to the mission/);
  assert.doesNotMatch(b.text, /It was reported to the mission/);
  assert.ok(Math.abs(a.width - b.width) < 0.5, 'both sides are shown in equal width');
  const promised = await heron.locator('.preview .side blockquote').first().textContent();
  await heron.click('.deed button[type=submit]');
  await recorded(heron);
  // With the eyes of the other side there is no such case.
  await heron.turn(`${cases(no)}&as=party:B`);
  await heron.waitForSelector('.detail .refused');
  await heron.close();

  // The side reads the same words, acknowledges, and later comments.
  const olive = await visit('olive');
  await olive.look(cases(no, 'acknowledge'));
  const read = await olive.locator('.deed blockquote').first().textContent();
  const undated = (s) => s.replace(/ until .*/, '');
  assert.equal(undated(read), undated(promised), 'what was shown beforehand is what is read');
  await olive.click('.deed button[type=submit]');
  await recorded(olive);

  const quartz = await visit('quartz');
  await quartz.look(cases(no, 'draft'));
  await at(quartz, 'question').fill('EXERCISE: what fell, and from where?');
  await at(quartz, 'paragraphs').fill('EXERCISE: Three rounds fell.\nEXERCISE: The direction is not established.');
  await quartz.click('.deed button[type=submit]');
  await quartz.waitForSelector('.preview');
  await quartz.click('.deed button[type=submit]');
  await recorded(quartz);
  await quartz.close();

  await olive.turn(cases(no, 'comment'));
  assert.match(await olive.textContent('.deed .numbered'), /Three rounds fell/);
  await at(olive, 'text').fill('EXERCISE: we take note.');
  await at(olive, 'objections.2').fill('EXERCISE: from the south.');
  await at(olive, 'waive').check();
  await olive.click('.deed button[type=submit]');
  await recorded(olive);
  await olive.close();

  const basalt = await visit('basalt');
  await basalt.look(cases(no, 'convene'));
  await at(basalt, 'present').fill('basalt');
  await basalt.click('.deed button[type=submit]');
  await recorded(basalt);
  await basalt.turn(cases(no, 'find'));
  await at(basalt, 'text').fill('EXERCISE: rounds fell; who fired them is not established.');
  await basalt.click('.deed button[type=submit]');
  await recorded(basalt);
  await basalt.waitForFunction(() => /not established/.test(document.querySelector('.finding')?.textContent ?? ''));
  assert.match(await basalt.locator('.side').first().textContent(), /we take note/);
  const brief = await basalt.locator('a[href^="/api/brief/draft"]').getAttribute('href');
  await basalt.goto(new URL(brief, basalt.url()).href);
  assert.equal(await basalt.evaluate(() => document.documentElement.lang), lang);
  assert.match(await basalt.textContent('body'), lang === 'ar' ? /تمرين/ : /EXERCISE/);
}

export const work = {
  'a report becomes a case, a notice, an acknowledgement, a comment, a finding and a brief': (x) => path(x, 'en'),
  'the same in Arabic': (x) => path(x, 'ar'),

  async 'a case is triaged with the keyboard alone'({ visit }) {
    const page = await visit('heron');
    await page.look('lang=en');
    const no = await caseOf(page, 'EXERCISE: by keyboard');
    await page.turn(`lang=en&page=inquiry.cases&sel=inquiry.cases/${no}`);
    await page.waitForSelector('.steps button.primary');
    const inside = (css) => page.evaluate((c) => document.activeElement?.matches(c) ?? false, css);
    const tabTo = async (css) => {
      for (let n = 0; n < 400 && !(await inside(css)); n++) await page.keyboard.press('Tab');
      assert.ok(await inside(css), `Tab does not reach ${css}`);
    };
    await page.locator('.close button').focus();
    await tabTo('.steps button.primary');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.deed');
    await tabTo('.deed input[type=radio]');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(() => document.activeElement?.value === 'not_covered');
    await tabTo('.deed textarea');
    await page.keyboard.type('EXERCISE: a quarry');
    await tabTo('.deed button[type=submit]');
    await page.keyboard.press('Enter');
    await recorded(page);
    assert.equal((await ask(page, `/api/inquiry/cases/${no}`)).state, 'not_covered');
  },

  async 'what is sent without a line waits in the outbox, and arrives exactly once'({ visit }) {
    const page = await visit('heron');
    await page.look('lang=en');
    const one = await caseOf(page, 'EXERCISE: by a cut line'), two = await caseOf(page, 'EXERCISE: by a closed tab');
    const triage = async (no) => {
      await page.turn(`lang=en&page=inquiry.cases&sel=inquiry.cases/${no}&step=triage`);
      await at(page, 'reason').fill('EXERCISE: written without a line');
      await page.context().setOffline(true);
      await page.click('.deed button[type=submit]');
      await page.waitForSelector('.deed .waits');
      assert.match(await page.textContent('.outbox summary'), /1/);
    };
    await triage(one);
    await page.context().setOffline(false);
    await recorded(page); // by itself
    assert.equal(await page.locator('.outbox').count(), 0);

    await triage(two);
    const context = page.context();
    const later = await context.newPage();
    await page.close();
    await context.setOffline(false);
    await later.goto(page.url().replace('&step=triage', ''));
    await later.waitForFunction(() => Object.keys(localStorage).filter((k) => /^(draft|outbox)\//.test(k)).length === 0);
    for (const no of [one, two]) {
      const { steps } = await ask(later, `/api/inquiry/cases/${no}`);
      assert.equal(steps.filter((s) => s.kind === 'inquiry.triaged/1').length, 1, `case ${no}`);
    }
  },

  async 'two browsers see each other\'s step'({ visit, say }) {
    const one = await visit('heron'), two = await visit('cedar');
    await one.look('lang=en');
    const no = await caseOf(one, 'EXERCISE: by two');
    await two.look(`lang=en&page=inquiry.cases&sel=inquiry.cases/${no}`);
    await two.waitForSelector('.line[data-state="live"]');
    await one.turn(`lang=en&page=inquiry.cases&sel=inquiry.cases/${no}&step=triage`);
    await at(one, 'reason').fill('EXERCISE: seen by the other');
    await two.waitForTimeout(500);
    const t0 = Date.now();
    await one.click('.deed button[type=submit]');
    await two.waitForFunction(() => /seen by the other/.test(document.querySelector('.course')?.textContent ?? ''));
    const took = Date.now() - t0;
    say(`from the click in one to the page of the other: ${took} ms`);
    assert.ok(took < Number(process.env.TRUCE_SEEN_MS ?? 8000), 'a second on a machine with nothing else to do; more is allowed beside other work');
  },

  async 'what the server refuses stands beside its field, and nothing typed is lost'({ visit }) {
    const page = await visit('heron');
    await page.look('lang=en');
    const no = await caseOf(page, 'EXERCISE: refused first');
    await page.turn(`lang=en&page=inquiry.cases&sel=inquiry.cases/${no}&step=triage`);
    await page.check('.deed input[value=duplicate_of]');
    await at(page, 'of').fill('999999');
    await at(page, 'reason').fill('EXERCISE: the same');
    await page.click('.deed button[type=submit]');
    await page.waitForSelector('.deed .why');
    assert.match(await page.textContent('.deed .why'), /no case 999999/);
    assert.equal(await at(page, 'of').getAttribute('aria-invalid'), 'true');
    await page.reload();
    await page.waitForSelector('.deed');
    assert.equal(await at(page, 'reason').inputValue(), 'EXERCISE: the same');
    await page.check('.deed input[value=accepted]');
    await page.click('.deed button[type=submit]');
    await recorded(page);
  },

  async 'a voice acknowledgement counts when a second person confirms it'({ visit }) {
    const heron = await visit('heron');
    await heron.look('lang=en');
    const no = await caseOf(heron, 'EXERCISE: by voice');
    await heron.evaluate(async (no) => {
      for (const [door, body] of [['triage', { case: no, outcome: 'accepted', reason: 'EXERCISE' }], ['notices', { case: no }]]) await fetch('/api/inquiry/' + door, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    }, no);
    await heron.turn(`lang=en&page=inquiry.cases&sel=inquiry.cases/${no}&step=record`);
    await at(heron, 'given_by').fill('duty officer of A');
    await heron.click('.deed button[type=submit]');
    await recorded(heron);
    const cedar = await visit('cedar');
    await cedar.look(`lang=en&page=inquiry.cases&sel=inquiry.cases/${no}&step=confirm`);
    await cedar.click('.deed button[type=submit]');
    await recorded(cedar);
    const { steps } = await ask(cedar, `/api/inquiry/cases/${no}`);
    assert.equal(steps.find((s) => s.kind === 'inquiry.acknowledged/1').fact.means, 'voice');
  },

  async 'the board leads to the step that is due'({ visit }) {
    const page = await visit('heron');
    await page.look('lang=en');
    const no = await caseOf(page, 'EXERCISE: from the board');
    await page.turn('lang=en&page=inquiry.clocks');
    await page.click(`.list a.clock[href*="inquiry.cases/${no}&"]`);
    await page.waitForSelector('.deed [value=accepted]');
  },

  async 'an area is drawn, an observation is filed, and its neighbour is suggested'({ visit }) {
    const page = await visit('swift', { map: true });
    await page.look('lang=en&map=11/32.62/36.1&mode=observe.observe');
    await page.selectOption('[name=type]', 'mortar');
    await page.fill('[name=team]', 'OP-4');
    await page.click('.drawkeys button >> nth=2');
    const box = await page.locator('.map canvas').boundingBox();
    for (const [x, y] of [[0.4, 0.4], [0.6, 0.4], [0.5, 0.6]]) await page.mouse.click(box.x + box.width * x, box.y + box.height * y), await page.waitForTimeout(350);
    await page.waitForFunction(() => Number(document.getElementById('observe-radius').value) > 100);
    await page.fill('[name=start]', '2017-08-20T13:05');
    await page.fill('[name=text]', 'EXERCISE: heard from the post');
    await page.click('form button[type=submit]');
    await page.waitForSelector('.detail .verdict, form .why, form .refused');
    assert.equal(await page.locator('form .refused, form .why').allTextContents().then((x) => x.join(' ')), '');
    assert.match(await page.textContent('.detail'), /heard from the post/);
  },

  async 'axe finds no serious violation where work is done'({ visit }) {
    const page = await visit('heron', { bypassCSP: true });
    await page.look('lang=en');
    const no = await caseOf(page, 'EXERCISE: for axe');
    await tell(page, 'inquiry/triage', { case: no, outcome: 'accepted', reason: 'EXERCISE' });
    for (const [query, scheme, before] of [
      [`lang=en&sel=inquiry.cases/${no}&step=serve`, 'light', async () => { await page.click('.deed button[type=submit]'); await page.waitForSelector('.preview'); }],
      [`lang=ar&sel=inquiry.cases/${no}&step=assign`, 'dark', async () => { await page.click('.deed button[type=submit]'); await page.waitForSelector('.why'); }],
      ['lang=en&mode=observe.observe', 'light', async () => { await page.click('form button[type=submit]'); await page.waitForSelector('.why'); }],
      [`lang=ar&sel=inquiry.cases/${no}&as=party:A`, 'light', async () => { await page.waitForSelector('.eyes'); await page.waitForSelector('.detail .refused, .detail article'); }],
    ]) {
      await page.emulateMedia({ colorScheme: scheme });
      await (query.includes('as=') ? page.look(query) : page.turn(query)); // with other eyes the page loads anew
      await page.waitForFunction((q) => document.documentElement.lang === /lang=(..)/.exec(q)[1], query);
      await before();
      await axe(page, query);
    }
  },
};
