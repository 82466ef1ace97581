// What goes between the phone and the mission. A report is signed when it is written; it goes out when there is a line, as often as it
// takes, under one id. Nothing here believes that it was recorded before its receipt was checked.
import { sha256 } from '@noble/hashes/sha2.js';
import { Store } from '../shared/store';
import { parseKey } from '../shared/verify/note';
import { parseReceipt, verifyReceipt } from '../shared/verify/receipt';
import { base64, hex, utf8 } from '../shared/verify/bytes';
import { decode } from '../shared/verify/cbor';
import * as vault from './vault';
import type { Words } from './say';

export interface Blank {
  field: string;
  kind: 'text' | 'line' | 'lines' | 'number' | 'choice' | 'entry' | 'moment' | 'point' | 'yes' | 'list' | 'fixed';
  label?: Words;
  required?: boolean;
  seldom?: boolean;
  choices?: { code: string; label: Words }[];
  least?: number;
  most?: number;
  value?: string;
  radius?: string;
  blanks?: Blank[];
}

export interface Sheet {
  id: string;
  code: string;
  title: Words;
  desk: string;
  door: string;
  blanks: Blank[];
  files?: boolean;
}

export interface Point {
  lat: number;
  lon: number;
}

export interface Patrol {
  entry: number;
  team: string;
  state: string;
  last_contact: string | null;
  departure: string;
  alarm_after_minutes: number;
}

// Mission is what the phone knows of the mission: as little as the sheets and the map need.
export interface Mission {
  exercise: boolean;
  sheets: Sheet[];
  patrols: Patrol[];
  places: { name: Words; point: Point }[];
  area: Point[][];
}

export interface Device {
  device: string;
  member: string;
  origin: string;
  key: string; // the record's public key, as the code pinned it
  team: string;
  skew: number | null; // by how many ms this phone is ahead of the mission
  met: number | null; // when they last met, by the mission's clock
}

export interface KeptFile {
  id: string; // in the vault
  content: string;
  name: string;
  form: string;
  size: number;
  taken_at: string;
  upload?: string;
  entry?: number;
}

export interface Item {
  id: string;
  number: number;
  sheet: string;
  door: string; // "observe/observations"
  title: Words;
  body: string; // what is signed, byte for byte
  signature: string;
  written: number;
  values: Values;
  files: KeptFile[];
  corrects?: number;
  urgent?: boolean;
  state: 'waiting' | 'recorded' | 'doubtful' | 'refused';
  why?: string;
  entries?: { entry: number; kind: string; proof: string }[];
}

export type Value = string | boolean | Point | Values[] | undefined;
export interface Values {
  [field: string]: Value;
}

export interface Draft {
  id: string;
  sheet: string;
  values: Values;
  files: KeptFile[];
  began: number;
  corrects?: number;
  number?: number; // of the one that was not taken and is mended
  mends?: string; // its id
}

export const device = new Store<Device | null>(null);
export const mission = new Store<Mission | null>(null);
export const items = new Store<Item[]>([]);
export const drafts = new Store<Draft[]>([]);
export const line = new Store<'unknown' | 'online' | 'offline'>('unknown');
export const trouble = new Store<string>('');

const bytes = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(utf8(text));

export const randomID = (): string => hex(crypto.getRandomValues(new Uint8Array(16)));

// now is the mission's time as well as this phone knows it.
export const now = (): number => Date.now() - (device.value?.skew ?? 0);

// load reads what rests on the phone, after it was unlocked.
export async function load(): Promise<void> {
  device.set((await vault.get<Device>('device')) ?? null);
  mission.set((await vault.get<Mission>('mission')) ?? null);
  items.set((await vault.all<Item>('item/')).sort((a, b) => b.number - a.number || b.written - a.written));
  drafts.set((await vault.all<Draft>('draft/')).sort((a, b) => b.began - a.began));
}

export function unload(): void {
  bearer = '';
  device.set(null);
  mission.set(null);
  items.set([]);
  drafts.set([]);
}

class Refusal extends Error {
  constructor(readonly status: number, readonly detail: string) {
    super(detail);
  }
}

const patience = 20_000; // ms without an answer: a line that hangs is no line

async function ask<T>(path: string, init: RequestInit & { within?: number } = {}): Promise<T> {
  const answer = await fetch(path, { credentials: 'omit', cache: 'no-store', redirect: 'error', ...init, signal: AbortSignal.timeout(init.within ?? patience) });
  if (answer.ok) return (await answer.json()) as T;
  const problem = (await answer.json().catch(() => ({}))) as { detail?: string; errors?: { field: string; detail?: string }[] };
  throw new Refusal(answer.status, problem.errors?.map((e) => e.detail ?? e.field).join(' ') || problem.detail || answer.statusText);
}

async function signed(id: string, body: string): Promise<Record<string, string>> {
  const d = device.value!;
  const text = `truce/submission/v1\n${d.origin}\n${id}\n${hex(sha256(bytes(body)))}\n`;
  return { 'Truce-Device': d.device, 'Truce-Signature': base64(await vault.sign(bytes(text))), 'Idempotency-Key': id, 'Content-Type': 'application/json' };
}

interface Status {
  origin: string;
  key: string;
  now: string;
  exercise: boolean;
}

// enrol makes this phone a device of the member whom the code was issued to.
export async function enrol(code: { secret: string; key: string }, pin: string, team: string): Promise<void> {
  const status = await ask<Status>('/api/record/status');
  if (code.key && status.key !== code.key) throw new Refusal(0, 'other');
  const publicKey = await vault.create(pin);
  try {
    const entered = await ask<{ member: string; session: string }>('/api/people/enter', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ secret: code.secret }) });
    const id = 'phone-' + randomID().slice(0, 20);
    const auth = { Authorization: `Bearer ${entered.session}`, 'Content-Type': 'application/json' };
    await ask('/api/people/me/devices', { method: 'POST', headers: { ...auth, 'Idempotency-Key': id }, body: JSON.stringify({ device: id, label: 'phone', signing_key: base64(publicKey) }) });
    const d: Device = { device: id, member: entered.member, origin: status.origin, key: status.key, team, skew: Date.now() - Date.parse(status.now), met: Date.parse(status.now) };
    await vault.put('device', d);
    await ask('/api/people/leave-session', { method: 'POST', headers: auth, body: '{}' }).catch(() => undefined);
    await load();
  } catch (e) {
    await vault.wipe();
    throw e;
  }
  void navigator.storage?.persist?.();
}

export const refusedBy = (e: unknown): string => (e instanceof Refusal ? e.detail : e instanceof Error ? e.message : String(e));

// write signs a report and puts it into the queue. command lacks written and files, which are made here.
export async function write(sheet: Sheet, command: Record<string, unknown>, draft: Draft, urgent = false): Promise<Item> {
  const d = device.value!, at = Date.now();
  const item = await vault.numbered<Item>(
    async (number) => {
      const id = randomID();
      const body = JSON.stringify({
        ...command,
        ...(draft.files.length > 0 ? { files: draft.files.map(({ content, name, form, size, taken_at }) => ({ content, name, form, size, taken_at })) } : {}),
        written: {
          at: new Date(at).toISOString(), number, means: 'app',
          ...(d.skew !== null && d.met !== null ? { skew_ms: Math.round(d.skew), met_at: new Date(d.met).toISOString() } : {}),
          ...(draft.corrects ? { corrects: draft.corrects } : {}),
        },
      });
      const { 'Truce-Signature': signature } = await signed(id, body);
      return {
        id, number, sheet: sheet.id, door: `${sheet.desk}/${sheet.door}`, title: sheet.title, body, signature: signature!, written: at, values: draft.values, files: draft.files,
        ...(draft.corrects ? { corrects: draft.corrects } : {}), ...(urgent ? { urgent } : {}), state: 'waiting',
      };
    },
    'draft/' + draft.id,
    draft.number,
  );
  if (draft.mends) await vault.remove('item/' + draft.mends);
  drafts.update((all) => all.filter((x) => x.id !== draft.id));
  items.update((all) => [item, ...all.filter((x) => x.id !== draft.mends)]);
  void sync();
  return item;
}

export async function keepDraft(draft: Draft): Promise<void> {
  await vault.put('draft/' + draft.id, draft);
  drafts.update((all) => [draft, ...all.filter((d) => d.id !== draft.id)]);
}

export async function dropDraft(id: string): Promise<void> {
  await vault.remove('draft/' + id);
  drafts.update((all) => all.filter((d) => d.id !== id));
}

async function keepItem(item: Item): Promise<void> {
  await vault.put('item/' + item.id, item);
  items.update((all) => all.map((i) => (i.id === item.id ? item : i)));
}

let bearer = ''; // of a session of this device; in memory alone
let running: Promise<void> | null = null, again = false;

// sync does what can be done with the line as it is. One runs at a time; asked for meanwhile, it goes round once more.
export function sync(): Promise<void> {
  again = true;
  running ??= (async () => {
    while (again) {
      again = false;
      await round();
    }
  })().finally(() => { running = null; });
  return running;
}

async function round(): Promise<void> {
  if (!vault.unlocked() || !device.value) return;
  try {
    await meet();
    line.set('online');
    trouble.set('');
    await sendAll();
    await sendFiles();
    await learn();
  } catch (e) {
    if (e instanceof vault.Locked) return;
    if (e instanceof Refusal && e.status === 401) bearer = '';
    if (e instanceof Refusal && e.status < 500) trouble.set(e.detail);
    else line.set('offline');
  }
}

// meet compares clocks, and sees that this is the mission that the phone belongs to.
async function meet(): Promise<void> {
  const before = Date.now(), status = await ask<Status>('/api/record/status'), after = Date.now();
  const d = device.value;
  if (!d) throw new vault.Locked();
  if (status.origin !== d.origin) throw new Refusal(400, 'other');
  if (await shutOut(d)) throw new vault.Locked();
  const met = Date.parse(status.now), next: Device = { ...d, skew: (before + after) / 2 - met - 500, met }; // it says whole seconds
  device.set(next);
  await vault.put('device', next);
}

// shutOut asks at every contact whether the operations room has shut this phone out. Then it removes what it holds.
async function shutOut(d: Device): Promise<boolean> {
  const { state } = await ask<{ state: string }>(`/api/people/devices/${d.device}/state`);
  if (state !== 'lost') return false;
  unload();
  await vault.wipe();
  wiped.set(true);
  return true;
}

export const wiped = new Store(false);

// What is urgent goes first, then the oldest number first.
async function sendAll(): Promise<void> {
  const waiting = items.value.filter((i) => i.state === 'waiting').sort((a, b) => Number(b.urgent ?? false) - Number(a.urgent ?? false) || a.number - b.number);
  for (const item of waiting) await keepItem(await sent(item));
}

interface Receipt {
  entry: number;
  kind: string;
  proof: string;
}

async function sent(item: Item): Promise<Item> {
  const d = device.value!;
  let entries: Receipt[];
  try {
    ({ entries } = await ask<{ entries: Receipt[] }>('/api/' + item.door, {
      method: 'POST', body: item.body,
      headers: { 'Truce-Device': d.device, 'Truce-Signature': item.signature, 'Idempotency-Key': item.id, 'Content-Type': 'application/json' },
    }));
  } catch (e) {
    if (e instanceof Refusal && e.status !== 401 && e.status !== 429 && e.status < 500) return { ...item, state: 'refused', why: e.detail };
    throw e;
  }
  const why = entries.map((r) => doubt(r, item.number, d.key)).find((w) => w) ?? (entries.length === 0 ? 'no receipt' : '');
  const { why: _, ...plain } = item;
  return { ...plain, state: why ? 'doubtful' : 'recorded', ...(why ? { why } : {}), entries: entries.map(({ entry, kind, proof }) => ({ entry, kind, proof })) };
}

// doubt says why a receipt does not prove what it should; "" when it does. The key is the one that the code pinned.
function doubt(r: Receipt, number: number, key: string): string {
  try {
    const receipt = parseReceipt(r.proof);
    verifyReceipt(receipt, parseKey(key));
    if (receipt.index !== r.entry) return `the receipt is for entry ${receipt.index}`;
    const written = receipt.body?.fields.find((f) => /(^|\/)written$/.test(f.path));
    if (written) {
      const said = decode(written.value);
      if (!(said instanceof Map) || Number(said.get('number')) !== number) return 'the receipt is for another report';
    }
    return '';
  } catch (e) {
    return e instanceof Error ? e.message : String(e);
  }
}

// session opens one for questions and files; the secret is drawn here and only its hash is said.
async function session(): Promise<string> {
  if (bearer) return bearer;
  const secret = base64(crypto.getRandomValues(new Uint8Array(32))).replace(/[+/=]/g, '');
  const id = randomID();
  const body = JSON.stringify({ session: 's-' + randomID().slice(0, 24), secret: hex(sha256(bytes(secret))), expires: new Date(now() + 6 * 3_600_000).toISOString() });
  await ask('/api/people/me/sessions', { method: 'POST', body, headers: await signed(id, body) });
  return (bearer = secret);
}

async function asked<T>(path: string, init: RequestInit & { within?: number } = {}): Promise<T> {
  const go = async () => ask<T>(path, { ...init, headers: { ...(init.headers as Record<string, string>), Authorization: `Bearer ${await session()}` } });
  try {
    return await go();
  } catch (e) {
    if (!(e instanceof Refusal) || e.status !== 401) throw e;
    bearer = ''; // it ran out
    return go();
  }
}

// sendFiles sends what belongs to recorded reports, stretch by stretch. After a break it asks how much has come.
async function sendFiles(): Promise<void> {
  for (const item of [...items.value].reverse()) {
    if (item.state !== 'recorded') continue;
    for (const f of item.files) if (f.entry === undefined) await sendFile(item.id, f);
  }
}

interface Upload {
  upload: string;
  offset: number;
  size: number;
  entry?: number;
}

async function sendFile(of: string, f: KeptFile): Promise<void> {
  const json = { 'Content-Type': 'application/json', 'Idempotency-Key': 'file-' + f.id };
  let u = await asked<Upload>('/api/record/uploads', { method: 'POST', headers: json, body: JSON.stringify({ name: f.name, form: f.form, audience: 'mission', size: f.size, content: f.content }) });
  while (u.entry === undefined) {
    const n = Math.floor(u.offset / vault.piece), part = (await vault.filePiece(f.id, n)).subarray(u.offset - n * vault.piece);
    u = await asked<Upload>(`/api/record/uploads/${u.upload}?offset=${u.offset}`, { method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: part, within: 120_000 });
  }
  const item = items.value.find((i) => i.id === of);
  if (!item) return;
  await keepItem({ ...item, files: item.files.map((x) => (x.id === f.id ? { ...x, entry: u.entry! } : x)) });
  await vault.dropFile(f.id); // it is in the record, under a receipt; on a phone that is taken it would only be found
}

interface Law {
  agreement: { places?: { name: Words; point: Point }[]; posts?: { name: Words; point: Point }[]; crossings?: { name: Words; point: Point }[]; area: { geometry: { type: string; coordinates: unknown } } };
}

let learned = 0;

// learn keeps the sheets with their choices, and what the map shows: places that everybody knows, and no notified one.
async function learn(): Promise<void> {
  if (mission.value && Date.now() - learned < 60_000) return;
  const { exercise } = await ask<Status>('/api/record/status');
  const { sheets } = await asked<{ sheets: Sheet[] }>('/api/sheets');
  const { patrols } = await asked<{ patrols: Patrol[] }>('/api/observe/patrols?state=departed&limit=30');
  const law = await asked<Law>('/api/terms/agreement').catch(() => null);
  const a = law?.agreement;
  const next: Mission = {
    exercise, sheets, patrols: patrols.map(({ entry, team, state, last_contact, departure, alarm_after_minutes }) => ({ entry, team, state, last_contact, departure, alarm_after_minutes })),
    places: a ? [...(a.places ?? []), ...(a.posts ?? []), ...(a.crossings ?? [])].map(({ name, point }) => ({ name, point })) : (mission.value?.places ?? []),
    area: a ? rings(a.area.geometry) : (mission.value?.area ?? []),
  };
  learned = Date.now();
  mission.set(next);
  await vault.put('mission', next);
}

function rings(g: { type: string; coordinates: unknown }): Point[][] {
  const polygons = (g.type === 'MultiPolygon' ? g.coordinates : [g.coordinates]) as [number, number][][][];
  return polygons.flat().map((ring) => ring.map(([lon, lat]) => ({ lat, lon })));
}

// begin looks after the line as long as the app is open.
export function begin(): void {
  addEventListener('online', () => void sync());
  addEventListener('offline', () => line.set('offline'));
  setInterval(() => { if (vault.unlocked()) void sync(); }, 15_000);
}

export const relearn = (): void => { learned = 0; };
