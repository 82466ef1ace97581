// The field app on a phone, as a browser plays one: touch, a small screen, a line that comes and goes.
import assert from 'node:assert/strict';
import { axe } from './steps.mjs';

const pin = '246810';

const post = async (base, path, body, headers = {}) => {
  const answer = await fetch(base + path, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return answer.json();
};

const code = async (base, member) => (await post(base, `/demo/roles/${member}`, {})).path.split('#')[1];

// seat signs a member in over the API and gives how to ask.
async function seat(base, member) {
  const { session } = await post(base, '/api/people/enter', { secret: await code(base, member) });
  const headers = { Authorization: `Bearer ${session}` };
  return { ask: async (path) => (await fetch(base + path, { headers })).json(), tell: (path, body) => post(base, '/api/' + path, body, headers) };
}

// phone is a phone that was set up with the code of a member.
async function phone(b, base, member, { lang = 'en-GB' } = {}) {
  const context = await b.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: lang, geolocation: { latitude: 32.6189, longitude: 36.1021, accuracy: 12 }, permissions: ['geolocation'] });
  context.setDefaultTimeout(Number(process.env.TRUCE_PATIENCE ?? 120) * 1000);
  const page = await context.newPage();
  page.wrong = [];
  page.on('pageerror', (e) => page.wrong.push(e.message));
  page.on('request', (r) => !r.url().startsWith(base) && !/^(data|blob):/.test(r.url()) && page.wrong.push(`left the host: ${r.url()}`));
  const { key } = await (await fetch(base + '/api/record/status')).json();
  await page.goto(`${base}/field/#${new URLSearchParams({ enrol: await code(base, member), key })}`);
  await page.fill('[name=team]', 'P-03');
  await page.fill('[name=pin]', pin);
  await page.fill('[name=again]', pin);
  await page.locator('form button[type=submit]').tap();
  await page.waitForSelector('.tiles li button');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  page.open = async () => {
    await page.fill('[name=pin]', pin);
    await page.locator('form button[type=submit]').tap();
    await page.waitForSelector('.tiles li button');
  };
  return page;
}

const choose = (page, label, answer) => page.locator(`fieldset:has(legend:has-text("${label}")) .choice:has-text("${answer}")`).first().tap();

export const field = {
  async 'field: a report in airplane mode, and its photograph over a line that drops, are recorded and receipted'({ b, base, say }) {
    const page = await phone(b, base, 'swift'), context = page.context();
    try {
      await axe(page, 'home');
      await context.setOffline(true);
      await page.reload(); // the phone was off in between
      await page.open();
      const began = Date.now();
      await page.locator('.tiles button:has-text("Observation")').tap();
      await page.selectOption('[name=type]', 'mortar');
      await page.selectOption('[name=observation]', 'explosion');
      await choose(page, 'How you know', 'heard');
      await page.locator('fieldset:has(legend:has-text("Where you stand")) button:has-text("GPS")').tap();
      await page.fill('[name=bearing_deg]', '٢٢٠'); // digits as an Arabic keyboard has them
      await page.fill('[name=distance_m]', '1500');
      await choose(page, 'Direction of fire', 'incoming');
      await choose(page, 'How sure', 'high');
      await page.setInputFiles('.button:has-text("Photo") input', { name: 'smoke.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(700_000, 7) });
      await page.waitForSelector('.files li');
      await axe(page, 'a sheet');
      await page.locator('button:has-text("Keep and send")').tap();
      await page.waitForSelector('text=/Kept as number 1/');
      say(`an observation with a photograph, without a line, by touch: ${((Date.now() - began) / 1000).toFixed(1)} s`);
      // The line comes back and drops: every second stretch of the file is cut off.
      let cut = 0;
      await context.route('**/api/record/uploads/*', (r) => (r.request().method() === 'POST' && cut++ % 2 === 0 ? r.abort() : r.continue()));
      await context.setOffline(false);
      await page.locator('button:has-text("Reports on this phone")').tap();
      for (let n = 0; n < 60 && !/receipt checked/.test(await page.textContent('.rows')); n++) {
        await page.locator('button:has-text("Send now")').tap();
        await page.waitForTimeout(500);
      }
      assert.match(await page.textContent('.rows'), /recorded, receipt checked · entry \d+/);
      assert.ok(cut > 2, `the line dropped in ${cut} requests`);
      const entry = Number(/entry (\d+)/.exec(await page.textContent('.rows'))[1]);
      const heron = await seat(base, 'heron');
      const report = await heron.ask(`/api/observe/reports/${entry}`);
      assert.equal(report.fact.written.number, 1);
      assert.equal(report.fact.place_basis, 'bearing');
      assert.ok(report.files[0].entry > 0 && report.files[0].size === 700_000, JSON.stringify(report.files));
      const own = (await heron.ask('/api/observe/written')).devices.find((d) => d.member === 'swift' && d.highest === 1);
      assert.deepEqual([own.count, own.missing], [1, []]);
      assert.deepEqual(page.wrong, []);
    } finally {
      await context.close();
    }
  },

  async 'field: in Arabic a long press calls for help, hiding shows a clock, and a phone that is shut out removes what it holds'({ b, base }) {
    const page = await phone(b, base, 'swift', { lang: 'ar-SY' }), context = page.context();
    try {
      assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
      await axe(page, 'home in Arabic');
      // By key: held for two seconds.
      await page.locator('.sos button').focus();
      await page.keyboard.down('Enter');
      await page.waitForSelector('.sos .alert');
      await page.keyboard.up('Enter');
      const heron = await seat(base, 'heron');
      for (let n = 0; n < 100 && !/وصل النداء/.test(await page.textContent('.sos .alert')); n++) await page.waitForTimeout(200);
      const { sos } = await heron.ask('/api/observe/patrols');
      assert.equal(sos[0].team, 'P-03');
      assert.ok(sos[0].fact.place.lat > 32, 'the call says where');
      await page.keyboard.press('Escape');
      assert.match(await page.textContent('#app'), /^[\d٠-٩:\s]+(ص|م|AM|PM)?$/i, 'a hidden phone shows the time alone');
      // Nothing that rests on the phone can be read without the PIN.
      const open = await page.evaluate(async () => {
        const db = await new Promise((done) => { const r = indexedDB.open('notes'); r.onsuccess = () => done(r.result); });
        const all = await new Promise((done) => { const r = db.transaction('sealed').objectStore('sealed').getAll(); r.onsuccess = () => done(r.result); });
        const pair = await new Promise((done) => { const r = db.transaction('plain').objectStore('plain').get('pair'); r.onsuccess = () => done(r.result); });
        db.close();
        return { readable: all.filter((v) => new TextDecoder('latin1').decode(v.data).includes('P-03')).length, sealed: all.length, out: await crypto.subtle.exportKey('pkcs8', pair.privateKey).then(() => true, () => false), local: JSON.stringify(localStorage) };
      });
      assert.ok(open.sealed > 2 && open.readable === 0 && !open.out, JSON.stringify(open));
      assert.ok(!open.local.includes('P-03'));
      // The operations room shuts it out; at its next contact it removes everything.
      const devices = await heron.ask('/api/people/devices');
      const cedar = await seat(base, 'cedar');
      await cedar.tell('people/devices/lost', { device: devices[0].device, reason: 'taken at a checkpoint' });
      for (let n = 0; n < 3; n++) await page.locator('.clock button').tap();
      await page.fill('[name=pin]', pin);
      await page.locator('form button[type=submit]').tap();
      await page.waitForSelector('text=/لم يبق شيء/');
      assert.deepEqual(page.wrong, []);
    } finally {
      await context.close();
    }
  },
};
