// The lines between forces in a real browser: a FLASH message from compose to read-back, and its correction.
import assert from 'node:assert/strict';

const at = (page, name) => page.locator(`.deed [id$="-${name}"]`);

// click marks the middle of the map, which the address has put at the place.
async function click(page) {
  const map = await page.locator('.stage .map').boundingBox();
  await page.mouse.click(map.x + map.width / 2, map.y + map.height / 2);
  await page.waitForSelector('.clicked bdi');
}

async function write(page, { number, text }) {
  await page.fill('[name=text]', text);
  await page.fill('[name=number-0]', number);
  await page.fill('[name=name-0]', 'Khirbet Ghazaleh');
  await click(page);
  await page.click('.detail form button[type=submit]');
}

export const line = {
  async 'a FLASH message goes from compose to read-back, and a wrong digit is asked for again'({ visit }) {
    const ghazaleh = 'lang=en&page=line.messages&map=13/32.73/36.2';
    const relay = await visit('relay');
    await relay.look(`${ghazaleh}&mode=line.send`);
    await relay.selectOption('[name=priority]', 'FLASH');
    await relay.selectOption('[name=type]', 'warning');
    await write(relay, { number: '32.370, 36.200', text: 'EXERCISE: fire near the convoy' });
    // The number is 40 km from the place; the server says which digits look exchanged.
    await relay.waitForSelector('.why:has-text("did you mean 32.730, 36.200?")');
    await relay.check('[name=confirm]');
    await relay.click('.detail form button[type=submit]');
    await relay.waitForSelector('.detail article .prio.flash');
    const message = Number(/line\.messages\/(\d+)/.exec(relay.url())[1]);

    // The other end sees that the forms are apart, and types what it understood.
    const birch = await visit('birch', { map: false });
    await birch.look('lang=ar&page=line.messages');
    await birch.click(`.list a[href*="line.messages/${message}&"], .list a[href$="line.messages/${message}"], .list a[href*="line.messages%2F${message}"]`);
    await birch.waitForSelector('.detail .refused');
    await at(birch, 'positions[0]').fill('32.73, 36.2');
    await birch.click('.deed button[type=submit]');
    await birch.waitForSelector('.course .due.late'); // it is said that the read-back does not agree
    assert.equal(await birch.locator('.deed h3').textContent(), 'أعد القراءة', 'what does not agree is read back again');

    // The sender corrects it: name and text stay, number and click are given anew.
    await relay.click('.detail .actions button:has-text("Correct it")');
    await relay.waitForSelector('h2:has-text("Correction of")');
    await write(relay, { number: '32.730, 36.200', text: 'EXERCISE: fire near the convoy' });
    await relay.waitForSelector('.diff');
    assert.match(await relay.textContent('.diff'), /moved by 40 km/);
    const correction = Number(/line\.messages\/(\d+)/.exec(relay.url())[1]);

    await birch.turn(`lang=en&page=line.messages&sel=line.messages/${message}`);
    await birch.waitForSelector('.refused:has-text("was corrected")');
    assert.equal(await birch.locator('.deed').count(), 0, 'what was corrected cannot be acknowledged');
    await birch.turn(`lang=en&page=line.messages&sel=line.messages/${correction}`);
    await at(birch, 'positions[0]').fill(`32°43'48"N 36°12'00"E`);
    await birch.click('.deed button[type=submit]');
    await birch.waitForSelector('.deed h3:has-text("Acknowledge")');
    await birch.click('.deed button[type=submit]');
    await birch.waitForSelector('.kicker:has-text("acknowledged")');

    // Others see numbers and no word.
    const quartz = await visit('quartz', { map: false });
    await quartz.look('lang=en&page=line.messages');
    await quartz.waitForSelector('.list .wire');
    assert.doesNotMatch(await quartz.textContent('.list'), /convoy/);
    await quartz.turn('lang=en&page=line.counters');
    await quartz.waitForSelector('.counts');
    assert.match(await quartz.textContent('.list .facts'), /16/);
  },
};
