// Follows the record. What is shown is asked for again when the record grew, and how far behind it is can be seen.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, follow, Problem } from './api';
import { Store, useStore } from './store';
import { view } from './view';

export interface Line {
  state: 'starting' | 'live' | 'cut';
  size: number; // entries of the record, as last heard
  shown: number; // entries that the oldest of the shown answers has read
  newest: number; // the last entry that came in here, or -1
}

export const line = new Store<Line>({ state: 'starting', size: 0, shown: 0, newest: -1 });

// tick grows when what is shown may have changed.
const tick = new Store(0);

const gather = 120; // milliseconds in which several entries cause one question
const calm = 1000; // under a flood of entries no more than one question in this time
let last = 0, timer: ReturnType<typeof setTimeout> | undefined;

function changed(): void {
  if (timer !== undefined) return;
  const wait = Math.max(gather, last + calm - Date.now() > 0 && Date.now() - last < gather * 2 ? calm : gather);
  timer = setTimeout(() => {
    timer = undefined;
    last = Date.now();
    tick.update((n) => n + 1);
  }, wait);
}

// refresh asks for everything again, as after a command of one's own.
export const refresh = changed;

// run follows the record for as long as the page is open. Whoever is not signed in has no stream, and looks now and then.
export async function run(signedIn: boolean): Promise<void> {
  for (let pause = 500; ; pause = Math.min(pause * 2, 10_000)) {
    try {
      if (signedIn) {
        const since = line.value.size;
        await follow(since > 0 ? since : null, new AbortController().signal,
          (e) => { line.update((l) => ({ ...l, newest: e.id, size: Math.max(l.size, e.id + 1) })); changed(); },
          (_, size) => {
            if (line.value.state !== 'live') changed();
            if (size > line.value.size && line.value.size > 0) changed(); // what others may read may change numbers here too
            line.update((l) => ({ ...l, state: 'live', size: Math.max(l.size, size) }));
            pause = 500;
          });
      } else {
        const { value } = await ask<{ size: number }>('/api/record/status');
        if (value.size > line.value.size) changed();
        line.update((l) => ({ ...l, state: 'live', size: value.size }));
        pause = 5_000;
      }
    } catch (e) {
      if (e instanceof Problem && e.status === 401) return;
      line.update((l) => ({ ...l, state: 'cut' }));
    }
    if (signedIn) line.update((l) => ({ ...l, state: 'cut' }));
    await new Promise((done) => setTimeout(done, pause));
  }
}

// useGrown is a number that grows when what is shown may have changed.
export const useGrown = (): number => useStore(tick);

// reads keeps, for each answer on the page, how far it had read; null when it left the page.
const reads = new Map<symbol, number>();

export function note(key: symbol, read: number | null): void {
  if (read === null) reads.delete(key);
  else reads.set(key, read);
  const shown = reads.size ? Math.min(...reads.values()) : 0;
  line.update((l) => (l.shown === shown && l.size >= shown ? l : { ...l, shown, size: Math.max(l.size, shown) }));
}

export interface Asked<T> {
  value: T | undefined;
  problem: Problem | undefined;
  waiting: boolean;
}

// useAnswer asks a question and asks again when the record grew. A null path asks nothing. While the next answer is on
// its way the one before stays.
export function useAnswer<T>(path: string | null, params: Record<string, string | number | null | undefined> = {}): Asked<T> {
  const n = useStore(tick);
  const { as } = useStore(view); // every page is seen with the same eyes
  const key = path === null ? null : path + JSON.stringify(params) + as;
  const mine = useRef(Symbol(path ?? ''));
  const flight = useRef<{ key: string; stop: AbortController; stale: boolean } | null>(null); // the question that is on its way
  const [again, redo] = useState(0);
  const [asked, set] = useState<Asked<T> & { key: string | null }>({ value: undefined, problem: undefined, waiting: path !== null, key });
  useEffect(() => {
    if (path === null || key === null) {
      flight.current?.stop.abort();
      flight.current = null;
      set({ value: undefined, problem: undefined, waiting: false, key });
      return;
    }
    if (flight.current?.key === key) {
      flight.current.stale = true; // a long answer would never come if every entry began it anew
      return;
    }
    flight.current?.stop.abort();
    const stop = new AbortController(), mineNow = { key, stop, stale: false };
    flight.current = mineNow;
    void ask<T>(path, params, stop.signal).then(
      (a) => {
        note(mine.current, a.read);
        set({ value: a.value, problem: undefined, waiting: false, key });
      },
      (e: unknown) => {
        if (stop.signal.aborted) return;
        const problem = e instanceof Problem ? e : new Problem(0, '', String(e));
        set((before) => ({ value: problem.offline && before.key === key ? before.value : undefined, problem, waiting: false, key }));
      },
    ).then(() => {
      if (flight.current !== mineNow) return;
      flight.current = null;
      if (mineNow.stale && !stop.signal.aborted) redo((k) => k + 1);
    });
  }, [key, n, again]);
  useEffect(() => () => {
    flight.current?.stop.abort();
    note(mine.current, null);
  }, []);
  return asked.key === key ? asked : { value: undefined, problem: undefined, waiting: path !== null };
}
