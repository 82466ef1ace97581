// A form for one command, from a list of its fields. It keeps what is typed, shows who would read it before it is sent, puts
// the server's sentence beside the field that it speaks of, and says what became of it.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { Problem, rehearse, type Rehearsed } from './api';
import { useDraft } from './drafts';
import { useTongue, type Tongue } from './i18n';
import { law, sideName, useMission, type Agreement } from './mission';
import { drop, flush, outbox, lodge, type Item } from './outbox';
import { useStore } from './store';
import { Button, Open, Refused, Section, Words } from './ui';
import { format, parse, view } from './view';
import type { WordKey } from './words';

export type Values = Record<string, string>;

export interface Field {
  name: string; // of the command's field: "reason"; the server's sentence about it is shown below it
  label: string;
  kind: 'line' | 'text' | 'list' | 'choice' | 'radio' | 'number' | 'moment' | 'check' | 'own'; // list: one in each line
  own?: (value: string, change: (value: string) => void, why: (field: string) => string[], disabled: boolean) => ComponentChildren; // draws a field of its own, and its sentences
  also?: string[]; // fields of the command that an own field stands for
  options?: [value: string, word: string][];
  suggest?: string[];
  hint?: string;
  need?: boolean;
  when?: (v: Values) => boolean;
  rows?: number;
}

// A Deed is something that is done with one command.
export interface Deed {
  key: string; // of its draft: "inquiry.triage/521"
  title: string;
  about: string; // what it is done with: "inquiry.cases/521"
  door: string;
  note?: ComponentChildren;
  start: Values;
  fields: Field[];
  command: (v: Values) => unknown;
  show?: (facts: Rehearsed[]) => ComponentChildren; // shows what would be recorded better than field by field
  mustLook?: boolean; // what it would become is shown before it can be sent
  send?: string; // word of the button
  done?: (entries: { entry: number; kind: string }[]) => void; // instead of closing the form: goes on with what was recorded
}

// lines are what stands in the lines of a list.
export const lines = (text: string | undefined): string[] => (text ?? '').split('\n').map((l) => l.trim()).filter(Boolean);

// numbers are the entry numbers that stand in a line.
export const numbers = (text: string | undefined): number[] => (text ?? '').split(/[\s,،;؛]+/).map(Number).filter((n) => Number.isInteger(n) && n > 0);

// filled leaves out what was not said: an empty field is not an empty text.
export function filled(o: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined && v !== '' && !(Array.isArray(v) && v.length === 0)));
}

export function Form({ deed, onClose }: { deed: Deed; onClose: () => void }) {
  const tongue = useTongue();
  const { t } = tongue;
  const { me } = useMission();
  const agreement = useStore(law)?.agreement;
  const id = useId();
  const [draft, change, sent, discard] = useDraft<Values>(deed.key, me?.member ?? '', deed.start);
  const item = useStore(outbox).find((i) => i.draft === deed.key && i.state !== 'done');
  const [looked, look] = useState<{ facts?: Rehearsed[]; problem?: Problem; busy?: boolean; of: string }>({ of: '' });
  const v = draft.value;
  const now = JSON.stringify(v);
  const shown = deed.fields.filter((f) => !f.when || f.when(v));
  const busy = item?.state === 'sending', waits = item?.state === 'waiting';
  const problem = item?.state === 'refused' && item.id === draft.id && item.problem ? new Problem(item.problem.status, item.problem.title, item.problem.detail, item.problem.fields) : looked.of === now ? looked.problem : undefined;
  const mission = me?.kind === 'mission';
  const unseen = deed.mustLook && mission && !(looked.of === now && looked.facts);

  const preview = async () => {
    look({ of: now, busy: true });
    try {
      look({ of: now, facts: await rehearse(deed.door, deed.command(v)) });
    } catch (e) {
      look({ of: now, problem: e instanceof Problem ? e : new Problem(0, '', String(e)) });
    }
  };
  const send = async () => {
    sent(true);
    const done = await lodge({ id: draft.id, door: deed.door, command: deed.command(v), title: deed.title, about: deed.about, draft: deed.key, back: '?' + format(view.value) });
    if (done.state !== 'done') return;
    discard();
    if (deed.done) deed.done(done.entries!);
    else onClose();
  };
  const speaksOf = (field: string) => shown.some((f) => of(f.name, field) || f.also?.some((a) => of(a, field)));
  const sentences = (field: string) => problem?.fields.filter((e) => of(field, e.field)).map((e) => e.sentence) ?? [];
  // The first field that the server speaks of gets the focus.
  useEffect(() => {
    if (problem) (document.getElementById(id)?.querySelector('[aria-invalid="true"]') as HTMLElement | null)?.focus();
  }, [problem?.detail, item?.state]);

  return (
    <form class="form deed" id={id} aria-label={deed.title} onSubmit={(e) => { e.preventDefault(); void (unseen ? preview() : send()); }}>
      <h3>{deed.title}</h3>
      {deed.note}
      {shown.map((f) => f.own ? <div key={f.name}>{f.own(v[f.name] ?? '', (value) => change({ [f.name]: value }), sentences, busy || waits)}</div> : <Input key={f.name} f={f} id={`${id}-${f.name}`} value={v[f.name] ?? ''} why={sentences(f.name)} disabled={busy || waits} onChange={(value) => change({ [f.name]: value })} />)}
      {problem && <Refused problem={problem} beside={speaksOf} />}
      {looked.of === now && looked.facts && <Preview facts={looked.facts} agreement={agreement} tongue={tongue} {...(deed.show ? { show: deed.show } : {})} />}
      {waits && <div class="waits" role="status"><p>{t('work.waits')}</p><div class="actions"><Button onClick={() => void flush()}>{t('work.sendnow')}</Button><Button onClick={() => item && drop(item.id)}>{t('work.takeback')}</Button></div></div>}
      {!waits && (
        <div class="actions">
          <button type="submit" class="primary" disabled={busy || looked.busy}>{busy ? t('allege.sending') : unseen ? t('work.look') : (deed.send ?? t('allege.send'))}</button>
          {mission && !unseen && !(looked.of === now && looked.facts) && <Button onClick={() => void preview()}>{t('work.look')}</Button>}
          <Button onClick={() => { discard(); onClose(); }}>{t('allege.discard')}</Button>
        </div>
      )}
      <p class="hint">{t('allege.kept')}</p>
    </form>
  );
}

// of says whether a server's sentence about "translations[0].text" belongs to the field "translations[0].text", or to one that
// holds it whole, "translations".
export const of = (field: string, named: string): boolean => named === field || named.startsWith(field + '[') || named.startsWith(field + '.');

function Input({ f, id, value, why, disabled, onChange }: { f: Field; id: string; value: string; why: string[]; disabled: boolean; onChange: (v: string) => void }) {
  const said = [f.hint ? `${id}-hint` : '', why.length ? `${id}-why` : ''].filter(Boolean).join(' ');
  const common = { id, disabled, 'aria-invalid': why.length ? true : undefined, 'aria-describedby': said || undefined } as const;
  const input = (e: { currentTarget: { value: string } }) => onChange(e.currentTarget.value);
  const below = (
    <>
      {f.hint && <p class="hint" id={`${id}-hint`}>{f.hint}</p>}
      {why.length > 0 && <p class="why" id={`${id}-why`} role="alert">{why.map((w) => <bdi key={w}>{w}</bdi>)}</p>}
    </>
  );
  if (f.kind === 'check') return <div class="field"><label class="check"><input type="checkbox" {...common} checked={value === 'yes'} onChange={(e) => onChange(e.currentTarget.checked ? 'yes' : '')} /> {f.label}</label>{below}</div>;
  if (f.kind === 'radio') {
    return (
      <fieldset class="field" aria-describedby={said || undefined}><legend>{f.label}</legend>
        <div class="radios">{f.options!.map(([code, word]) => <label key={code} class="check"><input type="radio" name={id} value={code} disabled={disabled} aria-invalid={why.length ? true : undefined} checked={value === code} onChange={() => onChange(code)} /> {word}</label>)}</div>
        {below}
      </fieldset>
    );
  }
  return (
    <div class="field"><label for={id}>{f.label}</label>
      {f.kind === 'choice' ? <select {...common} value={value} onChange={input}>{f.options!.map(([code, word]) => <option key={code} value={code}>{word}</option>)}</select>
        : f.kind === 'text' || f.kind === 'list' ? <textarea {...common} dir="auto" rows={f.rows ?? (f.kind === 'list' ? 4 : 3)} value={value} onInput={input} />
          : f.kind === 'moment' ? <input {...common} type="datetime-local" value={value} onInput={input} />
            : <><input {...common} dir="auto" type={f.kind === 'number' ? 'number' : 'text'} autocomplete="off" list={f.suggest?.length ? `${id}-list` : undefined} value={value} onInput={input} />
              {f.suggest && f.suggest.length > 0 && <datalist id={`${id}-list`}>{f.suggest.map((s) => <option key={s} value={s} />)}</datalist>}</>}
      {below}
    </div>
  );
}

// audienceWords names who is meant by an audience: "party:A,role:chair".
export function audienceWords(tongue: Tongue, agreement: Agreement | undefined, text: string): string {
  if (!text) return tongue.t('work.nobody');
  return tongue.list(text.split(',').map((term) => {
    const [kind, id = ''] = term.split(':');
    if (kind === 'party' || kind === 'guarantor') return tongue.name(sideName(agreement, id));
    if (kind === 'role') return tongue.code('role', id);
    return kind === 'member' ? id : term === 'parties' ? tongue.t('work.everyone') : tongue.code('audience', term);
  }));
}

const reads = (audience: string, side: string): boolean => audience.split(',').some((t) => t === 'public' || (t === 'parties' && side !== 'public') || t === side);

// Preview says who will read what would be recorded, and shows each side exactly what it will see, in columns of equal width.
export function Preview({ facts, agreement, tongue, show }: { facts: Rehearsed[]; agreement: Agreement | undefined; tongue: Tongue; show?: (facts: Rehearsed[]) => ComponentChildren }) {
  const { t } = tongue;
  const sides = [...(agreement?.parties ?? []).map((p) => ({ as: `party:${p.id}`, name: tongue.name(p.name) })), ...(agreement?.guarantors ?? []).map((g) => ({ as: `guarantor:${g.id}`, name: tongue.name(g.name) })), { as: 'public', name: tongue.code('audience', 'public') }];
  const parties = sides.filter((s) => s.as.startsWith('party:')), others = sides.filter((s) => !s.as.startsWith('party:') && facts.some((f) => reads(f.audience, s.as)));
  const column = (s: (typeof sides)[number]) => {
    const its = facts.filter((f) => reads(f.audience, s.as));
    return (
      <section class="side" key={s.as} aria-label={s.name}>
        <h4>{t('work.sees', { side: s.name })}</h4>
        {its.length === 0 ? <p class="quiet">{t('work.sees.nothing')}</p> : show ? show(its) : its.map((f, i) => <FactWords key={i} f={f} tongue={tongue} />)}
      </section>
    );
  };
  return (
    <div class="preview" role="status">
      <h4>{t('work.preview')}</h4>
      <ul class="plain">{facts.map((f, i) => <li key={i}><strong>{tongue.code('fact', f.kind.replace(/\/\d+$/, ''))}</strong> <span class="quiet">{t('work.readby', { who: audienceWords(tongue, agreement, f.audience) })}</span></li>)}</ul>
      <div class="two sides">{parties.map(column)}</div>
      {others.length > 0 && <div class="two sides">{others.map(column)}</div>}
      <p class="hint">{t('work.preview.is')}</p>
    </div>
  );
}

// FactWords are the texts of a fact that a person wrote or reads.
function FactWords({ f, tongue }: { f: Rehearsed; tongue: Tongue }) {
  const texts = ['title', 'text', 'reason', 'question'].map((n) => f.fact[n]).filter((x): x is string => typeof x === 'string' && x !== '');
  const paragraphs = Array.isArray(f.fact.paragraphs) ? (f.fact.paragraphs as string[]) : [];
  return (
    <div>
      <p><strong>{tongue.code('fact', f.kind.replace(/\/\d+$/, ''))}</strong></p>
      {texts.map((x, i) => <Words key={i}>{x}</Words>)}
      {paragraphs.length > 0 && <ol class="numbered">{paragraphs.map((p, i) => <li key={i} dir="auto">{p}</li>)}</ol>}
    </div>
  );
}

// Did says what became of what was done with something, until it is read.
export function Did({ about }: { about: string }) {
  const { t, code } = useTongue();
  const items = useStore(outbox).filter((i) => i.state === 'done' && i.about === about);
  return <>{items.map((i) => (
    <div key={i.id} class="did" role="status">
      <p><strong>{i.title}</strong> {i.entries!.length === 0 ? t('work.done.nothing') : t('allege.done', { n: i.entries![0]!.entry })}</p>
      <ul class="plain">{i.entries!.map((e) => <li key={e.entry}><Open sel={`entry/${e.entry}`}>{t('frame.entry', { n: e.entry })}</Open> {code('fact', e.kind.replace(/\/\d+$/, ''))} · <a href={`/api/record/entries/${e.entry}/receipt`} download={`entry-${e.entry}.tlog-proof`}>{t('frame.receipt')}</a></li>)}</ul>
      <Button onClick={() => drop(i.id)}>{t('work.read')}</Button>
    </div>
  ))}</>;
}

// isElsewhere says whether an item has to be shown in the outbox. What was refused in the form that is open stands there.
export function isElsewhere(i: Item): boolean {
  const here = view.value, its = parse(i.back);
  return i.state === 'waiting' || i.state === 'sending' || (i.state === 'refused' && !(its.mode === here.mode && its.sel === here.sel && its.step === here.step));
}

// Outbox lists what is not yet recorded, or was refused.
export function Outbox() {
  const { t } = useTongue();
  useStore(view);
  const items = useStore(outbox).filter(isElsewhere);
  if (items.length === 0) return null;
  const word: Record<Item['state'], WordKey> = { waiting: 'work.state.waiting', sending: 'work.state.sending', refused: 'work.state.refused', done: 'work.state.done' };
  return (
    <details class="outbox">
      <summary>{t('work.outbox', { n: items.length })}</summary>
      <Section title={t('work.outbox.title')}>
        <p class="quiet">{t('work.outbox.is')}</p>
        <ul class="rows">{items.map((i) => (
          <li key={i.id}>
            <a href={i.back}><strong>{i.title}</strong></a> <span class={i.state === 'refused' ? 'due late' : 'state'}>{t(word[i.state])}</span>
            {i.state === 'refused' && <p class="sub"><bdi>{i.problem?.detail || i.problem?.title}</bdi></p>}
            {i.state !== 'sending' && <div class="actions">{i.state === 'waiting' && <Button onClick={() => void flush()}>{t('work.sendnow')}</Button>}<Button onClick={() => drop(i.id)}>{t('work.takeback')}</Button></div>}
          </li>
        ))}</ul>
      </Section>
    </details>
  );
}
