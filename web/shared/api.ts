// The only place of the console that speaks to the server.
import { view } from './view';

// A Problem is a refusal of the server (RFC 9457): detail says what to do.
export class Problem extends Error {
  constructor(readonly status: number, readonly title: string, readonly detail: string, readonly fields: { field: string; sentence: string }[] = []) {
    super(detail);
  }
  // The server was not reached, so nothing is known of what became of the request.
  get offline(): boolean {
    return this.status === 0;
  }
}

export interface Answer<T> {
  value: T;
  read: number; // entries of the record that the answer has read
}

type Params = Record<string, string | number | boolean | null | undefined>;

export function address(path: string, params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value !== null && value !== undefined && value !== '') query.set(name, String(value));
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(url, { credentials: 'same-origin', ...init });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new Problem(0, '', '');
  }
  if (answer.ok) return answer;
  throw await problem(answer);
}

async function problem(answer: Response): Promise<Problem> {
  try {
    const p = (await answer.json()) as { title?: string; detail?: string; errors?: { field: string; detail?: string; sentence?: string }[] };
    return new Problem(answer.status, p.title ?? '', p.detail ?? '', (p.errors ?? []).map((e) => ({ field: e.field, sentence: e.detail ?? e.sentence ?? '' })));
  } catch {
    return new Problem(answer.status, answer.statusText, '');
  }
}

// Doors that answer the same to everybody, or say who asks; every other is asked with the eyes that are looked with.
const own = ['/api/record/status', '/api/record/at', '/api/record/witnesses', '/api/people/me', '/api/layers', '/api/position', '/demo/roles'];

// ask puts a question to a door, with the eyes of a side where those are looked with: a door that cannot answer so refuses.
export async function ask<T>(path: string, params?: Params, signal?: AbortSignal): Promise<Answer<T>> {
  const as = own.includes(path) ? '' : view.value.as;
  const answer = await send(address(path, params), { signal: signal ?? null, headers: { Accept: 'application/json', ...(as ? { 'Truce-As': as } : {}) } });
  return { value: (await answer.json()) as T, read: Number(answer.headers.get('Truce-Entry') ?? 0) };
}

// bytes asks for what is no text, such as a tile of the map or of the log.
export async function bytes(path: string, signal?: AbortSignal): Promise<Answer<ArrayBuffer>> {
  const answer = await send(path, { signal: signal ?? null });
  return { value: await answer.arrayBuffer(), read: Number(answer.headers.get('Truce-Entry') ?? 0) };
}

// text asks for what is not JSON, such as a receipt.
export async function text(path: string): Promise<string> {
  return (await send(path, {})).text();
}

export interface Receipt {
  entry: number;
  event: string;
  kind: string;
  recorded: string;
  leaf: string;
  proof: string;
}

// tell sends a command under an id of its own. Sending the same again under the same id is harmless.
export async function tell(path: string, command: unknown, id: string): Promise<Receipt[]> {
  const answer = await send(path, { method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': id }, body: JSON.stringify(command) });
  return ((await answer.json()) as { entries?: Receipt[] }).entries ?? [];
}

export interface Rehearsed {
  kind: string;
  audience: string;
  fact: Record<string, unknown>;
}

// rehearse asks what a command would become, and who would read it. Nothing is recorded. door is "inquiry/notices".
export async function rehearse(door: string, command: unknown): Promise<Rehearsed[]> {
  return (await post<{ facts: Rehearsed[] }>(`/api/record/rehearse/${door}`, command)).facts;
}

// post is for the few doors that answer with something else than receipts.
export async function post<T>(path: string, body: unknown = {}): Promise<T> {
  return (await send(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).json() as Promise<T>;
}

// give hands a file to a door that answers with what is in it.
export async function give<T>(path: string, file: Blob): Promise<T> {
  return (await send(path, { method: 'POST', headers: { 'Content-Type': 'application/octet-stream', Accept: 'application/json' }, body: file })).json() as Promise<T>;
}

export interface StreamEvent {
  id: number;
  kind: string; // "observe.alleged"
}

// follow reads the live stream until signal ends it or the line breaks. progress says how far the record has come.
export async function follow(from: number | null, signal: AbortSignal, each: (e: StreamEvent) => void, progress: (at: number, size: number) => void): Promise<void> {
  const answer = await send(address('/api/record/stream', { from }), { signal, headers: { Accept: 'text/event-stream' } });
  if (!answer.body) return;
  progress(0, 0); // the line stands, also while nothing happens
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest += value;
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      const block = rest.slice(0, end);
      rest = rest.slice(end + 2);
      const pulse = /^: at (\d+) of (\d+)/m.exec(block);
      if (pulse) progress(Number(pulse[1]), Number(pulse[2]));
      const id = /^id: (\d+)$/m.exec(block), kind = /^event: (.+)$/m.exec(block);
      if (id && kind) each({ id: Number(id[1]), kind: kind[1]! });
    }
  }
}
