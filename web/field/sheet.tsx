// One sheet, blank by blank, with targets that a glove can hit. What is typed is kept at once.
import { useEffect, useRef, useState } from 'preact/hooks';
import { sha256 } from '@noble/hashes/sha2.js';
import { hex } from '../shared/verify/bytes';
import { command, local, missing } from './fill';
import { along, Map, rounded } from './map';
import { useWords } from './say';
import { keepDraft, now, randomID, refusedBy, write, type Blank, type Draft, type Item, type KeptFile, type Point, type Sheet, type Value, type Values } from './sync';
import * as vault from './vault';

export function Fill({ sheet, draft: given, done }: { sheet: Sheet; draft: Draft; done: (item: Item) => void }) {
  const { t, of } = useWords();
  const [draft, show] = useState(given);
  const [problem, fail] = useState('');
  const [busy, work] = useState(false);
  const newest = useRef(draft), alert = useRef<HTMLParagraphElement>(null);
  const change = (c: Partial<Draft>) => {
    newest.current = { ...newest.current, ...c };
    show(newest.current);
    void keepDraft(newest.current).catch((e: unknown) => fail(t('broken', { why: refusedBy(e) })));
  };
  const set = (field: string, value: Value) => change({ values: { ...newest.current.values, [field]: value } });
  const send = async () => {
    const lacking = missing(sheet.blanks, draft.values);
    if (lacking.length > 0) {
      fail(t('missing', { list: lacking.map((b) => of(b.label)).join(' · ') }));
      requestAnimationFrame(() => alert.current?.focus());
      return;
    }
    work(true);
    try {
      done(await write(sheet, command(sheet.blanks, draft.values), newest.current));
    } catch (e) {
      fail(t('broken', { why: refusedBy(e) }));
      work(false);
    }
  };
  const usual = sheet.blanks.filter((b) => !b.seldom && b.kind !== 'fixed'), seldom = sheet.blanks.filter((b) => b.seldom);
  return (
    <form class="sheet" noValidate onSubmit={(e) => { e.preventDefault(); void send(); }}>
      <h1>{of(sheet.title)}{sheet.code && <small> {sheet.code}</small>}</h1>
      {draft.corrects && <p class="note">{t('corrects', { n: draft.corrects })}</p>}
      {usual.map((b) => <Ask key={b.field} b={b} values={draft.values} set={set} />)}
      {sheet.files && <Files draft={draft} change={change} />}
      {seldom.length > 0 && <details><summary>{t('more')}</summary>{seldom.map((b) => <Ask key={b.field} b={b} values={draft.values} set={set} />)}</details>}
      {problem && <p class="alert" role="alert" tabIndex={-1} ref={alert}>{problem}</p>}
      <button type="submit" class="primary large" disabled={busy}>{t('keep')}</button>
    </form>
  );
}

function Ask({ b, values, set, prefix = '' }: { b: Blank; values: Values; set: (field: string, value: Value) => void; prefix?: string }) {
  const { t, of, n } = useWords();
  const value = values[b.field], id = prefix + b.field, text = typeof value === 'string' ? value : '';
  const label = <>{of(b.label)}{b.required && <span aria-hidden="true" class="need"> ●</span>}</>;
  const on = (v: string) => set(b.field, v);
  const common = { id, name: id, required: b.required ?? false, 'aria-required': b.required ?? false };
  switch (b.kind) {
    case 'fixed':
      return null;
    case 'text':
    case 'lines':
      return <label class="blank">{label}<textarea {...common} rows={3} dir="auto" value={text} onInput={(e) => on(e.currentTarget.value)} /></label>;
    case 'number':
      return <label class="blank">{label}<input {...common} inputMode="numeric" pattern="-?[0-9]*" dir="ltr" value={text} onInput={(e) => on(latin(e.currentTarget.value))} />{b.field === 'bearing_deg' && <Toward values={values} />}</label>;
    case 'choice':
    case 'entry': {
      const choices = b.choices ?? [];
      if (choices.length > 8) {
        return <label class="blank">{label}<select {...common} value={text} onChange={(e) => on(e.currentTarget.value)}><option value="">{t('choose')}</option>{choices.map((c) => <option key={c.code} value={c.code}>{of(c.label)}</option>)}</select></label>;
      }
      return (
        <fieldset class="blank"><legend>{label}</legend>
          <div class="choices">{choices.map((c) => <label key={c.code} class="choice"><input type="radio" name={id} value={c.code} checked={text === c.code} onChange={() => on(c.code)} /><span>{of(c.label)}</span></label>)}</div>
          {choices.length === 0 && <p class="hint">{t('unknown')}</p>}
        </fieldset>
      );
    }
    case 'yes':
      return <label class="blank tick"><input type="checkbox" name={id} checked={value === true} onChange={(e) => set(b.field, e.currentTarget.checked || undefined)} /><span>{of(b.label)}</span></label>;
    case 'moment':
      return (
        <div class="blank" role="group" aria-label={of(b.label)}><label>{label}<input {...common} type="datetime-local" value={text} onInput={(e) => on(e.currentTarget.value)} /></label>
          <p class="row">{[0, 5, 15, 60].map((m) => <button type="button" key={m} onClick={() => on(local(now() - m * 60_000))}>{m === 0 ? t('now') : t('ago', { n: m })}</button>)}</p>
        </div>
      );
    case 'point':
      return <Place b={b} values={values} set={set} />;
    case 'list': {
      const each = (value as Values[] | undefined) ?? [];
      const put = (list: Values[]) => set(b.field, list);
      return (
        <fieldset class="blank list"><legend>{label}</legend>
          {each.map((v, i) => (
            <fieldset key={i}><legend>{n(i + 1)}</legend>
              {(b.blanks ?? []).map((inner) => <Ask key={inner.field} b={inner} values={v} prefix={`${id}.${i}.`} set={(field, to) => put(each.map((x, k) => (k === i ? { ...x, [field]: to } : x)))} />)}
              <button type="button" onClick={() => put(each.filter((_, k) => k !== i))}>{t('drop')}</button>
            </fieldset>
          ))}
          <button type="button" onClick={() => put([...each, {}])}>{t('add')}</button>
        </fieldset>
      );
    }
    default:
      return <label class="blank">{label}<input {...common} dir="auto" value={text} onInput={(e) => on(e.currentTarget.value)} autocomplete="off" /></label>;
  }
}

// latin makes digits of any script those that a computer counts with.
const latin = (s: string): string => s.replace(/[\u0660-\u0669]/g, (d) => String(d.charCodeAt(0) - 0x660)).replace(/[\u06f0-\u06f9]/g, (d) => String(d.charCodeAt(0) - 0x6f0));

// Toward shows where bearing and distance lead.
function Toward({ values }: { values: Values }) {
  const from = values['observer_place'], bearing = Number(values['bearing_deg']), distance = Number(values['distance_m']);
  if (typeof from !== 'object' || Array.isArray(from) || !('lat' in from) || !values['bearing_deg'] || !values['distance_m']) return null;
  const to = rounded(along(from as Point, bearing, distance));
  return <output dir="ltr">→ {to.lat.toFixed(4)}, {to.lon.toFixed(4)}</output>;
}

// here asks the phone where it is.
export const here = (): Promise<{ point: Point; within: number }> => new Promise((done, fail) => {
  if (!navigator.geolocation) fail(new Error('GPS'));
  else navigator.geolocation.getCurrentPosition((p) => done({ point: rounded({ lat: p.coords.latitude, lon: p.coords.longitude }), within: Math.max(1, Math.ceil(p.coords.accuracy)) }), (e) => fail(new Error(e.message)), { enableHighAccuracy: true, timeout: 30_000, maximumAge: 10_000 });
});

function Place({ b, values, set }: { b: Blank; values: Values; set: (field: string, value: Value) => void }) {
  const { t, of } = useWords();
  const [map, open] = useState(false);
  const [problem, fail] = useState('');
  const [typed, type] = useState<string>();
  const value = values[b.field] as Point | undefined, within = values[`${b.field}/within`];
  const take = (p: Point | undefined, m?: number) => {
    set(b.field, p);
    set(`${b.field}/within`, m ? String(m) : undefined);
    type(undefined);
    fail('');
  };
  const gps = async () => {
    fail('');
    try {
      const at = await here();
      take(at.point, at.within);
    } catch (e) {
      fail(t('nogps', { why: refusedBy(e) }));
    }
  };
  const read = (text: string) => {
    type(text);
    const m = /^\s*(-?\d+(?:[.,]\d+)?)\s*[,; ]\s*(-?\d+(?:[.,]\d+)?)\s*$/.exec(latin(text));
    if (m) {
      set(b.field, rounded({ lat: Number(m[1]!.replace(',', '.')), lon: Number(m[2]!.replace(',', '.')) }));
      set(`${b.field}/within`, undefined);
    } else if (text.trim() === '') set(b.field, undefined);
  };
  return (
    <fieldset class="blank"><legend>{of(b.label)}{b.required && <span aria-hidden="true" class="need"> ●</span>}</legend>
      <label>{t('coordinates')}<input name={b.field} dir="ltr" inputMode="text" autocomplete="off" value={typed ?? (value ? `${value.lat}, ${value.lon}` : '')} onInput={(e) => read(e.currentTarget.value)} /></label>
      {value && within && <p class="hint">{t('within', { m: String(within) })}</p>}
      <p class="row">
        <button type="button" onClick={() => void gps()}>{t('here')}</button>
        <button type="button" aria-expanded={map} onClick={() => open(!map)}>{t('onmap')}</button>
        {value && <button type="button" onClick={() => take(undefined)}>{t('clear')}</button>}
      </p>
      {problem && <p class="alert" role="alert">{problem}</p>}
      {map && <Map at={value} done={(p) => { take(p); open(false); }} />}
    </fieldset>
  );
}

// keep hashes a file as it is, before anything else is done with it, and seals it.
export async function keep(file: Blob, name: string): Promise<KeptFile> {
  const id = randomID(), h = sha256.create();
  for (let at = 0; at < file.size; at += vault.piece) h.update(new Uint8Array(await file.slice(at, at + vault.piece).arrayBuffer()));
  await vault.keepFile(id, file);
  return { id, content: hex(h.digest()), name: name.slice(0, 150), form: file.type || 'application/octet-stream', size: file.size, taken_at: new Date().toISOString() };
}

function Files({ draft, change }: { draft: Draft; change: (c: Partial<Draft>) => void }) {
  const { t } = useWords();
  const [busy, work] = useState(false);
  const [problem, fail] = useState('');
  const files = useRef(draft.files);
  const take = async (list: FileList | null) => {
    work(true);
    fail('');
    try {
      for (const file of Array.from(list ?? [])) {
        const kept = await keep(file, file.name);
        change({ files: (files.current = [...files.current, kept]) });
      }
    } catch (e) {
      fail(t('broken', { why: refusedBy(e) }));
    }
    work(false);
  };
  const ways = [['photo', 'image/*', 'environment'], ['sound', 'audio/*', 'user'], ['film', 'video/*', 'environment'], ['file', '', undefined]] as const;
  return (
    <fieldset class="blank"><legend>{t('files')}</legend>
      <div class="row">{ways.map(([word, accept, capture]) => (
        <label key={word} class="button">{t(word)}<input type="file" class="hidden" {...(accept ? { accept } : {})} {...(capture ? { capture } : {})} multiple={!capture} onChange={(e) => { void take(e.currentTarget.files); e.currentTarget.value = ''; }} /></label>
      ))}</div>
      {busy && <p role="status">{t('hashing')}</p>}
      {problem && <p class="alert" role="alert">{problem}</p>}
      <ul class="files">{draft.files.map((f) => (
        <li key={f.id}><bdi>{f.name}</bdi> <span dir="ltr">{Math.ceil(f.size / 1024)} KB · {f.content.slice(0, 8)}…</span>
          <button type="button" onClick={() => { void vault.dropFile(f.id); change({ files: (files.current = files.current.filter((x) => x.id !== f.id)) }); }}>{t('drop')}</button></li>
      ))}</ul>
    </fieldset>
  );
}

// useTick draws again as time goes by.
export function useTick(every: number): void {
  const [, again] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => again((n) => n + 1), every);
    return () => clearInterval(timer);
  }, [every]);
}
