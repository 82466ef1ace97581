// Starts a real `truce demo` on a port of its own, and a browser to look at it.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const patience = Number(process.env.TRUCE_PATIENCE ?? 120) * 1000; // a software renderer on a busy machine is slow

export async function demo(program = join(root, 'bin', 'truce')) {
  const dir = mkdtempSync(join(tmpdir(), 'truce-console-'));
  const server = spawn(program, ['demo', '--dir', join(dir, 'record'), '--listen', '127.0.0.1:0', '--json'], { env: { ...process.env, TRUCE_STATE: join(dir, 'state') }, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  const links = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the demo did not start in time')), patience);
    server.stdout.on('data', (d) => {
      out += d;
      try {
        const { links } = JSON.parse(out);
        clearTimeout(late);
        resolve(links);
      } catch {
        // not all of it came yet
      }
    });
    server.on('exit', (code) => reject(new Error(`the demo ended with ${code}`)));
  });
  const base = new URL(Object.values(links)[0]).origin;
  await find(base);
  return {
    base,
    dir: join(dir, 'record'),
    stop: () => stop(server, dir),
  };
}

// known are the entries of the exercise that tests look at. Their numbers grow with what the exercise plays, so they are looked up.
export const known = { caseM: 0, report: 0, brief: 0 };

async function find(base) {
  const post = async (path, body) => (await fetch(base + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).json();
  const { path } = await post('/demo/roles/heron', {});
  const { session } = await post('/api/people/enter', { secret: path.split('#')[1] });
  const ask = async (of) => (await fetch(base + of, { headers: { Authorization: `Bearer ${session}` } })).json();
  const { cases } = await ask('/api/inquiry/cases?state=published');
  known.caseM = cases[0].case;
  known.report = (await ask(`/api/inquiry/cases/${known.caseM}`)).reports[0].report;
  const briefs = await ask('/api/brief/published');
  known.brief = Math.max(...(briefs.briefs ?? briefs.published ?? briefs).map((b) => b.entry));
}

const truce = (env, ...args) => new Promise((resolve, reject) => execFile(join(root, 'bin', 'truce'), args, { env, encoding: 'utf8', maxBuffer: 1 << 26 }, (cause, out, said) => (cause ? reject(new Error(`truce ${args[0]}: ${said}`)) : resolve(out))));

// bare makes a record that has the exercise's agreement and nothing else.
export const bare = (run, record) => run('init', record, '--exercise', '--agreement', join(root, 'exercise', 'swsyria2017'));

// served serves a record of the exercise as an operator does, not as a demo. prepare may change it beforehand.
export async function served(args = [], prepare = async () => {}, make = (run, record) => run('demo', '--dir', record, '--once')) {
  const dir = mkdtempSync(join(tmpdir(), 'truce-console-')), record = join(dir, 'record');
  const env = { ...process.env, TRUCE_STATE: join(dir, 'state') };
  const run = (...args) => truce(env, ...args);
  await make(run, record);
  await prepare(run, record, dir);
  const server = spawn(join(root, 'bin', 'truce'), ['serve', record, '--listen', '127.0.0.1:0', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const base = await new Promise((resolve, reject) => {
    let out = '';
    const late = setTimeout(() => reject(new Error(`the server did not start in time: ${out}`)), patience);
    const hear = (d) => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec((out += d));
      if (!found) return;
      clearTimeout(late);
      resolve(found[0]);
    };
    server.stdout.on('data', hear);
    server.stderr.on('data', hear);
    server.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${out}`)));
  });
  return {
    base,
    secret: async (member) => /#(\S+)/.exec(await run('link', record, '--member', member))[1],
    stop: () => stop(server, dir),
  };
}

// many serves a record with 16 566 events of a public data set beside the exercise's own; null where the file is not there.
export async function many() {
  const file = join(process.env.TRUCE_SHARED ?? join(root, '..', 'shared'), 'data', 'incidents', 'ucdp_ged_syria_2016-2019.csv.gz');
  if (!existsSync(file)) return null;
  return await served([], (run, record, dir) => run('import', record, '--as', 'ucdp', file, '--rejects', join(dir, 'rejects.csv')));
}

async function stop(server, dir) {
  server.removeAllListeners('exit');
  const ended = new Promise((done) => server.on('exit', done));
  server.kill('SIGINT');
  await ended;
  rmSync(dir, { recursive: true, force: true });
}

export const browser = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'] });

async function fresh(b, map, options) {
  // A map drawn by software costs by the pixel.
  const context = await b.newContext({ viewport: map ? { width: 1100, height: 640 } : { width: 1280, height: 800 }, locale: 'en-GB', ...options });
  context.setDefaultTimeout(patience);
  // A map drawn by software costs seconds for each page; where it is not looked at, this browser has none.
  if (!map) await context.addInitScript(() => { const get = HTMLCanvasElement.prototype.getContext; HTMLCanvasElement.prototype.getContext = function (kind, ...rest) { return kind === 'webgl2' ? null : get.call(this, kind, ...rest); }; });
  return context;
}

// leave gives a browser back as it was taken, but for its cache; null where somebody closed it.
export async function leave(context) {
  try {
    await context.setOffline(false);
    for (const page of context.pages()) {
      await page.evaluate(() => localStorage.clear()).catch(() => {});
      await page.close();
    }
    await context.clearCookies();
    return context;
  } catch {
    return null;
  }
}

// visitor is somebody at a browser of their own, signed in as a member of the exercise. What goes wrong in the page, and
// every request that would leave the host, is kept in page.sins. used is a browser that somebody else has left: it has the
// program in its cache, and nothing else.
export async function visitor(b, base, member, { secret, map = true, used, ...options } = {}) {
  const context = used ?? (await fresh(b, map, options));
  const page = await context.newPage();
  page.sins = [];
  page.on('pageerror', (e) => page.sins.push(e.message));
  page.on('console', (m) => m.type() === 'error' && !/401 \(Unauthorized\)|ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(m.text()) && page.sins.push(m.text()));
  page.on('request', (r) => !r.url().startsWith(base) && !/^(data|blob):/.test(r.url()) && page.sins.push(`left the host: ${r.url()}`));
  if (secret) {
    await context.request.post(`${base}/api/people/enter`, { data: { secret } });
  } else if (member) {
    const link = await context.request.post(`${base}/demo/roles/${member}`, { data: {} });
    const { path } = await link.json();
    await context.request.post(`${base}/api/people/enter`, { data: { secret: path.split('#')[1] } });
  }
  page.look = async (query = '') => {
    await page.goto(`${base}/${query ? '?' + query : ''}`);
    await page.waitForSelector(map ? '.map[data-idle]' : '.nomap', { state: 'attached' });
  };
  // turn goes on in the page that is open, as a link in it does, without loading all of it again.
  page.turn = (query) => page.evaluate((q) => { history.pushState(null, '', '/?' + q); dispatchEvent(new PopStateEvent('popstate')); }, query);
  return page;
}

// pixel is the colour in a picture, at a part of its width and height. The page itself may not load pictures: another one does.
export async function pixel(page, picture, x, y) {
  const plain = await page.context().browser().newPage();
  try {
    return await plain.evaluate(async ([data, x, y]) => {
      const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
      const c = new OffscreenCanvas(image.width, image.height).getContext('2d');
      c.drawImage(image, 0, 0);
      return [...c.getImageData(Math.floor(image.width * x), Math.floor(image.height * y), 1, 1).data.slice(0, 3)];
    }, [picture.toString('base64'), x, y]);
  } finally {
    await plain.close();
  }
}
