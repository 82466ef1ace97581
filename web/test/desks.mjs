// Patrols, calls for help, restrictions, sharing, the guarantors' queue, minutes, cases by hand and the strip of time, in a
// real browser, each from beginning to end as people do it.
import assert from 'node:assert/strict';
import { known } from './server.mjs';
import { ask, at, axe, caseOf, file, recorded, tell } from './steps.mjs';

const submit = (page) => page.click('.deed button[type=submit]');
const shot = async (page, name) => { if (process.env.TRUCE_SHOTS) await page.screenshot({ path: `${process.env.TRUCE_SHOTS}/${name}.png`, fullPage: false }); };
const zoned = (date) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Damascus', dateStyle: 'short', timeStyle: 'short' }).format(date).replace(' ', 'T');
const soon = (minutes) => zoned(new Date(Date.now() + minutes * 60_000));
const selected = async (page, layer) => {
  await page.waitForFunction((l) => new RegExp(`sel=${l}/\\d+`).test(location.search), layer);
  return Number(new RegExp(`sel=${layer}/(\\d+)`).exec(page.url())[1]);
};

async function patrol({ visit }, lang) {
  const page = await visit('falcon');
  await page.look(`lang=${lang}&page=observe.patrols`);
  await page.click('.listhead button.primary');
  await at(page, 'team').fill('P-11');
  await at(page, 'purpose').fill('EXERCISE: visit the crossing');
  await at(page, 'departure').fill(soon(5));
  await at(page, 'return').fill(soon(200));
  await at(page, 'route').fill('Nawa; 14:30\nInkhil');
  await submit(page);
  await page.waitForSelector('.deed .why'); // who goes, and the medical plan, were not said
  await at(page, 'members').fill('P-11-1: neutral\nP-11-2');
  await at(page, 'medical_plan').fill('EXERCISE: clinic at Izra');
  await at(page, 'contact_interval_minutes').fill('60');
  await shot(page, `plan-${lang}`);
  await submit(page);
  const no = await selected(page, 'observe.patrols');
  await page.waitForSelector('.detail .standard');
  const planned = (await ask(page, '/api/observe/patrols')).patrols.find((p) => p.entry === no);
  assert.equal(planned.alarm_after_minutes, 90);
  assert.ok(planned.fact.route[0].place && planned.fact.route[0].arrival, 'a place of the agreement is known, and when it is reached');
  const step = async (id, fill = async () => {}) => {
    await page.turn(`lang=${lang}&page=observe.patrols&sel=observe.patrols/${no}&step=${id}`);
    await page.waitForSelector('.deed');
    await fill();
    await submit(page);
    await recorded(page);
  };
  await step('depart');
  await page.waitForFunction(() => document.querySelector('.detail .facts .due'));
  await step('checkin', async () => {
    await page.check('.deed input[value=restricted]');
    await at(page, 'place_name').fill('Nawa');
  });
  await shot(page, `patrol-${lang}`);

  // A call for help stands on every page of everybody in the mission until it is closed.
  const room = await visit('heron');
  await room.look(`lang=${lang}&page=inquiry.cases`);
  assert.equal(await room.locator('.alarms').count(), 0);
  await step('sos', async () => {
    await page.check('.deed input[value=mine]');
    await at(page, 'need').fill('EXERCISE: a way out');
  });
  await room.waitForSelector('.alarms[role=alert] .sos');
  assert.match(await room.textContent('.alarms'), /SOS.*P-11/);
  await shot(room, `sos-everywhere-${lang}`);
  await room.click('.alarms .sos');
  await room.waitForSelector('.head.sosopen');
  await room.turn(room.url().split('?')[1] + '&page=observe.patrols');
  await shot(room, `sos-${lang}`);
  await room.click('.detail .steps button.primary');
  await room.check('.deed input[value=safe]');
  await at(room, 'text').fill('EXERCISE: led out by the sappers');
  await submit(room);
  await recorded(room);
  await room.waitForFunction(() => !document.querySelector('.alarms'));
  await room.waitForFunction(() => !document.querySelector('.head.sosopen'));
  await page.waitForFunction(() => !document.querySelector('.alarms'));
  await room.close();

  await step('return');
  await step('report', async () => {
    assert.equal(await at(page, 'visits[0].place_name').inputValue(), 'Nawa');
    await at(page, 'visits[0].arrived').fill(soon(-30));
    await at(page, 'visits[1].place_name').fill('');
    await at(page, 'vehicle_state').fill('EXERCISE: good');
    await at(page, 'comms_state').fill('EXERCISE: good');
    await shot(page, `patrol-report-${lang}`);
  });
  const after = (await ask(page, '/api/observe/patrols')).patrols.find((p) => p.entry === no);
  assert.equal(after.state, 'reported');
  await shot(page, `patrols-${lang}`);
}

export const desks = {
  'a patrol is planned, leaves, checks in, calls for help, comes back and reports': (x) => patrol(x, 'en'),
  'the same patrol in Arabic': (x) => patrol(x, 'ar'),

  async 'who is no part of the mission sees no patrol, no alarm and no call for help'({ visit }) {
    const officer = await visit('heron');
    await officer.look('lang=en');
    const [{ entry }] = (await tell(officer, 'observe/sos', { team: 'P-12', danger: 'threat', text: 'EXERCISE' })).entries;
    await officer.waitForSelector('.alarms .sos');
    const side = await visit('almond');
    await side.look(`lang=en&page=observe.patrols&sel=observe.sos/${entry}`);
    await side.waitForSelector('.detail .quiet');
    assert.equal(await side.locator('.alarms').count(), 0);
    assert.doesNotMatch(await side.textContent('body'), /P-12/);
    assert.doesNotMatch((await side.locator('.rail, .doors').allTextContents()).join(' '), /Patrols|Restrictions|Guarantors/);
    await tell(officer, 'observe/sos/close', { sos: entry, outcome: 'false_alarm', text: 'EXERCISE' });
    await officer.waitForFunction(() => !document.querySelector('.alarms'));
  },

  async 'a restriction is filed with its place, judged, and listed'({ visit }) {
    const page = await visit('swift');
    await page.look('lang=en&page=observe.restrictions');
    await page.click('.listhead button.primary');
    await page.selectOption('.deed select >> nth=0', 'delay');
    await page.selectOption('.deed select >> nth=1', 'delayed');
    await at(page, 'team').fill('P-05');
    await page.fill('[name=place_name]', 'Sheikh Miskin');
    await page.click('.suggest.near button >> nth=0');
    await at(page, 'start').fill('2017-08-21T09:00');
    await at(page, 'end').fill('2017-08-21T09:43');
    await at(page, 'refused_by').fill('EXERCISE: checkpoint commander');
    await at(page, 'reason_quoted').fill('EXERCISE: no orders');
    await shot(page, 'restriction');
    await submit(page);
    const no = await selected(page, 'observe.reports');
    await page.waitForSelector('.detail .verdict');
    const { restrictions } = await ask(page, '/api/observe/restrictions');
    assert.equal(restrictions.find((r) => r.entry === no).minutes, 43);
    await page.waitForSelector(`.list a[href*="observe.reports/${no}"]`);
    await shot(page, 'restrictions');
  },

  async 'what is shared is seen as each side will see it before it is sent, and as nothing else after'({ visit }) {
    const page = await visit('heron');
    await page.look('lang=en');
    const report = await file(page, 'EXERCISE: the source is Abu Somebody', { place: { lat: 32.6214, lon: 36.1687 }, uncertainty_m: 500 });
    await page.turn(`lang=en&page=observe.reports&sel=observe.reports/${report}&step=share`);
    await page.waitForSelector('.deed');
    await page.selectOption('.deed select >> nth=0', 'party:A');
    await at(page, 'text').fill('EXERCISE: mortar rounds were reported near the town');
    await at(page, 'coarse').selectOption('5000');
    await submit(page);
    await page.waitForSelector('.preview');
    const [a, b] = await page.locator('.preview .side').evaluateAll((s) => s.map((x) => x.textContent));
    assert.match(a, /mortar rounds were reported/);
    assert.doesNotMatch(a, /Abu Somebody|32\.6214/);
    assert.match(b, /nothing of this/);
    await shot(page, 'share');
    await submit(page);
    await recorded(page);
    for (const [member, sees] of [['olive', true], ['almond', false]]) {
      const side = await visit(member);
      await side.look('lang=en&page=observe.reports');
      const reports = (await ask(side, '/api/observe/reports?sort=start&limit=500')).reports;
      assert.equal(JSON.stringify(reports).includes('mortar rounds were reported near the town'), sees, member);
      assert.ok(!JSON.stringify(reports).includes('Abu Somebody'));
    }
  },

  async 'a guarantor is asked to act with its side, sees the clock, and answers'({ visit }) {
    const heron = await visit('heron');
    await heron.look('lang=en');
    const no = await caseOf(heron, 'EXERCISE: for the guarantors');
    await tell(heron, 'inquiry/triage', { case: no, outcome: 'accepted', reason: 'EXERCISE' });
    await heron.turn(`lang=en&page=inquiry.cases&sel=inquiry.cases/${no}&step=ask`);
    const to = await at(heron, 'guarantor').inputValue();
    await at(heron, 'text').fill('EXERCISE: please act with your side');
    await submit(heron);
    await recorded(heron);
    const { items } = await ask(heron, '/api/inquiry/queue');
    const item = items.find((i) => i.case === no);
    assert.equal(`${item.guarantor}/${item.party}`, to);
    const member = { G1: 'harbour', G2: 'birch', G3: 'wadi' }[item.guarantor];
    const guarantor = await visit(member);
    await guarantor.look('lang=ar&page=inquiry.queue');
    await guarantor.waitForSelector(`.list a[href*="inquiry.queue/${item.item}"] .due`);
    await guarantor.click(`.list a[href*="inquiry.queue/${item.item}"]`);
    await guarantor.click('.detail .steps button.primary');
    await at(guarantor, 'text').fill('EXERCISE: we spoke with the command');
    await shot(guarantor, 'queue-ar');
    await submit(guarantor);
    await recorded(guarantor);
    await guarantor.waitForFunction(() => /we spoke with the command/.test(document.querySelector('.detail article')?.textContent ?? ''));
    await heron.turn(`lang=en&page=inquiry.queue&sel=inquiry.queue/${item.item}`);
    await heron.waitForFunction(() => /we spoke with the command/.test(document.querySelector('.detail article')?.textContent ?? ''));
    await shot(heron, 'queue');
    // The side, which is spoken about, reads nothing of it.
    const side = await visit(item.party === 'A' ? 'olive' : 'almond');
    await side.look('lang=en');
    assert.deepEqual((await ask(side, '/api/inquiry/queue?open=all')).items, []);
  },

  async 'minutes are recorded, and a side marks its action done'({ visit }) {
    const page = await visit('cedar');
    await page.look('lang=en&page=inquiry.minutes');
    await page.click('.listhead button.primary');
    await at(page, 'present').fill('chair\nliaison officer of A\nliaison officer of B');
    await at(page, 'items').fill('EXERCISE: the hot line');
    await at(page, 'decisions').fill('EXERCISE: test it daily');
    await at(page, 'actions[0].text').fill('EXERCISE: name two numbers');
    await at(page, 'actions[0].due').fill(soon(3000));
    await at(page, 'actions[1].text').waitFor();
    await page.check('.deed input[value=parties]');
    await submit(page);
    await page.waitForSelector('.deed .preview');
    await shot(page, 'minutes-form');
    await submit(page);
    const no = await selected(page, 'inquiry.minutes');
    await page.waitForSelector('.finding .due');
    await shot(page, 'minutes');
    const olive = await visit('olive');
    await olive.look(`lang=ar&page=inquiry.minutes&sel=inquiry.minutes/${no}`);
    await olive.click('.finding button');
    await at(olive, 'text').fill('EXERCISE: two numbers named');
    await shot(olive, 'minutes-ar');
    await submit(olive);
    await recorded(olive);
    await olive.waitForFunction(() => !document.querySelector('.finding .due'));
    await page.waitForFunction(() => !document.querySelector('.finding .due'));
  },

  async 'a case is opened by hand, and a report that is in none is joined to it'({ visit }) {
    const page = await visit('heron');
    await page.look('lang=en&page=inquiry.cases');
    await page.click('.listhead button.primary');
    await page.selectOption('.deed select >> nth=0', 'detention');
    await at(page, 'start').fill('2017-08-22T10:00');
    await at(page, 'place_name').fill('Nawa');
    await submit(page);
    await page.waitForSelector('.deed .why, .deed .refused');
    await at(page, 'text').fill('EXERCISE: told by telephone');
    await shot(page, 'open');
    await submit(page);
    const no = await selected(page, 'inquiry.cases');
    await page.waitForSelector('.detail .sides');
    // What no clause covers gets no case by itself.
    const report = await file(page, 'EXERCISE: a negotiation', { type: 'negotiation', accused: '-' });
    await page.turn(`lang=en&page=observe.reports&sel=observe.reports/${report}`);
    await page.click('.detail .steps button:has-text("Join it to a case")');
    await at(page, 'case').fill(String(no));
    await at(page, 'reason').fill('EXERCISE: the same event');
    await shot(page, 'join');
    await submit(page);
    await page.waitForSelector(`.detail a[href*="inquiry.cases/${no}"]`);
    assert.ok((await ask(page, `/api/inquiry/cases/${no}`)).reports.some((r) => r.report === report));
    const other = await file(page, 'EXERCISE: another negotiation', { type: 'negotiation', accused: '-' });
    await page.turn(`lang=en&page=observe.reports&sel=observe.reports/${other}`);
    await page.click('.detail .steps button:has-text("Open a case with this report")');
    await page.waitForSelector('.deed');
    assert.equal(await page.locator('.deed select >> nth=0').inputValue(), 'negotiation', 'the report fills in what it says');
    await at(page, 'text').fill('EXERCISE: it belongs to the panel');
    await submit(page);
    const second = await selected(page, 'inquiry.cases');
    assert.deepEqual((await ask(page, `/api/inquiry/cases/${second}`)).reports.map((r) => r.report), [other]);
  },

  async 'a site is declared, nobody may enter it, and the shift that knows it is handed over'({ visit }) {
    const heron = await visit('heron');
    await heron.look('lang=en&page=observe.weapons&mode=observe.declare');
    await at(heron, 'site').fill('S-2');
    await at(heron, 'seal_no').fill('0417');
    await submit(heron);
    await heron.waitForSelector('.deed .why'); // no number is not zero
    await at(heron, 'count').fill('6');
    await submit(heron);
    const site = await selected(heron, 'observe.weapons');
    const swift = await visit('swift');
    await swift.look(`lang=ar&page=observe.weapons&sel=observe.weapons/${site}&step=verify`);
    await swift.waitForSelector('.deed');
    await at(swift, 'team').fill('P-03');
    await swift.check('.deed input[value=inaccessible]');
    assert.equal(await at(swift, 'counted').count(), 0, 'where nobody entered nothing is counted');
    await at(swift, 'reason').fill('EXERCISE: the guard had no orders to open');
    await submit(swift);
    await heron.waitForSelector('.list h3:has-text("Nobody could enter")');
    assert.equal(await heron.locator('.list h3:has-text("Missing")').count(), 0, 'and nothing is missing');
    await heron.turn('lang=en&page=observe.shifts&mode=observe.handover');
    await heron.waitForSelector('.deed');
    await at(heron, 'to').fill('falcon');
    await at(heron, 'shift_start').fill(soon(-480));
    await at(heron, 'shift_end').fill(soon(0));
    await at(heron, 'text').fill('EXERCISE: ask for S-2 again');
    await at(heron, 'open').fill(String(site));
    await submit(heron);
    await selected(heron, 'observe.shifts');
    await heron.click(`.detail a[href*="entry"]`);
    await heron.waitForFunction((n) => new URLSearchParams(location.search).get('sel') === `entry/${n}`, site);
  },

  async 'a report of today does not stretch the strip of time, is counted beside it, and opens with a click'({ visit }) {
    const page = await visit('heron');
    await page.look('lang=en&page=observe.reports&at=2017-09-06T10:00:00Z');
    await page.waitForFunction(() => Number(document.querySelector('.strip')?.dataset.shown) > 0);
    const bins = await page.locator('.strip .bin').count();
    await file(page, 'EXERCISE: today', { start: new Date().toISOString().slice(0, 19) + 'Z' });
    await page.turn('lang=en&page=observe.reports');
    await page.waitForSelector('.timehead .outside');
    assert.match(await page.textContent('.timehead .outside'), /after this: \d/);
    assert.ok(Math.abs((await page.locator('.strip .bin').count()) - bins) < 10, 'the strip is as it was');
    assert.ok(Number(await page.getAttribute('.strip', 'data-shown')) > 50);
    await shot(page, 'strip');
    await page.locator('.strip .bin[tabindex="0"]').focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.evaluate(() => [...document.querySelectorAll('.strip .bin')].indexOf(document.activeElement)), 1);
    await page.locator('.moments input').first().focus();
    await page.keyboard.press('ArrowLeft');
    await page.waitForFunction(() => /at=201[78]/.test(location.search)); // time is moved on from the strip's end
    await page.turn('lang=en&page=observe.reports');
    await page.click('.timehead .outside');
    await page.waitForFunction(() => /from=20[2-9]/.test(location.search) && Number(document.querySelector('.strip')?.dataset.shown) >= 1);
    await page.waitForFunction(() => /EXERCISE|fire/i.test(document.querySelector('.list a.row')?.textContent ?? ''));
    await shot(page, 'strip-outside');
    await page.click('.timehead button:has-text("Whole time")');
    await page.waitForFunction(() => !/from=/.test(location.search));
  },

  async 'axe finds no serious violation on the pages of work'({ visit }) {
    const page = await visit('heron', { bypassCSP: true });
    await page.look('lang=en&page=observe.patrols');
    const [{ entry: sos }] = (await tell(page, 'observe/sos', { team: 'P-13', danger: 'medical', text: 'EXERCISE' })).entries;
    const [{ entry: one }] = (await tell(page, 'observe/patrols', { team: 'P-13', mode: 'foot', members: [{ code: 'P-13-1' }], route: [{ place_name: 'Nawa' }], departure: new Date().toISOString(), return: new Date(Date.now() + 3e6).toISOString(), purpose: 'EXERCISE', medical_plan: 'EXERCISE' })).entries;
    await tell(page, 'observe/patrols/depart', { patrol: one });
    for (const [query, ready] of [
      [`lang=en&page=observe.patrols&sel=observe.sos/${sos}&step=close`, '.sosopen'], [`lang=ar&page=observe.patrols&sel=observe.patrols/${one}&step=checkin`, '.deed'], ['lang=en&page=observe.patrols&mode=observe.plan', '.deed'],
      ['lang=ar&page=observe.restrictions&mode=observe.restrict', '.deed'], ['lang=en&page=inquiry.minutes&mode=inquiry.minute', '.deed'], ['lang=ru&page=inquiry.cases&mode=inquiry.open', '.deed'], [`lang=en&page=inquiry.queue&sel=observe.reports/${known.report}&step=share`, '.deed'],
    ]) {
      await page.turn(query);
      await page.waitForSelector(`.detail ${ready}`);
      await page.waitForFunction((q) => document.documentElement.lang === /lang=(..)/.exec(q)[1], query);
      await axe(page, query);
    }
    await tell(page, 'observe/sos/close', { sos, outcome: 'false_alarm', text: 'EXERCISE' });
  },
};
