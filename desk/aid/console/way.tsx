// What a convoy meets on its way, and where it is: each as far as its reader may see. The map shows the way while the convoy is open.
import { Form, Open, Section, Time, halo, go, law, lines, may, useAnswer, useEffect, useMission, useStore, useTongue, type Agreement, type Field, type Tongue, type Values } from 'truce';
import { filled, numberOf, pairs, utc, who, type Convoy } from './relief';

interface Conflict { what: string; entry?: number; name?: string; by?: string; leg: number; distance_m: number; reach_m: number; relation: string; from: string; to: string }
interface Conflicts { drawn: boolean; against: number; found: Conflict[]; recorded: { entry: number; at: string; convoy?: number; against: number; found?: (Conflict & { convoy: number })[]; no_way?: boolean }[] }
interface Track { positions: { at: string; place: { lat: number; lon: number }; entry: number; source: string }[]; events: { entry: number; what: string; at: string; stop_name?: string; distance_m?: number; minutes?: number }[] }

export function Conflicts({ c }: { c: Convoy }) {
  const tongue = useTongue();
  const { t } = tongue;
  const asked = useAnswer<Conflicts>(`/api/aid/convoys/${c.convoy}/conflicts`).value;
  useEffect(() => {
    const stops = c.plan.way?.stops ?? [];
    halo.set(stops.length > 1 ? [{ type: 'Feature', geometry: { type: 'LineString', coordinates: stops.map((s): [number, number] => [s.place.lon, s.place.lat]) }, properties: {} }] : []);
    return () => halo.set([]);
  }, [c.convoy, c.plan.way]);
  if (!asked) return null;
  if (!asked.drawn) return <Section title={t('aid.meets')}><p class="quiet">{t('aid.meets.undrawn')}</p></Section>;
  const all = asked.recorded.find((r) => r.convoy === c.convoy);
  const more = (all?.found ?? []).filter((f) => !asked.found.some((one) => one.what === f.what && one.entry === f.entry && one.name === f.name)); // what its reader does not see anyway
  return (
    <Section title={t('aid.meets')} aside={<span class="n">{tongue.number(asked.found.length)}</span>}>
      <p class="hint">{t('aid.meets.over', { n: tongue.number(asked.against) })}</p>
      {asked.found.length === 0 ? <p class="quiet">{t('aid.meets.none')}</p> : <Met list={asked.found} c={c} />}
      {all && <><p class="hint">{t('aid.meets.all', { time: tongue.time(all.at, 'short'), n: tongue.number(all.against) })} <Open sel={`entry/${all.entry}`}>{t('frame.entry', { n: all.entry })}</Open></p>
        {more.length === 0 ? <p class="quiet">{t('aid.meets.nomore')}</p> : <Met list={more} c={c} />}</>}
      {asked.recorded.filter((r) => r.convoy !== c.convoy).map((r) => <div key={r.entry}><p class="hint">{t('aid.meets.later', { time: tongue.time(r.at, 'short') })} <Open sel={`entry/${r.entry}`}>{t('frame.entry', { n: r.entry })}</Open></p><Met list={(r.found ?? []).filter((f) => f.convoy === c.convoy)} c={c} /></div>)}
    </Section>
  );
}

function Met({ list, c }: { list: Conflict[]; c: Convoy }) {
  const tongue = useTongue();
  const { t } = tongue;
  const agreement = useStore(law)?.agreement;
  const stops = c.plan.way?.stops ?? [];
  return (
    <ul class="plain">{list.map((m, i) => (
      <li key={i}>
        <strong class={m.relation === 'meets' ? 'flag' : ''}>{t(m.relation === 'meets' ? 'aid.meets.sure' : 'aid.meets.possible')}</strong> · {tongue.code('aid', m.what)} <bdi>{m.name}</bdi>{m.by && <> · <bdi>{who(tongue, agreement, m.by)}</bdi></>}
        <p class="sub">{t('aid.meets.leg', { n: m.leg, from: stops[m.leg - 1]?.name ?? '?', to: stops[m.leg]?.name ?? '?' })} · {m.distance_m === 0 ? t('aid.meets.cross') : t('aid.meets.apart', { m: tongue.metres(m.distance_m), reach: tongue.metres(m.reach_m) })}{m.from <= m.to && <> · <Time at={m.from} as="short" /> – <Time at={m.to} as="short" /></>} {m.entry ? <Open sel={`entry/${m.entry}`}>{t('frame.entry', { n: m.entry })}</Open> : null}</p>
      </li>
    ))}</ul>
  );
}

// OnTheWay is empty for those who may not see where the convoy is.
export function OnTheWay({ c }: { c: Convoy }) {
  const tongue = useTongue();
  const { t } = tongue;
  const track = useAnswer<Track>(`/api/aid/convoys/${c.convoy}/track`).value;
  if (!track || track.positions.length + track.events.length === 0) return null;
  const last = track.positions[track.positions.length - 1];
  return (
    <Section title={t('aid.track')} aside={<span class="n">{tongue.number(track.positions.length)}</span>}>
      <p class="hint">{t('aid.track.who')}</p>
      {last && <p>{t('aid.track.last')} <Time at={last.at} as="short" /> · <bdi dir="ltr">{last.place.lat.toFixed(4)}, {last.place.lon.toFixed(4)}</bdi> <Open sel={`entry/${last.entry}`}>{t('frame.entry', { n: last.entry })}</Open></p>}
      <ol class="plain course">{track.events.map((e) => (
        <li key={e.entry}><Time at={e.at} as="short" /> <strong class={['off_route', 'halted', 'overdue', 'silent'].includes(e.what) ? 'flag' : ''}>{tongue.code('aid', e.what)}</strong> <bdi>{e.stop_name}</bdi>{(e.distance_m ?? 0) > 0 && <> · {tongue.metres(e.distance_m!)}</>}{(e.minutes ?? 0) > 0 && <> · {tongue.span(e.minutes! * 60_000)}</>} <Open sel={`entry/${e.entry}`}>{t('frame.entry', { n: e.entry })}</Open></li>
      ))}</ol>
    </Section>
  );
}

// wayFields and wayOf draw a way by its stops, one in each line: name; latitude; longitude; minutes of stay; radius of a checkpoint.
export const wayFields = (tongue: Tongue): Field[] => [
  { name: 'stops', label: tongue.t('aid.f.stops'), kind: 'list', hint: tongue.t('aid.f.stops.hint') },
  { name: 'corridor', label: tongue.t('aid.f.corridor'), kind: 'number', when: (v) => lines(v.stops).length > 0 }, { name: 'speed', label: tongue.t('aid.f.speed'), kind: 'number', when: (v) => lines(v.stops).length > 0 },
];

export function wayOf(v: Values): Record<string, unknown> | undefined {
  const stops = lines(v.stops).map((l) => {
    const [name, lat, lon, stay, radius] = l.split(';').map((x) => x.trim());
    return { ...(name ? { name } : {}), place: { lat: Number(lat), lon: Number(lon) }, ...(numberOf(stay) ? { stay_minutes: numberOf(stay) } : {}), ...(numberOf(radius) ? { radius_m: numberOf(radius) } : {}) };
  });
  return stops.length === 0 ? undefined : { stops, corridor_m: numberOf(v.corridor) || 100, ...(numberOf(v.speed) ? { speed_kmh: numberOf(v.speed) } : {}) };
}

interface Gate { entry: number; crossing: string; by: string; until: string; days: number }

// Crossings shows until when each may be used, and warns from thirty days before.
export function Crossings() {
  const tongue = useTongue();
  const { t } = tongue;
  const { me } = useMission();
  const agreement = useStore(law)?.agreement;
  const gates = useAnswer<{ crossings: Gate[] }>('/api/aid/crossings').value?.crossings ?? [];
  const writes = may(me, agreement, 'aid.authorise');
  if (gates.length === 0 && !writes) return null;
  return (
    <Section title={t('aid.crossings')}>
      <ul class="plain">{gates.map((g) => (
        <li key={g.entry}><strong><bdi>{nameOf(tongue, agreement, g.crossing)}</bdi></strong> · {g.days < 0 ? <span class="flag">{t('aid.authority.over')}</span> : g.days <= 30 ? <span class="flag">{t('aid.authority.left', { n: tongue.number(g.days) })}</span> : t('aid.authority.left', { n: tongue.number(g.days) })} · <Time at={g.until} as="day" /> <bdi class="quiet">{g.by}</bdi></li>
      ))}</ul>
      {writes && <p class="actions"><Open sel="aid.crossing/" class="button">{t('aid.authorise')}</Open></p>}
    </Section>
  );
}

const nameOf = (tongue: Tongue, agreement: Agreement | undefined, id: string): string => {
  const x = agreement?.crossings?.find((one) => one.id === id);
  return x ? `${x.id} · ${tongue.name(x.name)}` : id;
};

export function CrossingForm() {
  const tongue = useTongue();
  const { t } = tongue;
  const agreement = useStore(law)?.agreement;
  if (!agreement) return null;
  const ids = (agreement.crossings ?? []).map((x) => x.id);
  return (
    <article><Form onClose={() => go({ sel: '' })} deed={{
      key: 'aid.crossing/new', title: t('aid.authorise'), about: 'aid.crossing/', door: 'aid/crossings', note: <p class="hint">{t('aid.authorise.is')}</p>,
      fields: [
        { name: 'crossing', label: t('aid.f.crossing'), kind: 'choice', options: ids.map((id): [string, string] => [id, nameOf(tongue, agreement, id)]) }, { name: 'by', label: t('aid.f.decision'), kind: 'line', need: true },
        { name: 'until', label: t('aid.f.until'), kind: 'moment', need: true },
      ],
      start: { crossing: ids[0] ?? '' }, command: (v) => ({ crossing: v.crossing, by: v.by ?? '', until: utc(v.until) }),
    }} /></article>
  );
}

// NotifyForm is form F11 for a place or a work: consent, and for each side how much it may know. No answer is none.
export function NotifyForm() {
  const tongue = useTongue();
  const { t } = tongue;
  const agreement = useStore(law)?.agreement;
  if (!agreement) return null;
  const sides = [...agreement.parties, ...agreement.guarantors].map((s) => s.id);
  const line = (name: string, label: string, need = true): Field => ({ name, label, kind: 'line', need });
  return (
    <article><Form onClose={() => go({ sel: '' })} deed={{
      key: 'aid.notify/new', title: t('aid.notify'), about: 'aid.notify/', door: 'aid/sites', note: <p class="hint">{t('aid.notify.is')}</p>,
      fields: [
        { name: 'kind', label: t('aid.f.kind'), kind: 'choice', options: pairs(tongue, ['site', 'infrastructure']) },
        { name: 'function', label: t('aid.f.function'), kind: 'choice', options: pairs(tongue, ['hospital', 'clinic', 'school', 'shelter', 'displaced_site', 'warehouse', 'water', 'power', 'bakery', 'office', 'other']) },
        line('org', t('aid.org')), line('name', t('aid.f.sitename')), line('area', t('aid.f.area')), line('lat', t('aid.f.lat')), line('lon', t('aid.f.lon')), { name: 'footprint', label: t('aid.f.footprint'), kind: 'number', need: true },
        { name: 'precision', label: t('aid.f.precision'), kind: 'choice', options: pairs(tongue, ['surveyed', 'gps', 'map_derived', 'described']) }, line('measured', t('aid.f.measured')),
        { name: 'staff', label: t('aid.f.staff'), kind: 'choice', options: ['none', '1-10', '11-50', '51-200', 'over_200', 'unknown'].map((s): [string, string] => [s, /\d-/.test(s) ? s : tongue.code('aid', s === 'none' ? 'staff_none' : s === 'unknown' ? 'staff_unknown' : s)]) },
        line('contact', t('aid.f.contact24')), line('consentby', t('aid.f.consentby')), { name: 'consentat', label: t('aid.f.consentat'), kind: 'moment', need: true }, { name: 'consent', label: t('aid.f.consent'), kind: 'text' },
        ...sides.map((s): Field => ({ name: `s.${s}`, label: t('aid.f.share', { side: who(tongue, agreement, s) }), kind: 'choice', options: [['', t('aid.share.nothing')], ...pairs(tongue, ['existence', 'area', 'exact'])] })),
      ],
      start: { kind: 'site', function: 'clinic', precision: 'gps', staff: 'unknown' },
      command: (v) => filled({
        kind: v.kind, function: v.function, org: v.org ?? '', name: v.name ?? '', area: v.area ?? '', place: { lat: Number(v.lat), lon: Number(v.lon) }, footprint_m: numberOf(v.footprint), precision: v.precision, measured_by: v.measured ?? '', staff: v.staff,
        contact_24h: v.contact ?? '', consent: filled({ by: v.consentby ?? '', at: utc(v.consentat), text: v.consent }), share: sides.filter((s) => v[`s.${s}`]).map((s) => ({ side: s, scope: v[`s.${s}`] })),
      }),
    }} /></article>
  );
}

export function NotifyOffer() {
  const { t } = useTongue();
  const { me } = useMission();
  const agreement = useStore(law)?.agreement;
  return may(me, agreement, 'aid.notify') ? <p class="pad actions"><Open sel="aid.notify/" class="button primary">{t('aid.notify')}</Open></p> : null;
}
