// The air in a real browser: what a source on the network shows, its alarm, and the replay of a kept track.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { bare, served, visitor } from './server.mjs';

const zone = 'AC R\nAN BOX\nAL SFC\nAH FL100\nDP 32:36:00 N 036:06:00 E\nDP 32:54:00 N 036:06:00 E\nDP 32:54:00 N 036:24:00 E\nDP 32:36:00 N 036:24:00 E\n';

// mast plays SBS-1 to whoever connects: the last three minutes at once, and then what comes. One flew into the zone from the
// south and stays in it for nine minutes, the other flies beside it.
async function mast() {
  const line = (n, at, rest) => `MSG,${n},1,1,${rest[0]},1,${at},${at},${rest[1]}\r\n`;
  const began = Date.now() - 180_000;
  let second = 0;
  const sockets = new Set();
  const server = createServer((s) => { sockets.add(s); s.on('error', () => {}); s.on('close', () => sockets.delete(s)); });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const timer = setInterval(() => {
    if (sockets.size === 0 || began + 2000 * (second + 1) > Date.now()) return;
    const d = new Date(began + 2000 * second++), at = d.toISOString().slice(0, 23).replaceAll('-', '/').replace('T', ',');
    for (const s of sockets) {
      for (const [i, lon] of [36.25, 35.8].entries()) {
        const key = `4CA2D${i}`;
        s.write(line(1, at, [key, `TEST ${i},,,,,,,,,,`]) + line(4, at, [key, ',,117,0,,,0,,,,,0']) + line(3, at, [key, `,${i ? 12000 : 4000},,,${(32.594 + 0.00108 * second).toFixed(5)},${lon},,,0,0,0,0`]));
      }
    }
  }, 20);
  return { port: server.address().port, stop: () => { clearInterval(timer); for (const s of sockets) s.destroy(); server.close(); } };
}

const shot = async (page, name) => { if (process.env.TRUCE_SHOTS) await page.screenshot({ path: `${process.env.TRUCE_SHOTS}/${name}.png` }); };

export const air = {
  async 'aircraft of a real source are shown as they fly, with an alarm that is seen'({ b }) {
    const source = await mast();
    const record = await served(['--air-feed', `mast=sbs://127.0.0.1:${source.port}`], undefined, bare);
    try {
      const post = async (session, path, body, type = 'application/json') => {
        const answer = await fetch(`${record.base}/api/${path}`, { method: 'POST', headers: { 'Content-Type': type, ...(session ? { Authorization: `Bearer ${session}` } : {}) }, body });
        assert.ok(answer.ok, `${path}: ${answer.status}`);
        return answer.json();
      };
      const enter = async (member) => (await post('', 'people/enter', JSON.stringify({ secret: await record.secret(member) }))).session;
      const admin = await enter('admin');
      for (const [member, role] of [['sextant', 'airspace_desk'], ['heron', 'duty_officer']]) await post(admin, 'people/members', JSON.stringify({ member, code_name: member, roles: [role] }));
      await post(await enter('sextant'), `air/zones/file?name=test&source=test&from=${new Date(Date.now() - 7_200_000).toISOString()}`, zone, 'text/plain');
      const page = await visitor(b, record.base, 'heron', { secret: await record.secret('heron') });
      await page.look('lang=en&page=air.live&map=9/32.75/36.1');
      await page.waitForSelector('.airnow tbody tr:nth-child(2)');
      await page.waitForSelector('.airnow:has-text("in test/BOX")');
      await page.waitForSelector('.alarms:has-text("TEST 0")');
      assert.match(await page.textContent('.airnow'), /4,000 ft/);
      assert.match(await page.textContent('.airnow'), /FL120/);
      assert.match(await page.textContent('.list'), /the ground to FL100/);
      await page.waitForTimeout(300);
      await page.waitForSelector('.map[data-idle]');
      await shot(page, 'air-live-en');
      if (process.env.TRUCE_SHOTS) {
        await page.turn('lang=ar&page=air.live&map=9/32.75/36.1');
        await page.waitForFunction(() => document.documentElement.lang === 'ar');
        await page.waitForTimeout(2500);
        await shot(page, 'air-live-ar');
        await page.turn('lang=en&page=air.live&map=9/32.75/36.1');
        await page.waitForFunction(() => document.documentElement.lang === 'en');
      }
      const before = await page.locator('.alarms button:has-text("I have seen it")').count();
      await page.locator('.alarms button:has-text("I have seen it")').first().click();
      await page.waitForFunction((n) => [...document.querySelectorAll('.alarms button')].filter((x) => /I have seen it/.test(x.textContent)).length < n, before);
      await page.context().close();
    } finally {
      source.stop();
      await record.stop();
    }
  },

  async 'a kept track is replayed at any speed, and its height stands over the way with the zone'({ visit }) {
    const page = await visit('sextant');
    await page.look('lang=en&page=air.events&at=2017-08-20T15:00:00Z');
    await page.locator('.list a.row:has-text("probable")').first().click();
    await page.waitForSelector('.detail svg.profile .zoneband');
    assert.match(await page.getAttribute('.detail svg.profile', 'aria-label'), /the band is that of .*: the ground to FL200/);
    await page.selectOption('.replay select', '300');
    const moment = () => page.getAttribute('.detail [data-at]', 'data-at').then(Number);
    const end = await moment();
    await page.click('.replay button');
    await page.waitForFunction((e) => Number(document.querySelector('.detail [data-at]').dataset.at) < e, end);
    await page.waitForFunction((e) => Number(document.querySelector('.detail [data-at]').dataset.at) === e, end);
    await shot(page, 'air-event-en');
    if (process.env.TRUCE_SHOTS) {
      await page.turn(page.url().split('?')[1].replace('lang=en', 'lang=ar'));
      await page.waitForFunction(() => document.documentElement.lang === 'ar');
      await page.waitForSelector('.detail svg.profile');
      await page.waitForTimeout(1000);
      await shot(page, 'air-event-ar');
    }
  },
};
