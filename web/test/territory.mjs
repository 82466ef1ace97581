// Who holds what, in a real browser: two moments and what changed, and an area that is drawn along an edge.
import assert from 'node:assert/strict';

export const territory = {
  async 'ground is compared between two days, and claimed along an edge that is drawn'({ visit }) {
    const days = 'from=2017-07-10T00:00:00Z&to=2017-08-15T00:00:00Z&map=11/32.78/35.93';
    const quartz = await visit('quartz', { viewport: { width: 1280, height: 800 } });
    await quartz.look(`lang=en&page=territory.map&${days}`);
    await quartz.waitForSelector('.grounds li:has-text("Group X")');
    await quartz.click('.pick button:has-text("What changed")');
    await quartz.waitForSelector('.list li:has-text("From Side B to Group X"):has-text("3.1 km²")'); // the hill of K-01
    await quartz.turn(`lang=ar&page=territory.map&${days}`);
    await quartz.waitForSelector('.list li:has-text("من الطرف ب إلى المجموعة س")');

    await quartz.turn(`lang=en&page=territory.map&mode=territory.claim&${days}`);
    await quartz.waitForSelector('.deed .corners', { state: 'attached' });
    const map = await quartz.locator('.stage .map').boundingBox();
    const at = (lon, lat) => { // web mercator at zoom 11
      const y = (l) => Math.log(Math.tan(Math.PI / 4 + (l * Math.PI) / 360)), world = 512 * 2 ** 11;
      return [map.x + map.width / 2 + ((lon - 35.93) / 360) * world, map.y + map.height / 2 - ((y(lat) - y(32.78)) / (2 * Math.PI)) * world];
    };
    for (const [lon, lat] of [[35.9861, 32.8592], [35.9898, 32.8005], [36.01, 32.83]]) { // two corners of Pocket X1, nearly
      const n = await quartz.locator('.corners li').count();
      await quartz.mouse.click(...at(lon, lat));
      await quartz.waitForFunction((want) => document.querySelectorAll('.corners li').length === want, n + 1);
    }
    assert.match(await quartz.textContent('.corners'), /32\.86000, 35\.98500.*32\.80000, 35\.99000/s, 'corners are taken from the edge');
    await quartz.selectOption('.deed select >> nth=1', 'B');
    await quartz.fill('.deed input[type=datetime-local]', '2017-09-01T10:00');
    await quartz.fill('.deed [id$="-source"]', 'P-03');
    await quartz.click('.deed button[type=submit]'); // shows what it would become
    await quartz.waitForSelector('.preview');
    await quartz.click('.deed button[type=submit]');
    await quartz.waitForSelector('.deed', { state: 'detached' });
    await quartz.turn(`lang=en&page=territory.claims&${days}`);
    await quartz.click('.list a:has-text("P-03")');
    await quartz.waitForSelector('article h2:has-text("Side B")');
  },
};
