// Aid in the console in a real browser, against a real demo: a convoy from the request to the receipt, as each side sees it.
import assert from 'node:assert/strict';

const at = (page, name) => page.locator(`.deed [id$="-${name}"]`);
const recorded = async (page) => {
  await page.waitForSelector('.did');
  await page.waitForSelector('.deed', { state: 'detached' });
};
const send = async (page) => {
  await page.click('.deed button[type=submit]');
  await recorded(page);
};

export const relief = {
  async 'a convoy is requested, cleared by three sides, held at a checkpoint, loses goods and is received'({ visit }) {
    const lantern = await visit('lantern');
    await lantern.look('lang=en&page=aid.convoys&sel=aid.plan/');
    for (const [name, value] of [['name', 'H-90'], ['month', '2026-12'], ['hub', 'Damascus'], ['to', 'Nawa'], ['trucks', '1'], ['people', '400'], ['contact', 'EXERCISE desk'], ['justification', 'EXERCISE: it is needed'], ['departs', '2030-01-02T06:00'], ['arrives', '2030-01-02T12:00']]) await at(lantern, name).fill(value);
    await at(lantern, 'items').fill('flour; EXERCISE flour; sack; 100\nhealth_kit; EXERCISE health kits; kit; 12; medical');
    await at(lantern, 'stops').fill('Izra; 32.865; 36.24\nCP-2; 32.85; 36.11; 60; 300\nNawa; 32.889; 36.041');
    await lantern.click('.deed button[type=submit]');
    await lantern.waitForSelector('.deed', { state: 'detached' });
    const { convoys } = await lantern.evaluate(async () => (await fetch('/api/aid/convoys?limit=1')).json());
    const no = convoys[0].convoy;
    assert.equal(convoys[0].plan.name, 'H-90');
    const page = (step = '', lang = 'en') => `lang=${lang}&page=aid.convoys&sel=aid.convoys/${no}&step=${step}`;

    // A side knows nothing of it until it is asked.
    const olive = await visit('olive');
    await olive.look(page());
    await olive.waitForSelector('.detail .refused');
    await lantern.turn(page('request'));
    await send(lantern);
    await lantern.waitForFunction(() => document.querySelectorAll('.cells .cell').length === 3);
    const widths = await lantern.locator('.cells .cell').evaluateAll((s) => s.map((x) => x.getBoundingClientRect().width));
    assert.ok(Math.max(...widths) - Math.min(...widths) < 0.5, `the cells have one width: ${widths}`);
    await lantern.waitForFunction(() => document.querySelectorAll('.cells .due').length === 3);
    await lantern.waitForFunction(() => /With the request, at .*Nothing more was found/s.test(document.querySelector('.detail')?.textContent ?? '')); // held against all that is planned

    for (const member of ['olive', 'almond', 'wadi']) {
      const side = member === 'olive' ? olive : await visit(member);
      await (member === 'olive' ? side.turn(page('answer')) : side.look(page('answer')));
      await side.waitForSelector('.deed');
      if (member === 'almond') {
        await side.check('.deed input[value=approve_with_conditions]');
        await at(side, 'conditions').fill('EXERCISE: by day only');
      }
      await send(side);
      if (member !== 'olive') await side.close();
    }
    await lantern.waitForFunction(() => document.querySelectorAll('.cells .due').length === 0);
    assert.match(await lantern.textContent('.cells'), /by day only/);

    const swift = await visit('swift');
    await swift.look(page('load'));
    await at(swift, 'truck').fill('T-1');
    await at(swift, 'seals').fill('S-9001');
    await at(swift, 'checker').fill('EXERCISE monitor');
    await at(swift, 'verified').check();
    await send(swift);
    await lantern.turn(page('dispatch'));
    await lantern.waitForSelector('.deed');
    await send(lantern);
    await swift.evaluate(async (convoy) => {
      const { departed } = await (await fetch(`/api/aid/convoys/${convoy}`)).json();
      const answer = await fetch('/api/aid/convoys/positions', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ convoy, source: 'phone', fixes: [{ at: departed, place: { lat: 32.7, lon: 36.24 } }] }) });
      if (!answer.ok) throw new Error(await answer.text());
    }, no);
    await lantern.turn(page());
    await lantern.waitForFunction(() => /off its way/.test(document.querySelector('.detail')?.textContent ?? ''));
    await olive.turn(page());
    await olive.waitForFunction(() => document.querySelectorAll('.chain tbody tr').length === 2);
    assert.doesNotMatch(await olive.textContent('.detail'), /off its way|32\.7000/);
    await swift.turn(page('checkpoint'));
    await swift.waitForSelector('.deed');
    await at(swift, 'place').fill('CP-2');
    await at(swift, 'arrived').fill('2017-09-06T09:00');
    await at(swift, 'left').fill('2017-09-06T10:00');
    await swift.locator('.deed [id$="-r.health_kit"]').fill('13');
    await swift.selectOption('.deed [id$="-why"]', 'medical');
    await at(swift, 'by').fill('A');
    await swift.click('.deed button[type=submit]');
    await swift.waitForSelector('.deed .refused, .deed .why'); // more than there is
    await swift.locator('.deed [id$="-r.health_kit"]').fill('9');
    await send(swift);
    await swift.waitForFunction(() => document.querySelector('.chain tbody tr:nth-child(2) .flag')?.textContent === '9'); // the page has read it
    await swift.turn(page('deliver'));
    await swift.waitForSelector('.deed');
    assert.equal(await swift.locator('.deed [id$="-d.health_kit"]').inputValue(), '3');
    await at(swift, 'receiver').fill('EXERCISE council');
    await send(swift);

    // The side reads the same chain.
    await olive.turn(page('', 'ar'));
    await olive.waitForFunction(() => [...document.querySelectorAll('.chain tbody tr:nth-child(2) td')].map((td) => td.textContent).join() === '١٢,١٢,٩,٣');
    assert.equal(await olive.evaluate(() => document.documentElement.dir), 'rtl');
  },

  async 'a place is notified to a side, which acknowledges it and takes its position for a reason'({ visit }) {
    const lantern = await visit('lantern');
    await lantern.look('lang=en&page=aid.sites');
    await lantern.waitForSelector('.list a.row');
    assert.doesNotMatch(await lantern.textContent('body'), /32\.6135|36\.091/);
    const no = await lantern.evaluate(async () => {
      const answer = await fetch('/api/aid/sites', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({
        kind: 'site', org: 'EXERCISE', function: 'clinic', name: 'EXERCISE clinic', area: 'Nawa', place: { lat: 32.8905, lon: 36.0405 }, footprint_m: 100, precision: 'gps', measured_by: 'EXERCISE', staff: '1-10',
        contact_24h: 'EXERCISE', consent: { by: 'EXERCISE', at: '2017-07-01T00:00:00Z' }, share: [{ side: 'A', scope: 'exact' }, { side: 'B', scope: 'area' }] }) });
      const said = await answer.json();
      if (!answer.ok) throw new Error(JSON.stringify(said));
      return said.entries[0].entry;
    });
    const olive = await visit('olive');
    await olive.look(`lang=en&page=aid.sites&sel=aid.sites/${no}&step=acknowledge`);
    await olive.waitForSelector('.deed');
    await send(olive);
    await olive.turn(`lang=en&page=aid.sites&sel=aid.sites/${no}&step=position`);
    await olive.waitForSelector('.deed');
    await at(olive, 'reason').fill('EXERCISE to brief the posts');
    await send(olive);
    await lantern.turn(`lang=en&page=aid.sites&sel=aid.sites/${no}`);
    await lantern.waitForFunction(() => /EXERCISE to brief the posts/.test(document.querySelector('.detail')?.textContent ?? ''));
    assert.match(await lantern.textContent('.detail'), /olive/);
    const almond = await visit('almond');
    await almond.look(`lang=en&page=aid.sites&sel=aid.sites/${no}`);
    await almond.waitForSelector('.detail blockquote, .detail .words, .detail h2');
    assert.equal(await almond.getByRole('button', { name: 'Take the position' }).count(), 0, 'the scope "area" gives no position');
  },
};
