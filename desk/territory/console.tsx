// The desk "territory" in the console: the map of who is said to hold what at two moments, what changed between them, and the
// claims from which it follows.
import { Button, Did, Facts, Form, Open, Receipt, Section, Time, Told, Words, go, law, may, useAnswer, useEffect, useMission, useRef, useState, useStore, useTongue, view, type Deed, type DeskConsole } from 'truce';
import { MakeClaim } from './console/claim';
import { blinking, claimLayer, mapPage, patternOf, shown, useGround, useHolderName, useMap, useMoments, useNames, type Change } from './console/ground';

interface ClaimLine {
  entry: number;
  item: number;
  chart?: boolean;
  source: string;
  holder: string;
  status: string;
  place?: string;
  pcode?: string;
  seen_at: string;
  from: string;
  level: number;
  basis: string;
  counts: boolean;
  ended?: number;
  forgotten?: boolean;
  claim: { note?: string; grade?: string; with?: string[]; uncertainty_m?: number };
}

interface AlertLine { entry: number; claim: number; item: number; kind: string; holder: string; outcome: string; clause?: string; at: string; fact: { from?: string[]; freed?: string; square_m?: number; places?: string[] } }

// Sample shows a pattern of the map beside its word.
function Sample({ of }: { of: string }) {
  return <i class={`ground ${of.replace('|', '-')}`} aria-hidden="true" />;
}

function Ground() {
  const tongue = useTongue();
  const { t } = tongue;
  const name = useHolderName();
  const { before, after } = useMoments();
  const which = useStore(shown);
  const names = useNames();
  const map = useMap(which === 'before' ? before : after);
  const km2 = (n: number) => t('territory.km2', { n: tongue.number(n) });
  return (
    <>
      <p class="hint pad">{t('territory.is')}</p>
      <Moments />
      <Blink />
      <Told of={map}>{(m) => m.holders.length === 0 ? <p class="quiet pad">{t('territory.none')}</p> : (
        <Section title={t('territory.legend')}>
          <ul class="plain grounds">{m.holders.map((h) => (
            <li key={h.holder}><Sample of={patternOf(names, h.holder)} /> <strong><bdi>{name(h.holder)}</bdi></strong> <span class="num">{km2(h.area_km2)}</span>
              {h.contested_km2 > 0 && <span class="quiet"> · {t('territory.contested.of')} <span class="num">{km2(h.contested_km2)}</span></span>}</li>
          ))}
            {m.features.some((f) => f.properties.contested) && <li><Sample of="ground|both" /> {tongue.code('control', 'contested')}</li>}</ul>
          {m.features.some((f) => f.properties.cell) && <p class="hint">{t('territory.cell')}</p>}
        </Section>
      )}</Told>
      <Changed />
    </>
  );
}

// Moments are the two that are compared: a date each, and a slider over all moments at which something was seen.
function Moments() {
  const tongue = useTongue();
  const { t } = tongue;
  const { before, after } = useMoments();
  const { value } = useAnswer<{ days: { at: string; claims: number }[] }>('/api/territory/days');
  const days = (value?.days ?? []).map((d) => d.at);
  const at = Math.max(0, days.filter((d) => d <= after).length - 1);
  const [playing, play] = useState(false);
  const next = useRef(() => {});
  next.current = () => (at + 1 < days.length ? go({ to: days[at + 1]! }) : play(false));
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => next.current(), 900);
    return () => clearInterval(timer);
  }, [playing]);
  const field = (label: string, value: string, set: (v: string) => void) => (
    <label class="field">{label}<input type="date" value={value.slice(0, 10)} onChange={(e) => e.currentTarget.value && set(`${e.currentTarget.value}T23:59:59Z`)} /></label>
  );
  return (
    <div class="pad">
      <div class="moments">{field(t('territory.before'), before, (from) => go({ from }))}{field(t('territory.after'), after, (to) => go({ to }))}</div>
      {days.length > 1 && (
        <div class="slider">
          <input type="range" min={0} max={days.length - 1} value={at} aria-label={t('territory.slider')} aria-valuetext={tongue.time(days[at], 'day')} onInput={(e) => go({ to: days[Number(e.currentTarget.value)]! })} />
          <Button pressed={playing} onClick={() => { if (!playing && at + 1 >= days.length) go({ to: days[0]! }); play(!playing); }}>{t(playing ? 'territory.stop' : 'territory.play')}</Button>
          <span class="quiet">{t('territory.step', { n: at + 1, all: days.length })} · <Time at={days[at]} as="day" /></span>
        </div>
      )}
    </div>
  );
}

// Blink chooses what the map shows. The two maps follow each other by themselves when that is asked for.
function Blink() {
  const { t } = useTongue();
  const which = useStore(shown), auto = useStore(blinking);
  useEffect(() => {
    if (!auto) return;
    const timer = setInterval(() => shown.update((s) => (s === 'before' ? 'after' : 'before')), 1200);
    return () => clearInterval(timer);
  }, [auto]);
  useEffect(() => () => blinking.set(false), []);
  return (
    <div class="pick" role="group" aria-label={t('territory.shown')}>
      {(['before', 'after', 'change'] as const).map((s) => <Button key={s} pressed={which === s} onClick={() => { blinking.set(false); shown.set(s); }}>{t(s === 'change' ? 'territory.changed' : `territory.${s}`)}</Button>)}
      <Button pressed={auto} onClick={() => blinking.update((b) => !b)}>{t('territory.blink')}</Button>
    </div>
  );
}

function Changed() {
  const tongue = useTongue();
  const { t } = tongue;
  const name = useHolderName();
  const { known } = useStore(view);
  const { before, after } = useMoments();
  const asked = useAnswer<Change>(before < after ? '/api/territory/change' : null, { before, after, known: known >= 0 ? known : null });
  const km2 = (n: number) => tongue.number(n);
  const file = (format: string) => `/api/territory/change?before=${before}&after=${after}${known >= 0 ? `&known=${known}` : ''}&format=${format}`;
  return (
    <Section title={t('territory.changed')}>
      <p class="sub"><Time at={before} as="day" /> – <Time at={after} as="day" /></p>
      <Told of={asked}>{(c) => (
        <>
          <table class="counts"><thead><tr><th>{t('territory.holder')}</th><th>{t('territory.gained')}</th><th>{t('territory.lost')}</th><th>{t('territory.kept')}</th></tr></thead>
            <tbody>{c.holders.map((h) => <tr key={h.holder}><td><bdi>{name(h.holder)}</bdi></td><td class="num">{km2(h.gained_km2)}</td><td class="num">{km2(h.lost_km2)}</td><td class="num">{km2(h.kept_km2)}</td></tr>)}</tbody></table>
          <h4>{t('territory.moves')}</h4>
          {c.moves.length === 0 ? <p class="quiet">{t('territory.moves.none')}</p> : (
            <ul class="plain">{c.moves.map((m, i) => <li key={i}><bdi>{t('territory.moved', { from: name(m.from), to: name(m.to) })}</bdi> · <span class="num">{t('territory.km2', { n: tongue.number(m.area_km2) })}</span>{m.no_reliable_change_km2 > 0 && <span class="quiet"> · {t('territory.doubt')}: <span class="num">{t('territory.km2', { n: tongue.number(m.no_reliable_change_km2) })}</span></span>}</li>)}</ul>
          )}
          {c.places.length > 0 && <><h4>{t('territory.places')}</h4><ul class="plain">{c.places.map((p, i) => <li key={i}><bdi>{p.place}</bdi>: <bdi>{t('territory.moved', { from: name(p.from), to: name(p.to) })}</bdi></li>)}</ul></>}
          {c.uncertainty_m > 0 && <p class="hint">{t('territory.doubt.is', { m: tongue.metres(c.uncertainty_m) })}</p>}
          <p class="hint">{t('territory.method')}</p>
          <h4>{t('territory.files')}</h4>
          <p class="actions"><a href={file('png')} download>PNG · {t('territory.picture')}</a> <a href={file('svg')} download>SVG · {t('territory.drawing')}</a> <a href={file('csv')} download>CSV · {t('territory.table')}</a> <a href={file('geojson')} download>GeoJSON</a></p>
        </>
      )}</Told>
    </Section>
  );
}

function Claims() {
  const tongue = useTongue();
  const { t } = tongue;
  const { sel } = useStore(view);
  const name = useHolderName();
  const asked = useAnswer<{ claims: ClaimLine[] }>('/api/territory/claims', { limit: 300 });
  return (
    <Told of={asked}>{({ claims }) => claims.length === 0 ? <p class="quiet pad">{t('territory.none')}</p> : (
      <ul class="rows">{claims.map((c) => {
        const to = `${claimLayer}/${c.entry}.${c.item}`;
        return (
          <li key={to}><Open sel={to} class="row table" current={sel === to}>
            <span class="main"><bdi>{c.forgotten ? t('territory.forgotten') : c.place || c.pcode || tongue.code('control', c.status)}</bdi></span>
            <span class="sub"><strong><bdi>{c.holder ? name(c.holder) : t('territory.nodata')}</bdi></strong> · {tongue.code('control', c.status)}{!c.counts && <span class="quiet"> · {tongue.code('level', c.level)}</span>}</span>
            <span class="sub"><bdi>{c.source}</bdi> · <Time at={c.seen_at} as="short" /></span>
          </Open></li>
        );
      })}</ul>
    )}</Told>
  );
}

// Show opens one claim: its number is that of its entry, and behind the point that of the claim in it.
function Show({ id }: { id: string }) {
  const [entry, item = '0'] = id.split('.');
  const { t } = useTongue();
  const asked = useAnswer<{ claims: ClaimLine[] }>('/api/territory/claims', { entry, limit: 1000 });
  return <Told of={asked}>{({ claims }) => {
    const c = claims.find((x) => x.item === Number(item));
    return c ? <One c={c} /> : <p class="quiet pad">{t('frame.empty')}</p>;
  }}</Told>;
}

function One({ c }: { c: ClaimLine }) {
  const tongue = useTongue();
  const { t } = tongue;
  const v = useStore(view);
  const name = useHolderName();
  const { me } = useMission();
  const agreement = useStore(law)?.agreement;
  const about = `${claimLayer}/${c.entry}.${c.item}`;
  const who = [c.holder, ...(c.claim.with ?? [])].filter(Boolean).map(name);
  const deeds: (Deed & { id: string })[] = [];
  if (may(me, agreement, 'territory.rate') && !c.ended) {
    deeds.push({
      id: 'rate', key: `territory.rate/${c.entry}`, title: t('territory.rate'), about, door: 'territory/ratings', start: { level: String(c.level), reason: '' },
      fields: [{ name: 'level', label: t('territory.level'), kind: 'choice', options: ['0', '1', '2', '3', '4', '5'].map((l): [string, string] => [l, tongue.code('level', l)]) }, { name: 'reason', label: t('field.reason'), kind: 'text' }],
      command: (f) => ({ claim: c.entry, level: Number(f.level), reason: f.reason }),
    });
  }
  if (may(me, agreement, 'territory.withdraw') && !c.ended) {
    deeds.push({ id: 'withdraw', key: `territory.withdraw/${c.entry}`, title: t('territory.withdraw'), about, door: 'territory/withdrawals', start: { reason: '' }, fields: [{ name: 'reason', label: t('field.reason'), kind: 'text' }], command: (f) => ({ claim: c.entry, reason: f.reason }) });
  }
  const open = deeds.find((d) => d.id === v.step);
  return (
    <article>
      <header class="head">
        <p class="kicker">{t('territory.claims')} · <span class="state">{tongue.code('control', c.status)}</span></p>
        <h2><bdi>{who.length ? tongue.list(who) : t('territory.nodata')}</bdi></h2>
        <p class="sub"><bdi>{c.place || c.pcode}</bdi></p>
      </header>
      <Did about={about} />
      {c.ended ? <p class="refused" role="status">{t('territory.withdrawn')}</p> : <p class="hint pad">{t(c.counts ? 'territory.counts' : 'territory.countsnot')}</p>}
      <Facts of={[
        [t('territory.source'), <bdi>{c.source}</bdi>], [t('territory.seen'), <Time at={c.seen_at} />], [t('territory.since'), c.from !== c.seen_at && <Time at={c.from} />],
        [t('territory.level'), tongue.code('level', c.level)], [t('territory.grade'), c.claim.grade], [t('territory.basis'), tongue.code('controlbasis', c.basis)],
        [t('territory.uncertainty'), c.claim.uncertainty_m ? tongue.metres(c.claim.uncertainty_m) : ''],
      ]} />
      <Words>{c.claim.note}</Words>
      <Alerts of={c} />
      {deeds.length > 0 && <Section title={t('line.next')}>
        {open && <Form key={open.key} deed={open} onClose={() => go({ step: '' })} />}
        <div class="actions">{deeds.filter((d) => d !== open).map((d) => <Button key={d.id} onClick={() => go({ step: d.id })}>{d.title}</Button>)}</div>
      </Section>}
      <Receipt entry={c.entry} />
    </article>
  );
}

// Alerts are what the program made of a claim, for those who read it.
function Alerts({ of: c }: { of: ClaimLine }) {
  const tongue = useTongue();
  const { t } = tongue;
  const name = useHolderName();
  const { value } = useAnswer<{ alerts: AlertLine[] }>('/api/territory/alerts', { claim: c.entry });
  const its = value?.alerts.filter((a) => a.item === c.item) ?? [];
  if (its.length === 0) return null;
  return (
    <Section title={t('territory.alerts')}>
      <ul class="plain">{its.map((a) => (
        <li key={a.entry}><strong>{t(`territory.alert.${a.kind as 'passed' | 'approached' | 'reappeared'}`, { from: tongue.list((a.fact.from ?? []).map(name)), to: name(a.holder) })}</strong>
          {' · '}<span class="state">{tongue.code('controloutcome', a.outcome)}</span>{a.clause && <> · {t('territory.clause', { no: a.clause })}</>}
          {a.fact.freed && <span class="quiet"> · {t('territory.freed', { group: name(a.fact.freed) })}</span>}
          {!!a.fact.square_m && <span class="num"> · {t('territory.km2', { n: tongue.number(a.fact.square_m / 1e6) })}</span>}
          {a.fact.places && <bdi> · {tongue.list(a.fact.places)}</bdi>}</li>
      ))}</ul>
    </Section>
  );
}

const desk: DeskConsole = {
  id: 'territory',
  order: 6,
  layers: [{ id: mapPage, source: 'ground', useFeatures: useGround }],
  pages: [
    { id: mapPage, title: 'territory.page', layer: claimLayer, icon: 'M4 6l5-2 6 2 5-2v14l-5 2-6-2-5 2z M9 4v14 M15 6v14', List: Ground },
    { id: claimLayer, title: 'territory.claims', layer: claimLayer, icon: 'M6 21V4 M6 4h11l-3 4 3 4H6', List: Claims },
  ],
  panels: { [claimLayer]: { Show } },
  modes: [{ id: 'territory.claim', title: 'territory.claim', may: (me, agreement) => may(me, agreement, 'territory.claim'), Show: MakeClaim }],
  found: (kind, entry) => (kind === 'claim' ? `${claimLayer}/${entry}.0` : ''),
};

export default desk;
