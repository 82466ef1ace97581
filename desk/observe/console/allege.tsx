// The form that files a report. It keeps what was typed on this device until it is recorded, and sends it under one id,
// so that a lost answer is no reason to fear sending it again.
import { Button, Problem, Refused, ask, draft as drawnDraft, fold, go, law, pointed, pointing, refresh, ring, tell, useDraft, useEffect, useMission, useMemo, useRef, useState, useStore, typeName, useTongue, type Point } from 'truce';

interface Form {
  type: string;
  place: string; // as typed or picked: a name, or a position in any form
  point: Point | null; // what it was understood as
  understood: string; // in words
  radius: string;
  start: string; // of a datetime-local field, in UTC
  end: string;
  accused: string;
  text: string;
  language: string;
  source: string;
}

const empty: Form = { type: '', place: '', point: null, understood: '', radius: '', start: '', end: '', accused: '?', text: '', language: '', source: '' };

export function Allege() {
  const tongue = useTongue();
  const { t, lang } = tongue;
  const { me } = useMission();
  const text = useStore(law)?.agreement;
  const [draft, change, sent, discard] = useDraft<Form>('observe.allege', me?.member ?? '', { ...empty, language: lang });
  const [state, setState] = useState<{ busy?: boolean; problem?: Problem; missing?: boolean; done?: number }>({});
  const form = draft.value;
  const point = useStore(pointed);

  // While the form is open a click on the map names the place.
  useEffect(() => {
    pointing.set(true);
    pointed.set(null);
    return () => {
      pointing.set(false);
      drawnDraft.set([]);
    };
  }, []);
  useEffect(() => {
    if (!point) return;
    const lat = Number(point.lat.toFixed(5)), lon = Number(point.lon.toFixed(5));
    change({ place: `${lat}, ${lon}`, point: { lat, lon }, understood: '' });
  }, [point]);
  useEffect(() => {
    const { point: p, radius } = form;
    drawnDraft.set(p ? [
      { type: 'Feature', geometry: { type: 'Point', coordinates: [p.lon, p.lat] }, properties: {} },
      ...(Number(radius) > 0 ? [{ type: 'Feature' as const, geometry: ring(p.lon, p.lat, Number(radius)), properties: {} }] : []),
    ] : []);
  }, [form.point, form.radius]);

  const known = useMemo(() => (text?.places ?? []).map((p) => ({ place: p, names: [p.name?.en, p.name?.ar, p.name?.ru, ...(p.aliases ?? [])].filter((n): n is string => !!n).map(fold) })), [text]);
  const [suggested, suggest] = useState<typeof known>([]);

  // The server reads positions, so that every form understands the same; names are those of the agreement.
  const asked = useRef(''); // only the answer to what stands there now counts
  const understand = async (typed: string) => {
    asked.current = typed;
    change({ place: typed, point: null, understood: '' });
    const f = fold(typed.trim());
    suggest(f.length > 1 ? known.filter((k) => k.names.some((n) => n.includes(f) || near(n, f))).slice(0, 6) : []);
    if (!/\d/.test(western(typed)) || typed.trim().length < 5) return;
    try {
      const { value } = await ask<{ point: Point; dms: string; mgrs: string; uncertainty_m?: number }>('/api/position', { text: western(typed) });
      if (asked.current !== typed) return;
      change({ place: typed, point: value.point, understood: `${value.dms} · ${value.mgrs}`, ...(value.uncertainty_m ? { radius: String(value.uncertainty_m) } : {}) });
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
    }
  };
  const choose = (k: (typeof known)[number]) => {
    suggest([]);
    change({ place: k.place.name?.en ?? k.place.id, point: k.place.point, understood: tongue.name(k.place.name) });
  };

  const send = async () => {
    if (!form.type || !form.text.trim() || !form.start) {
      setState({ missing: true });
      return;
    }
    setState({ busy: true });
    const named = form.place && !/^[-\d.,;\s°'"NSEW]+$/i.test(form.place) && !/^\d{1,2}[A-Z]{3}\s?\d/i.test(form.place);
    const command = {
      channel: me?.kind === 'party' ? 'party' : me?.kind === 'guarantor' ? 'guarantor' : 'own',
      text: form.text.trim(), type: form.type, language: form.language || lang, accused: form.accused,
      start: form.start + ':00Z', ...(form.end ? { end: form.end + ':00Z' } : {}),
      ...(form.source ? { source: form.source } : {}),
      ...(named ? { place_name: form.place.trim() } : {}), ...(form.point ? { place: form.point } : {}), ...(Number(form.radius) > 0 ? { uncertainty_m: Math.round(Number(form.radius)) } : {}),
    };
    sent(true);
    try {
      const receipts = await tell('/api/observe/allegations', command, draft.id);
      discard();
      setState({});
      refresh();
      go({ mode: '', sel: `observe.reports/${receipts[0]!.entry}`, at: '', known: -1 });
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      if (!e.offline) sent(false);
      setState({ problem: e });
    }
  };

  return (
    <form class="form" onSubmit={(e) => { e.preventDefault(); void send(); }}>
      <h2>{t('allege.title')}</h2>
      <p class="quiet">{t('allege.about')}</p>
      <label>{t('allege.type')}
        <select value={form.type} onChange={(e) => change({ type: e.currentTarget.value })} required>
          <option value="">{t('allege.type.choose')}</option>
          {(text?.event_types ?? []).map((k) => <option key={k.code} value={k.code}>{typeName(tongue, text, k.code)}</option>)}
        </select>
      </label>
      <label>{t('allege.place')}
        <input value={form.place} dir="auto" autocomplete="off" aria-describedby="allege-place" onInput={(e) => void understand(e.currentTarget.value)} />
      </label>
      {suggested.length > 0 && (
        <ul class="suggest">{suggested.map((k) => <li key={k.place.id}><Button onClick={() => choose(k)}>{tongue.name(k.place.name)} {lang !== 'en' && <bdi class="quiet">{k.place.name?.en}</bdi>}</Button></li>)}</ul>
      )}
      <p class="hint" id="allege-place">
        {form.understood ? <bdi>{t('allege.place.found', { place: form.understood })}</bdi> : form.place && !form.point && !suggested.length ? t('allege.place.notfound') : t('allege.place.hint')}
      </p>
      <label>{t('allege.radius')}<input type="number" min="1" inputMode="numeric" value={form.radius} onInput={(e) => change({ radius: e.currentTarget.value })} /></label>
      <div class="two">
        <label>{t('allege.start')} (UTC)<input type="datetime-local" value={form.start} onInput={(e) => change({ start: e.currentTarget.value.slice(0, 16) })} required /></label>
        <label>{t('allege.end')} (UTC)<input type="datetime-local" value={form.end} onInput={(e) => change({ end: e.currentTarget.value.slice(0, 16) })} /></label>
      </div>
      <p class="hint">{t('allege.end.hint')}</p>
      <label>{t('allege.accused')}
        <select value={form.accused} onChange={(e) => change({ accused: e.currentTarget.value })}>
          <option value="?">{t('observe.accused.unknown')}</option>
          {(text?.parties ?? []).map((p) => <option key={p.id} value={p.id}>{tongue.name(p.name)}</option>)}
          <option value="both">{t('observe.accused.both')}</option>
          {(text?.excluded_groups ?? []).map((p) => <option key={p.id} value={p.id}>{tongue.name(p.name)}</option>)}
          <option value="-">{t('observe.accused.nobody')}</option>
        </select>
      </label>
      <label>{t('allege.text')}<textarea rows={5} dir="auto" placeholder={t('allege.text.hint')} value={form.text} onInput={(e) => change({ text: e.currentTarget.value })} required /></label>
      <label>{t('observe.source')}<input dir="auto" value={form.source} onInput={(e) => change({ source: e.currentTarget.value })} /></label>
      {state.missing && <div class="refused" role="alert"><p>{t('allege.missing')}</p></div>}
      {state.problem && (state.problem.offline ? <div class="refused" role="alert"><p>{t('allege.cut')}</p></div> : <Refused problem={state.problem} />)}
      <div class="actions">
        <button type="submit" class="primary" disabled={state.busy}>{state.busy ? t('allege.sending') : t('allege.send')}</button>
        <Button onClick={() => { discard(); go({ mode: '' }); }}>{t('allege.discard')}</Button>
      </div>
      <p class="hint">{t('allege.kept')}</p>
    </form>
  );
}

// western writes Arabic-Indic digits as the server reads them.
const western = (text: string) => text.replace(/[٠-٩]/g, (d) => String(d.charCodeAt(0) - 0x660)).replaceAll('،', ',');

// near forgives one wrong, missing or added letter in names of five letters or more.
function near(name: string, typed: string): boolean {
  if (typed.length < 5 || Math.abs(name.length - typed.length) > 1) return false;
  let i = 0;
  while (i < name.length && name[i] === typed[i]) i++;
  const a = name.slice(i), b = typed.slice(i);
  return a.slice(1) === b.slice(1) || a === b.slice(1) || a.slice(1) === b;
}
