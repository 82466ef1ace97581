// What was sent and is not yet known to be recorded. Each command rests here, on this device, from before it is sent until the
// server has answered: a lost line or a closed tab loses nothing, and sending the same again under the same id records it once.
import { Problem, tell, type Receipt } from './api';
import { forget } from './drafts';
import { line, refresh } from './live';
import { Store } from './store';

export interface Item {
  id: string; // the command's id, for ever
  door: string; // "inquiry/triage"
  command: unknown;
  title: string;
  about: string; // what it was done with: "inquiry.cases/521"; "" for nothing yet
  draft: string; // key of the draft that it was made from
  back: string; // the address of its form, from ? on
  made: string;
  state: 'waiting' | 'sending' | 'refused' | 'done';
  problem?: { status: number; title: string; detail: string; fields: { field: string; sentence: string }[] };
  entries?: { entry: number; kind: string }[];
}

export const outbox = new Store<Item[]>([]);

let member = '';
const prefix = () => `outbox/${member}/`;

// Every item has a place of its own, so that two tabs do not overwrite one another. What is done is only remembered while the
// page is open: the record itself is the proof of it.
function keep(item: Item): void {
  if (item.state === 'done') localStorage.removeItem(prefix() + item.id);
  else localStorage.setItem(prefix() + item.id, JSON.stringify(item));
  outbox.update((all) => [...all.filter((i) => i.id !== item.id && !(i.state === 'refused' && i.draft === item.draft)), item]);
}

// drop takes an item back. Whether it was recorded before is not known when it had been sent.
export function drop(id: string): void {
  localStorage.removeItem(prefix() + id);
  outbox.update((all) => all.filter((i) => i.id !== id));
}

function load(): void {
  const kept: Item[] = [];
  for (let n = 0; n < localStorage.length; n++) {
    const key = localStorage.key(n)!;
    if (!key.startsWith(prefix())) continue;
    try {
      const item = JSON.parse(localStorage.getItem(key)!) as Item;
      kept.push(item.state === 'sending' && !sending.has(item.id) ? { ...item, state: 'waiting' } : item);
    } catch {
      // what cannot be read cannot be sent
    }
  }
  kept.sort((a, b) => (a.made < b.made ? -1 : 1));
  outbox.update((all) => [...all.filter((i) => i.state === 'done'), ...kept]);
}

const sending = new Set<string>();

// send sends one item, and says what became of it. What no answer came to waits for the line.
async function send(item: Item): Promise<Item> {
  if (sending.has(item.id)) return item;
  sending.add(item.id);
  const { problem: _, ...plain } = item;
  keep({ ...plain, state: 'sending' });
  let next: Item;
  try {
    const receipts: Receipt[] = await tell('/api/' + item.door, item.command, item.id);
    next = { ...plain, state: 'done', entries: receipts.map((r) => ({ entry: r.entry, kind: r.kind })) };
    forget(item.draft, member);
    refresh();
  } catch (e) {
    const p = e instanceof Problem ? e : new Problem(0, '', String(e));
    // Full, busy or broken at the other end is no answer either: it may yet be taken.
    const later = p.offline || p.status === 401 || p.status === 429 || p.status >= 500;
    next = { ...plain, state: later ? 'waiting' : 'refused', problem: { status: p.status, title: p.title, detail: p.detail, fields: p.fields } };
  } finally {
    sending.delete(item.id);
  }
  keep(next);
  return next;
}

// deliver puts a command into the outbox and sends it at once.
export function deliver(item: Omit<Item, 'state' | 'made'>): Promise<Item> {
  const made: Item = { ...item, made: new Date().toISOString(), state: 'waiting' };
  keep(made);
  return send(made);
}

// flush sends what waits, the oldest first, and stops at the first that gets no answer.
export async function flush(): Promise<void> {
  for (const item of outbox.value) {
    if (item.state !== 'waiting') continue;
    if ((await send(item)).state === 'waiting') return;
  }
}

// open begins to look after the outbox of a member.
export function open(of: string): void {
  member = of;
  load();
  void flush();
  addEventListener('online', () => void flush());
  addEventListener('storage', (e) => { if (e.key?.startsWith(prefix())) load(); });
  let state = line.value.state;
  line.subscribe(() => {
    if (line.value.state === 'live' && state !== 'live') void flush();
    state = line.value.state;
  });
  setInterval(() => void flush(), 15_000);
}
