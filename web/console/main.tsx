// Starts the console: finds out who looks at what, then draws.
import { render } from 'preact';
import './fonts.css';
import './style.css';
import { ask, Problem } from '../shared/api';
import { mission, wind, type LayerInfo, type Me, type Mission, type Status } from '../shared/mission';
import { line, run } from '../shared/live';
import { go, view } from '../shared/view';
import { words } from '../shared/words';
import { open as openOutbox } from '../shared/outbox';
import { App } from './app';

// A page over plain http, as in a centre's own network, lacks randomUUID; what it is made of is there.
crypto.randomUUID ??= () => ('10000000-1000-4000-8000-100000000000').replace(/[018]/g, (c) => (Number(c) ^ (crypto.getRandomValues(new Uint8Array(1))[0]! & (15 >> (Number(c) / 4)))).toString(16)) as `${string}-${string}-${string}-${string}-${string}`;

async function or<T>(asked: Promise<{ value: T }>, otherwise: T): Promise<T> {
  try {
    return (await asked).value;
  } catch (e) {
    if (e instanceof Problem && !e.offline) return otherwise;
    throw e;
  }
}

async function start(): Promise<void> {
  const { value: status } = await ask<Status>('/api/record/status');
  const [me, layers, demo] = await Promise.all([
    or<Me | null>(ask<Me>('/api/people/me'), null),
    or<LayerInfo[]>(ask('/api/layers'), []),
    status.exercise ? or<Mission['demo']>(ask('/demo/roles'), []) : [],
  ]);
  mission.set({ status, me, layers, demo });
  wind(status.now);
  line.set({ ...line.value, size: status.size });
  await opening(status);
  if (me) openOutbox(me.member);
  render(<App />, document.getElementById('app')!);
  void run(me !== null);
}

// opening looks, in an exercise that was played in the past, at its last day and says so: on today's date nothing of it
// would be left to see. A link that names its own moment is followed.
async function opening(status: Status): Promise<void> {
  if (!status.exercise || view.value.at || view.value.page || view.value.sel) return;
  const { reports } = await or<{ reports: { recorded: string }[] }>(ask('/api/observe/reports', { limit: 1 }), { reports: [] });
  const last = reports[0]?.recorded;
  if (last && Date.parse(status.now) - Date.parse(last) > 7 * 86_400_000) go({ at: last.replace(/:\d\d(\.\d+)?Z$/, ':00Z').replace(/T(\d\d):(\d\d)/, (_, h: string) => `T${String(Math.min(23, Number(h) + 1)).padStart(2, '0')}:00`) });
}

start().catch((cause: unknown) => {
  const lang = view.value.lang;
  document.documentElement.lang = lang;
  document.documentElement.dir = lang === 'ar' ? 'rtl' : 'ltr';
  render(<p class="refused" role="alert">{cause instanceof Problem && cause.offline ? words['line.offline'][lang] : String(cause)}</p>, document.getElementById('app')!);
});
