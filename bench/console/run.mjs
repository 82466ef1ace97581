// Measures the console in a real browser, against the real program on the loopback: how long until something useful stands
// there from a cold cache, what comes over the line, what a record with many incidents costs the page, and how long another
// browser takes to see what was filed. Nothing of it needs a display; frame rates of a software renderer mean nothing and
// are not taken.
//
//	node bench/console/run.mjs PROGRAM [INCIDENTS]
import { execFileSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
const [program = join(root, 'bin', 'truce'), count = '100000'] = process.argv.slice(2);
for (const [what, path] of [['chromium', chromium], ['the packages of web/', join(root, 'web', 'node_modules', 'playwright-core')], ['the built console', join(root, 'web', 'dist', 'index.html')], ['the program', program]]) {
  if (existsSync(path)) continue;
  console.log(`# console: ${what} is not here (${path.replace(root + '/', '')}); not measured`);
  process.exit(0);
}
const { browser, demo, visitor } = await import(pathToFileURL(join(root, 'web', 'test', 'server.mjs')).href);

const sorted = (xs) => [...xs].sort((a, b) => a - b);
const at = (xs, q) => sorted(xs)[Math.min(xs.length - 1, Math.floor(q * xs.length))];
const figure = (name, xs, unit, digits = 0) => {
  const say = (x) => `${x.toFixed(digits)} ${unit}`.padStart(12);
  console.log(`${name.padEnd(44)} ${say(at(xs, 0.5))} ${say(Math.min(...xs))} ${say(Math.max(...xs))}`);
};

// What the first visit fetches, and what is fetched when it is first needed.
function bundle() {
  const dist = join(root, 'web', 'dist'), size = { first: 0, map: 0, later: 0 };
  const index = readFileSync(join(dist, 'index.html'), 'utf8');
  for (const name of readdirSync(dist, { recursive: true })) {
    if (!['.js', '.css', '.html'].includes(extname(name))) continue;
    const sort = name === 'index.html' || index.includes(name) ? 'first' : /map/.test(name) ? 'map' : 'later';
    size[sort] += gzipSync(readFileSync(join(dist, name)), { level: 9 }).length;
  }
  for (const [sort, words] of [['first', 'the frame and its desks'], ['map', 'the map'], ['later', 'checking and symbols, when first needed']]) figure(`bundle, gzip: ${words}`, [size[sort] / 1024], 'KB', 1);
}

const look = 'lang=en&at=2017-08-20T15:00:00Z';

// load opens the console in a browser that has nothing of it. Useful is when the list of reports stands there.
async function load(b, base, query, name, times, least = 1) {
  const paint = [], useful = [], mapped = [], tasks = [], longest = [], heap = [], bytes = [];
  for (let i = 0; i < times; i++) {
    const page = await visitor(b, base, 'heron');
    const line = await page.context().newCDPSession(page);
    await line.send('Network.enable');
    let came = 0;
    line.on('Network.loadingFinished', (e) => (came += e.encodedDataLength));
    await page.addInitScript(() => {
      globalThis.long = [];
      new PerformanceObserver((l) => globalThis.long.push(...l.getEntries().map((e) => e.duration))).observe({ type: 'longtask', buffered: true });
      new MutationObserver((_, o) => { if (document.querySelector('.list a.row')) { globalThis.useful = performance.now(); o.disconnect(); } }).observe(document, { childList: true, subtree: true });
    });
    await page.goto(`${base}/?${query}`);
    await page.waitForFunction(() => globalThis.useful);
    await page.waitForFunction((n) => { const map = document.querySelector('.map'); return map && 'idle' in map.dataset && Number(map.dataset.count) >= n; }, least); // a map without its reports is not drawn
    mapped.push(await page.evaluate(() => performance.now()));
    paint.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN));
    useful.push(await page.evaluate(() => globalThis.useful));
    const long = await page.evaluate(() => globalThis.long);
    tasks.push(long.length);
    longest.push(Math.max(0, ...long));
    await line.send('HeapProfiler.collectGarbage');
    heap.push((await line.send('Runtime.getHeapUsage')).usedSize / (1 << 20));
    bytes.push(came / 1024);
    await page.context().close();
  }
  figure(`${name}: first paint, cold cache`, paint, 'ms');
  figure(`${name}: the list stands there`, useful, 'ms');
  figure(`${name}: the map is drawn (software)`, mapped, 'ms');
  figure(`${name}: came over the line`, bytes, 'KB');
  figure(`${name}: tasks over 50 ms`, tasks, '');
  figure(`${name}: longest task`, longest, 'ms');
  figure(`${name}: memory of the scripts`, heap, 'MB', 1);
}

// seen takes the time from a report's filing in one browser until another one lists it.
async function seen(b, base) {
  const one = await visitor(b, base, 'heron'), two = await visitor(b, base, 'falcon');
  const took = [], answered = [];
  await two.goto(`${base}/?lang=en&page=observe.reports&sel=entry/1`);
  await two.waitForSelector('.line[data-state="live"]');
  await two.waitForSelector('.list a.row');
  for (let i = 0; i < 7; i++) {
    await two.evaluate(() => {
      const was = document.querySelector('.list a.row .main').textContent;
      globalThis.moment = new Promise((done) => new MutationObserver((_, o) => { if (document.querySelector('.list a.row .main')?.textContent !== was) { o.disconnect(); done(Date.now()); } }).observe(document.querySelector('.list'), { childList: true, subtree: true, characterData: true }));
    });
    const began = Date.now();
    const answer = await one.context().request.post(`${base}/api/observe/allegations`, { data: { channel: 'own', text: 'EXERCISE: measured', type: i % 2 ? 'mortar' : 'small_arms', start: new Date().toISOString(), place_name: 'Nawa', place: { lat: 32.89, lon: 36.04 }, uncertainty_m: 500 } });
    if (!answer.ok()) throw new Error(await answer.text());
    answered.push(Date.now() - began);
    took.push((await two.evaluate(() => globalThis.moment)) - began);
    await two.waitForTimeout(1200);
  }
  figure('filed until answered', answered, 'ms');
  figure('filed until the other browser lists it', took, 'ms');
  await one.context().close();
  await two.context().close();
}

// many takes in a table with so many reports, as an operator does.
function many(dir, n) {
  const file = join(dir, 'many.csv'), out = createWriteStream(file);
  out.write('external_id,channel,source,start,type,place_name,lat,lon,accused,text\n');
  let seed = 1;
  const next = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let i = 0; i < n; i++) {
    const when = new Date(Date.UTC(2017, 6, 10) + Math.floor(next() * 40 * 86_400_000)).toISOString().slice(0, 19) + 'Z';
    // Names that no agreement lists: a listed name far from its place is refused.
    out.write(`b-${i},agency,desk,${when},${['mortar', 'small_arms'][i % 2]},hamlet ${i % 5000},${(32.5 + next() * 0.6).toFixed(4)},${(35.9 + next() * 0.9).toFixed(4)},${'AB'[i % 2]},EXERCISE report ${i}\n`);
  }
  return new Promise((done) => out.end(() => done(file)));
}

// tiles asks for those of the first view, at the zooms around the one that it opens with.
async function tiles(b, base) {
  const page = await visitor(b, base, 'heron'), took = [], sizes = [];
  await page.goto(`${base}/?${look}`);
  for (const z of [8, 9, 10]) {
    const x = (lon) => Math.floor(((lon + 180) / 360) * 2 ** z), y = (lat) => Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z);
    let all = 0;
    for (let i = x(35.8); i <= x(36.9); i++) for (let j = y(33.3); j <= y(32.4); j++) {
      const [ms, size] = await page.evaluate(async (path) => {
        let began = performance.now(), answer = await fetch(path);
        for (; answer.status === 503; began = performance.now(), answer = await fetch(path)) await new Promise((done) => setTimeout(done, 1000)); // it is being prepared
        const body = await answer.arrayBuffer();
        if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
        return [performance.now() - began, performance.getEntriesByName(new URL(path, location.href).href).at(-1)?.encodedBodySize || body.byteLength];
      }, `/tiles/observe.reports/${z}/${i}/${j}.mvt`);
      took.push(ms);
      all += size;
    }
    sizes.push(all / 1024);
  }
  figure('tiles of the first view, zooms 8 to 10', sizes, 'KB');
  console.log(`${'a tile of the first view: p50, p99, most'.padEnd(44)} ${[at(took, 0.5), at(took, 0.99), Math.max(...took)].map((x) => `${x.toFixed(0)} ms`.padStart(12)).join(' ')}`);
  await page.context().close();
}

bundle();
const small = await demo(program), b = await browser();
const dir = mkdtempSync(join(tmpdir(), 'truce-bench-'));
try {
  await load(b, small.base, look, 'exercise', Number(process.env.LOADS ?? 5));
  await seen(b, small.base);
  const file = await many(dir, Number(count)), began = Date.now();
  const report = JSON.parse(execFileSync(program, ['import', small.dir, '--as', 'csv', '--rejects', join(dir, 'rejects.csv'), file, '--json'], { encoding: 'utf8', maxBuffer: 64 << 20 })); // one object over several lines
  console.log(`# ${report.recorded} incidents came in by truce import in ${((Date.now() - began) / 1000).toFixed(0)} s; ${report.rejected} were refused`);
  for (;;) { // until the tables have read them
    const s = await (await fetch(`${small.base}/api/record/status`)).json();
    if (s.read === s.size) break;
    await new Promise((done) => setTimeout(done, 500));
  }
  const name = `${Number(count).toLocaleString('en').replaceAll(',', ' ')} incidents`;
  await load(b, small.base, look, name, 3, Number(count) * 0.9);
  await tiles(b, small.base);
} finally {
  await b.close();
  await small.stop();
  rmSync(dir, { recursive: true, force: true });
}
