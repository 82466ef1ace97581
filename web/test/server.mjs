// Starts a real `truce demo` on a port of its own, and a browser to look at it.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const patience = Number(process.env.TRUCE_PATIENCE ?? 120) * 1000; // a software renderer on a busy machine is slow

// caseM are the entries of CASE M of the exercise and of the report that it began with. Their numbers follow from what else is played.
export const caseM = { no: 0, report: 0 };

async function learn(base) {
  const post = async (path, body) => (await fetch(base + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).json();
  const { path } = await post('/demo/roles/heron', {});
  const { session } = await post('/api/people/enter', { secret: path.split('#')[1] });
  const ask = async (path) => (await fetch(base + path, { headers: { Authorization: `Bearer ${session}` } })).json();
  const { cases } = await ask('/api/inquiry/cases?limit=1000&type=aid_attacked');
  caseM.no = cases.find((c) => c.title === 'Convoy struck near Khirbet Ghazaleh, 12 Aug 2017').case;
  caseM.report = (await ask(`/api/inquiry/cases/${caseM.no}`)).steps[0].fact.reports[0];
}

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
  await learn(base);
  return {
    base,
    dir: join(dir, 'record'),
    stop: () => stop(server, dir),
  };
}

// many serves a record with 16 566 events of a public data set beside the exercise's own; null where the file is not there.
export async function many() {
  const file = join(process.env.TRUCE_SHARED ?? join(root, '..', 'shared'), 'data', 'incidents', 'ucdp_ged_syria_2016-2019.csv.gz');
  if (!existsSync(file)) return null;
  const dir = mkdtempSync(join(tmpdir(), 'truce-console-')), record = join(dir, 'record');
  const env = { ...process.env, TRUCE_STATE: join(dir, 'state') };
  const truce = (...args) => execFileSync(join(root, 'bin', 'truce'), args, { env, stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' });
  truce('demo', '--dir', record, '--once');
  truce('import', record, '--as', 'ucdp', file, '--rejects', join(dir, 'rejects.csv'));
  const server = spawn(join(root, 'bin', 'truce'), ['serve', record, '--listen', '127.0.0.1:0'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
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
    secret: (member) => /#(\S+)/.exec(truce('link', record, '--member', member))[1],
    stop: () => stop(server, dir),
  };
}

async function stop(server, dir) {
  server.removeAllListeners('exit');
  const ended = new Promise((done) => server.on('exit', done));
  server.kill('SIGINT');
  await ended;
  rmSync(dir, { recursive: true, force: true });
}

export const browser = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'] });

// visitor is somebody at a browser of their own, signed in as a member of the exercise. What goes wrong in the page, and
// every request that would leave the host, is kept in page.sins.
export async function visitor(b, base, member, { secret, map = true, ...options } = {}) {
  const context = await b.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', ...options });
  context.setDefaultTimeout(patience);
  // A map drawn by software costs seconds for each page; where it is not looked at, this browser has none.
  if (!map) await context.addInitScript(() => { const get = HTMLCanvasElement.prototype.getContext; HTMLCanvasElement.prototype.getContext = function (kind, ...rest) { return kind === 'webgl2' ? null : get.call(this, kind, ...rest); }; });
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
