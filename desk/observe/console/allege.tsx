// The forms that file a report and an observation. They keep what was typed on this device until it is recorded, and send it
// under one id, so that a lost answer is no reason to fear sending it again.
import { Button, Preview, Problem, Refused, drop, flush, format, go, law, lodge, momentOf, outbox, rehearse, speaksOf, useDraft, useEffect, useMission, useRef, useState, useStore, useTongue, typeName, view, zone, type Rehearsed } from 'truce';
import { PlaceField, drawnNote, nowhere, placeOf, type PlaceValue } from './place';

interface Words {
  type: string;
  start: string; // of a datetime-local field, in the agreement's zone
  end: string;
  unknown: string; // "yes": the time is not known
  accused: string;
  text: string;
  source: string;
  team: string;
  from: string;
  bearing: string;
  range: string;
  means: string;
  observation: string;
  description: string;
  confidence: string;
  confirm_place: string;
  confirm_far: string;
}

interface Form extends Words {
  where: PlaceValue;
}

const empty: Form = {
  type: '', start: '', end: '', unknown: '', accused: '?', text: '', source: '', team: '', from: '', bearing: '', range: '', means: 'saw', observation: 'explosion', description: 'undetermined', confidence: 'moderate',
  confirm_place: '', confirm_far: '', where: nowhere,
};

export const Allege = () => <File what="allege" />;
export const Observe = () => <File what="observe" />;

function File({ what }: { what: 'allege' | 'observe' }) {
  const tongue = useTongue();
  const { t, lang } = tongue;
  const { me } = useMission();
  const tz = useStore(zone);
  const text = useStore(law)?.agreement;
  const key = `observe.${what}`, door = what === 'allege' ? 'observe/allegations' : 'observe/observations';
  const [draft, change, sent, discard] = useDraft<Form>(key, me?.member ?? '', empty);
  const [looked, look] = useState<{ facts?: Rehearsed[]; problem?: Problem; of: string }>({ of: '' });
  const item = useStore(outbox).find((i) => i.draft === key && i.state !== 'done');
  const where = useRef(draft.value.where); // the newest, also for an answer that comes late
  where.current = draft.value.where;
  const form = draft.value, now = JSON.stringify(form), observes = what === 'observe';
  const busy = item?.state === 'sending', waits = item?.state === 'waiting';
  const problem = item?.state === 'refused' && item.id === draft.id && item.problem ? new Problem(item.problem.status, item.problem.title, item.problem.detail, item.problem.fields) : looked.of === now ? looked.problem : undefined;
  const shown = ['type', 'place', 'place_name', 'uncertainty_m', 'start', 'end', 'accused', 'text', 'source', 'team', 'observer_name', 'bearing_deg', 'distance_m', 'means', 'observation', 'description', 'confidence', 'time_text'];
  const why = (field: string) => problem?.fields.filter((e) => speaksOf(field, e.field)).map((e) => e.sentence) ?? [];
  const sentences = [problem?.detail ?? '', ...(problem?.fields.map((f) => f.sentence) ?? [])].join(' ');

  const command = (): Record<string, unknown> => {
    const note = drawnNote(form.where);
    const time = form.unknown && !observes ? { time_text: 'unknown' } : { ...(form.start ? { start: momentOf(form.start, tz) } : {}), ...(form.end ? { end: momentOf(form.end, tz) } : {}) };
    const both = { type: form.type, accused: form.accused, ...time, ...placeOf(form.where), ...(form.confirm_place ? { confirm_place: true } : {}), ...(form.confirm_far ? { confirm_far: true } : {}) };
    if (!observes) return { ...both, channel: me?.kind === 'party' ? 'party' : me?.kind === 'guarantor' ? 'guarantor' : 'own', text: form.text.trim(), language: lang, ...(form.source ? { source: form.source } : {}), ...(note ? { note } : {}) };
    const whole = (v: string) => (v.trim() === '' ? undefined : Math.round(Number(v)));
    return {
      ...both, team: form.team.trim(), means: form.means, observation: form.observation, description: form.description, confidence: form.confidence, text: [form.text.trim(), note].filter(Boolean).join('\n'),
      ...(form.from ? { observer_name: form.from.trim() } : {}), ...(whole(form.bearing) !== undefined ? { bearing_deg: whole(form.bearing) } : {}), ...(whole(form.range) !== undefined ? { distance_m: whole(form.range) } : {}),
    };
  };
  const send = async () => {
    sent(true);
    const done = await lodge({ id: draft.id, door, command: command(), title: t(observes ? 'observe.do' : 'allege.title'), about: 'observe.reports', draft: key, back: '?' + format(view.value) });
    if (done.state !== 'done') return;
    discard();
    go({ mode: '', sel: `observe.reports/${done.entries![0]!.entry}`, at: '', known: -1 });
  };
  const preview = async () => {
    try {
      look({ of: now, facts: await rehearse(door, command()) });
    } catch (e) {
      look({ of: now, problem: e instanceof Problem ? e : new Problem(0, '', String(e)) });
    }
  };
  // What was sent while this form was closed is gone from the outbox, and from here.
  useEffect(() => {
    if (draft.sent && !item && !localStorage.getItem(`draft/${me?.member ?? ''}/${key}`)) discard();
  }, [item]);

  const field = (name: string, label: string, input: (extra: Record<string, unknown>) => preact.JSX.Element, hint = '') => {
    const id = `${what}-${name}`, w = why(name);
    return (
      <div class="field"><label for={id}>{label}</label>
        {input({ id, name, disabled: busy || waits, 'aria-invalid': w.length ? true : undefined, 'aria-describedby': w.length ? `${id}-why` : undefined })}
        {hint && <p class="hint">{hint}</p>}
        {w.length > 0 && <p class="why" id={`${id}-why`} role="alert">{w.map((x) => <bdi key={x}>{x}</bdi>)}</p>}
      </div>
    );
  };
  const set = (name: keyof Words) => (e: { currentTarget: { value: string } }) => change({ [name]: e.currentTarget.value } as Partial<Form>);
  const codes = (name: keyof Words, label: string, list: string[], word: (c: string) => string) => field(name, label, (x) => <select {...x} value={form[name]} onChange={set(name)}>{list.map((c) => <option key={c} value={c}>{word(c)}</option>)}</select>);
  const utc = (local: string) => (local ? `${tongue.utc(momentOf(local, tz))}` : '');
  return (
    <form class="form" aria-label={t(observes ? 'observe.do' : 'allege.title')} onSubmit={(e) => { e.preventDefault(); void send(); }}>
      <h2>{t(observes ? 'observe.do' : 'allege.title')}</h2>
      <p class="quiet">{t('allege.about')}</p>
      {field('type', t('allege.type'), (x) => (
        <select {...x} value={form.type} onChange={set('type')}>
          <option value="">{t('allege.type.choose')}</option>
          {(text?.event_types ?? []).map((k) => <option key={k.code} value={k.code}>{typeName(tongue, text, k.code)}</option>)}
        </select>
      ))}
      {observes && (
        <>
          {field('team', t('observe.team'), (x) => <input {...x} dir="auto" list="posts" value={form.team} onInput={set('team')} />)}
          {field('observer_name', t('observe.from'), (x) => <input {...x} dir="auto" list="posts" value={form.from} onInput={set('from')} />)}
          <datalist id="posts">{(text?.posts ?? []).map((p) => <option key={p.id} value={p.id}>{tongue.name(p.name)}</option>)}</datalist>
          <div class="two">
            {field('bearing_deg', t('observe.bearing'), (x) => <input {...x} type="number" min="0" max="360" value={form.bearing} onInput={set('bearing')} />)}
            {field('distance_m', t('observe.range'), (x) => <input {...x} type="number" min="0" value={form.range} onInput={set('range')} />)}
          </div>
          <div class="two">
            {codes('means', t('observe.means'), ['saw', 'heard', 'camera', 'uav', 'acoustic', 'radar', 'satellite', 'other'], (c) => tongue.code('means', c))}
            {codes('observation', t('observe.saw'), ['explosion', 'burst', 'shot', 'projectile', 'muzzle_flash', 'flare', 'airburst', 'impact', 'vehicle', 'weapon', 'position', 'aircraft', 'other'], (c) => tongue.code('seen', c))}
            {codes('description', t('observe.course'), ['outgoing', 'incoming', 'undetermined'], (c) => tongue.code('course', c))}
            {codes('confidence', t('observe.confidence'), ['low', 'moderate', 'high'], (c) => tongue.code('confidence', c))}
          </div>
        </>
      )}
      <PlaceField id={what} value={form.where} why={why} change={(c) => change({ where: (where.current = { ...where.current, ...c }) })} />
      {(form.confirm_place || sentences.includes('confirm_place')) && <label class="check"><input type="checkbox" checked={form.confirm_place === 'yes'} onChange={(e) => change({ confirm_place: e.currentTarget.checked ? 'yes' : '' })} /> {t('allege.confirm.place')}</label>}
      {(form.confirm_far || sentences.includes('confirm_far')) && <label class="check"><input type="checkbox" checked={form.confirm_far === 'yes'} onChange={(e) => change({ confirm_far: e.currentTarget.checked ? 'yes' : '' })} /> {t('allege.confirm.far')}</label>}
      {!observes && <label class="check"><input type="checkbox" name="unknown" checked={form.unknown === 'yes'} onChange={(e) => change({ unknown: e.currentTarget.checked ? 'yes' : '' })} /> {t('allege.unknown')}</label>}
      {(!form.unknown || observes) && (
        <>
          <div class="two">
            {field('start', t('allege.start'), (x) => <input {...x} type="datetime-local" value={form.start} onInput={(e) => change({ start: e.currentTarget.value.slice(0, 16) })} />, utc(form.start))}
            {field('end', t('allege.end'), (x) => <input {...x} type="datetime-local" value={form.end} onInput={(e) => change({ end: e.currentTarget.value.slice(0, 16) })} />, utc(form.end) || t('allege.end.hint'))}
          </div>
          <p class="hint">{t('allege.zone', { zone: tz })}</p>
        </>
      )}
      {field('accused', t('allege.accused'), (x) => (
        <select {...x} value={form.accused} onChange={set('accused')}>
          <option value="?">{t('observe.accused.unknown')}</option>
          {(text?.parties ?? []).map((p) => <option key={p.id} value={p.id}>{tongue.name(p.name)}</option>)}
          <option value="both">{t('observe.accused.both')}</option>
          {(text?.excluded_groups ?? []).map((p) => <option key={p.id} value={p.id}>{tongue.name(p.name)}</option>)}
          <option value="-">{t('observe.accused.nobody')}</option>
        </select>
      ))}
      {field('text', t(observes ? 'observe.own' : 'allege.text'), (x) => <textarea {...x} rows={5} dir="auto" placeholder={t('allege.text.hint')} value={form.text} onInput={set('text')} />)}
      {!observes && field('source', t('observe.source'), (x) => <input {...x} dir="auto" value={form.source} onInput={set('source')} />)}
      {problem && <Refused problem={problem} beside={(f) => shown.some((s) => speaksOf(s, f))} />}
      {looked.of === now && looked.facts && <Preview facts={looked.facts} agreement={text} tongue={tongue} />}
      {waits ? (
        <div class="waits" role="status"><p>{t('work.waits')}</p><div class="actions"><Button onClick={() => void flush()}>{t('work.sendnow')}</Button><Button onClick={() => item && drop(item.id)}>{t('work.takeback')}</Button></div></div>
      ) : (
        <div class="actions">
          <button type="submit" class="primary" disabled={busy}>{busy ? t('allege.sending') : t('allege.send')}</button>
          {me?.kind === 'mission' && <Button onClick={() => void preview()}>{t('work.look')}</Button>}
          <Button onClick={() => { discard(); go({ mode: '' }); }}>{t('allege.discard')}</Button>
        </div>
      )}
      <p class="hint">{t('allege.kept')}</p>
    </form>
  );
}
