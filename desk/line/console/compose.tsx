// The form by which a message is sent. Each place is given three times: as a number, a name and a click on the map. None is
// filled in from another, since a mistake would be copied; the server holds them against one another.
import { Button, Problem, Refused, ask, draft as drawnDraft, drop, flush, format, go, law, lodge, offsetOf, outbox, part, pointed, pointing, speaksOf, useAnswer, useDraft, useEffect, useMission, useRef, useState, useStore, useTongue, view, zone, type Point } from 'truce';
import { messageLayer, priorities, shut, types, useEndName, useLines, type Line, type WholeMessage } from './message';

interface Place {
  number: string;
  understood: string;
  name: string;
  click: Point | null;
  radius: string;
}

interface Draft {
  line: string;
  from: string;
  priority: string;
  type: string;
  text: string;
  places: Place[];
  none: string; // why there is no place
  start: string; // of a datetime-local field, in the agreement's zone
  end: string;
  reply: string;
  interpreter: string;
  confirm: string;
}

const nowhere: Place = { number: '', understood: '', name: '', click: null, radius: '' };
const empty: Draft = { line: '', from: '', priority: 'ROUTINE', type: 'notice', text: '', places: [nowhere], none: '', start: '', end: '', reply: '', interpreter: '', confirm: '' };

// western writes Arabic-Indic digits as the server reads them.
const western = (text: string) => text.replace(/[٠-٩]/g, (d) => String(d.charCodeAt(0) - 0x660)).replaceAll('،', ',');

function momentOf(local: string, tz: string): string {
  const ms = Date.parse(local + ':00Z');
  return new Date(ms - offsetOf(tz, ms - offsetOf(tz, ms))).toISOString().slice(0, 19) + 'Z';
}

function localOf(moment: string | undefined, tz: string): string {
  if (!moment) return '';
  const ms = Date.parse(moment);
  return new Date(ms + offsetOf(tz, ms)).toISOString().slice(0, 16);
}

// Compose is a new message, or the correction of the one that is opened.
export function Compose() {
  const v = useStore(view);
  const tz = useStore(zone);
  const lines = useLines();
  const id = v.step === 'correct' && part(v.sel).layer === messageLayer ? part(v.sel).id : '';
  const old = useAnswer<WholeMessage>(id ? `/api/line/messages/${encodeURIComponent(id)}` : null);
  if (lines.problem || old.problem) return <Refused problem={(lines.problem ?? old.problem)!} />;
  if (!lines.value || (id && !old.value)) return null;
  const mine = lines.value.lines.filter((l) => l.mine || l.relays);
  const m = old.value;
  const start: Draft = m ? {
    ...empty, line: m.line, from: m.from, priority: m.priority, type: 'correction', text: m.text, start: localOf(m.start, tz), end: localOf(m.end, tz), none: m.fact.no_position ?? '',
    // The number has to be typed again, and the map clicked again: that is what the correction is for.
    places: (m.fact.positions ?? []).map((p) => ({ ...nowhere, name: p.name, radius: p.radius_m ? String(p.radius_m) : '' })),
  } : { ...empty, line: mine[0]?.line ?? '' };
  return <Filled key={id} lines={mine} start={start} old={m} />;
}

function Filled({ lines, start, old }: { lines: Line[]; start: Draft; old: WholeMessage | undefined }) {
  const tongue = useTongue();
  const { t, lang } = tongue;
  const endName = useEndName();
  const { me } = useMission();
  const tz = useStore(zone);
  const places = useStore(law)?.agreement.places ?? [];
  const key = old ? `line.correct/${old.message}` : 'line.send', door = 'line/messages';
  const [draft, change, sent, discard] = useDraft<Draft>(key, me?.member ?? '', start);
  const item = useStore(outbox).find((i) => i.draft === key && i.state !== 'done');
  const [active, activate] = useState(0);
  const point = useStore(pointed);
  const f = draft.value, now = useRef(f);
  now.current = f;
  const busy = item?.state === 'sending', waits = item?.state === 'waiting';
  const problem = item?.state === 'refused' && item.id === draft.id && item.problem ? new Problem(item.problem.status, item.problem.title, item.problem.detail, item.problem.fields) : undefined;
  const sentences = [problem?.detail ?? '', ...(problem?.fields.map((p) => p.sentence) ?? [])].join(' ');
  const line = lines.find((l) => l.line === f.line);
  const test = f.type === 'test';

  const place = (i: number, c: Partial<Place>) => change({ places: now.current.places.map((p, n) => (n === i ? { ...p, ...c } : p)) });
  useEffect(() => {
    pointing.set(true);
    pointed.set(null);
    return () => {
      pointing.set(false);
      drawnDraft.set([]);
    };
  }, []);
  useEffect(() => {
    if (point && now.current.places[active]) place(active, { click: { lat: Number(point.lat.toFixed(5)), lon: Number(point.lon.toFixed(5)) } });
  }, [point]);
  useEffect(() => {
    drawnDraft.set(f.places.flatMap((p) => (p.click ? [{ type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: [p.click.lon, p.click.lat] }, properties: {} }] : [])));
  }, [f.places]);
  const asked = useRef('');
  const understand = async (i: number, number: string) => {
    asked.current = number;
    place(i, { number, understood: '' });
    if (!/\d/.test(western(number)) || number.trim().length < 5) return;
    try {
      const { value } = await ask<{ dms: string; mgrs: string }>('/api/position', { text: western(number) });
      if (asked.current === number) place(i, { understood: `${value.dms} · ${value.mgrs}` });
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
    }
  };

  const command = () => ({
    line: f.line, priority: f.priority, type: f.type, text: f.text.trim(), language: lang,
    ...(line && !line.mine ? { from: f.from || line.ends[0]!.id } : {}),
    ...(test ? {} : f.places.length ? { positions: f.places.map((p) => ({ number: western(p.number).trim(), name: p.name.trim(), click: p.click, ...(Number(p.radius) > 0 ? { radius_m: Math.round(Number(p.radius)) } : {}) })) } : { no_position: f.none.trim() }),
    ...(f.start ? { start: momentOf(f.start, tz) } : {}), ...(f.end ? { end: momentOf(f.end, tz) } : {}), ...(f.reply ? { reply_by: momentOf(f.reply, tz) } : {}),
    ...(f.interpreter.trim() ? { interpreter: f.interpreter.trim() } : {}), ...(old ? { corrects: old.message } : {}), ...(f.confirm ? { confirm_position: true } : {}),
  });
  const send = async () => {
    sent(true);
    const done = await lodge({ id: draft.id, door, command: command(), title: t(old ? 'line.correct' : 'line.send'), about: messageLayer, draft: key, back: '?' + format(view.value) });
    if (done.state !== 'done') return;
    discard();
    go({ mode: '', step: '', sel: `${messageLayer}/${done.entries![0]!.entry}` });
  };
  const why = (field: string) => problem?.fields.filter((e) => speaksOf(field, e.field)).map((e) => <p key={e.field} class="why" role="alert"><bdi>{e.sentence}</bdi></p>) ?? [];
  const wrong = (field: string) => (problem?.fields.some((e) => speaksOf(field, e.field)) ? true : undefined);
  if (lines.length === 0) return <p class="quiet pad">{t('line.none.mine')}</p>;

  const choice = (name: 'line' | 'priority' | 'type' | 'from', label: string, options: [string, string][], disabled = false) => (
    <label>{label}<select name={name} value={f[name]} disabled={disabled} aria-invalid={wrong(name)} onChange={(e) => change({ [name]: e.currentTarget.value })}>{options.map(([code, word]) => <option key={code} value={code}>{word}</option>)}</select>{why(name)}</label>
  );
  const when = (name: 'start' | 'end' | 'reply', field: string, label: string) => <label>{label}<input type="datetime-local" name={name} value={f[name]} aria-invalid={wrong(field)} onInput={(e) => change({ [name]: e.currentTarget.value })} />{why(field)}</label>;
  return (
    <form class="form" onSubmit={(e) => { e.preventDefault(); void send(); }}>
      <h2>{old ? t('line.correct.of', { line: old.line, n: old.number }) : t('line.send')}</h2>
      <p class="hint">{t('line.readers')}</p>
      <div class="two">
        {choice('line', t('line.line'), lines.map((l) => [l.line, `${l.line} · ${l.ends.map((e) => endName(e.id)).join(' – ')}`]), !!old)}
        {line && !line.mine && choice('from', t('line.from'), line.ends.map((e) => [e.id, endName(e.id)]), !!old)}
      </div>
      <div class="two">
        {choice('priority', t('line.priority'), priorities.map((p) => [p, tongue.code('priority', p)]))}
        {choice('type', t('line.type'), (old ? ['correction'] : types.filter((x) => x !== 'correction')).map((x) => [x, tongue.code('message', x)]), !!old)}
      </div>
      {line && shut(line) && <p class="why" role="status">{t('line.shut', { state: tongue.code('linestate', line.state) })}</p>}
      <label>{t('line.text')}<textarea name="text" dir="auto" rows={4} value={f.text} aria-invalid={wrong('text')} onInput={(e) => change({ text: e.currentTarget.value })} />{why('text')}</label>
      {!test && f.places.map((p, i) => {
        const at = `positions[${i}]`;
        return (
          <fieldset class="field place" key={i} onFocusIn={() => activate(i)}><legend>{t('line.place', { n: i + 1 })}</legend>
            <label>{t('line.number')}<input name={`number-${i}`} dir="auto" autocomplete="off" value={p.number} aria-invalid={wrong(`${at}.number`)} onInput={(e) => void understand(i, e.currentTarget.value)} /></label>
            <p class="hint">{p.understood ? <bdi>{p.understood}</bdi> : t('line.number.hint')}</p>
            {why(`${at}.number`)}
            <label>{t('line.name')}<input name={`name-${i}`} dir="auto" autocomplete="off" list="line-places" value={p.name} aria-invalid={wrong(`${at}.name`)} onInput={(e) => place(i, { name: e.currentTarget.value })} /></label>
            {why(`${at}.name`)}
            <p class={`clicked${wrong(`${at}.click`) ? ' why' : ''}`} role="status">
              {active === i && <strong>{t(p.click ? 'line.click.again' : 'line.click')}</strong>}{active !== i && <Button onClick={() => activate(i)}>{t('line.click.here')}</Button>} {p.click && <bdi class="num">{p.click.lat.toFixed(4)}, {p.click.lon.toFixed(4)}</bdi>}
            </p>
            {why(`${at}.click`)}
            <label>{t('line.radius')}<input type="number" min="1" name={`radius-${i}`} value={p.radius} onInput={(e) => place(i, { radius: e.currentTarget.value })} />{why(`${at}.radius_m`)}</label>
            <Button onClick={() => change({ places: f.places.filter((_, n) => n !== i) })}>{t('line.place.remove')}</Button>
          </fieldset>
        );
      })}
      <datalist id="line-places">{places.map((p) => <option key={p.id} value={tongue.name(p.name)} />)}</datalist>
      {!test && why('positions').length > 0 && problem?.fields.some((e) => e.field === 'positions') && <div>{problem.fields.filter((e) => e.field === 'positions').map((e) => <p key={e.field} class="why" role="alert"><bdi>{e.sentence}</bdi></p>)}</div>}
      {!test && <div class="actions"><Button onClick={() => { change({ places: [...f.places, nowhere] }); activate(f.places.length); }}>{t('line.place.add')}</Button></div>}
      {!test && f.places.length === 0 && <label>{t('line.noplace')}<input name="none" dir="auto" value={f.none} aria-invalid={wrong('no_position')} onInput={(e) => change({ none: e.currentTarget.value })} />{why('no_position')}</label>}
      {(/confirm_position/.test(sentences) || f.confirm) && <label class="check"><input type="checkbox" name="confirm" checked={!!f.confirm} onChange={(e) => change({ confirm: e.currentTarget.checked ? 'yes' : '' })} /> {t('line.confirm')}</label>}
      {!test && <div class="two">{when('start', 'start', t('line.start'))}{when('end', 'end', t('line.end'))}</div>}
      <div class="two">{when('reply', 'reply_by', t('line.reply'))}<label>{t('line.interpreter')}<input name="interpreter" dir="auto" value={f.interpreter} onInput={(e) => change({ interpreter: e.currentTarget.value })} />{why('interpreter')}</label></div>
      {problem && <Refused problem={problem} beside={() => true} />}
      {waits ? <div class="waits" role="status"><p>{t('work.waits')}</p><div class="actions"><Button onClick={() => void flush()}>{t('work.sendnow')}</Button><Button onClick={() => item && drop(item.id)}>{t('work.takeback')}</Button></div></div> : (
        <div class="actions">
          <button type="submit" class="primary" disabled={busy}>{busy ? t('allege.sending') : t('line.send.now', { priority: tongue.code('priority', f.priority) })}</button>
          <Button onClick={() => { discard(); go({ mode: '', step: '' }); }}>{t('allege.discard')}</Button>
        </div>
      )}
      <p class="hint">{t('allege.kept')}</p>
    </form>
  );
}
