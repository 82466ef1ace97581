// The desk "air" in the console: what flies now with its alarms, flights and their answers, events with their evidence.
import { Due, Facts, Open, Receipt, Section, Time, Told, Words, heights, law, may, sideName, useAnswer, useMission, useStore, useTongue, view, type DeskConsole, type Names } from 'truce';
import { Alarm, See, alarmWords, useAlerts } from './console/alarm';
import { ShowTrack, Replay, stayOf, type WholeTrack } from './console/track';
import { bandOf, bands, called, eventLayer, flightLayer, heightWords, livePage, picture, selOf, trackLayer, useAircraft, useSeesZones, useZoneFeatures, useZones, zoneName, type Plane, type Source, type Zone } from './console/sky';

function Now() {
  const tongue = useTongue();
  const { t } = tongue;
  const now = useStore(picture);
  const { sel } = useStore(view);
  const { me } = useMission();
  const agreement = useStore(law)?.agreement;
  const alerts = useAlerts();
  const zones = useZones(useSeesZones()).value?.zones;
  return (
    <>
      {now && <Sources of={now.sources} mission={me?.kind === 'mission'} />}
      {alerts.length > 0 && (
        <Section title={t('air.alarms')} aside={<span class="n">{tongue.number(alerts.length)}</span>}>
          <ul class="rows">{alerts.map((a) => <li key={a.alert} class="row table"><span class="main">{alarmWords(tongue, a)}</span><span class="sub"><Time at={a.at} as="short" /> {may(me, agreement, 'air.warn') && <See a={a} />}</span></li>)}</ul>
        </Section>
      )}
      {!now ? <p class="quiet pad" role="status">{t('frame.loading')}</p> : now.aircraft.length === 0 ? <p class="quiet pad">{t('air.none')} {t('air.coverage')}</p> : (
        <table class="counts airnow">
          <thead><tr><th scope="col">{t('air.aircraft')}</th><th scope="col">{t('air.height')}</th><th scope="col">{t('air.speed')}</th></tr></thead>
          <tbody>{now.aircraft.map((p) => <Row key={selOf(p)} p={p} current={sel === selOf(p)} />)}</tbody>
        </table>
      )}
      <Legend />
      {zones && <Section title={t('air.zones')}>{zones.length === 0 ? <p class="quiet pad">{t('air.zones.none')}</p> : <ul class="rows">{zones.map((z) => <li key={z.zone} class="row table"><span class="main"><bdi>{zoneName(tongue, z)}</bdi></span><span class="sub">{bandOf(tongue, z)}</span></li>)}</ul>}</Section>}
    </>
  );
}

function Sources({ of, mission }: { of: Source[]; mission: boolean }) {
  const tongue = useTongue();
  const { t } = tongue;
  if (of.length === 0) return mission ? <p class="quiet pad">{t('air.nosource')}</p> : null;
  return (
    <ul class="rows">{of.map((s) => (
      <li key={s.source} class="row table">
        <span class="main"><bdi>{s.source}</bdi> · {tongue.code('air', s.state)}</span>
        <span class="sub">{s.silent ? <strong class="flag">{t('air.silent')}</strong> : t('air.rate', { n: s.reports_per_s, tracks: s.tracks })}{s.heard && <> · {t('air.heard', { time: tongue.time(s.heard, 'hour') })}</>}</span>
      </li>
    ))}</ul>
  );
}

function Row({ p, current }: { p: Plane; current: boolean }) {
  const tongue = useTongue();
  const { t } = tongue;
  return (
    <tr class={current ? 'current' : ''}>
      <th scope="row">
        <Open sel={selOf(p)} current={current}><bdi>{called(p)}</bdi></Open>
        {p.zones?.map((z) => <span key={z} class="sub flag">{t('air.inside', { zone: z })}</span>)}
        {p.approach?.map((a) => <span key={a.zone} class="sub flag">{t('air.approaches', { zone: a.zone, span: tongue.span(a.seconds * 1000) })}</span>)}
        {p.guarded && <span class="sub">{t('air.guarded')}</span>}
        {p.doubts && p.doubts.length > 0 && <span class="sub">{t('air.doubt')}</span>}
      </th>
      <td>{heightWords(tongue, p)}</td>
      <td>{p.speed_kt !== undefined ? t('air.speed.is', { n: p.speed_kt }) : '–'}</td>
    </tr>
  );
}

function Legend() {
  const { t } = useTongue();
  return (
    <Section title={t('air.legend')}>
      <ul class="plain airlegend">{bands.map((b) => <li key={b}><svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="7" fill={heights[b]![0]} /></svg> {t(`air.band.${b}`)}</li>)}</ul>
    </Section>
  );
}

function ShowPlane({ id }: { id: string }) {
  const tongue = useTongue();
  const { t } = tongue;
  const now = useStore(picture);
  const p = now?.aircraft.find((o) => selOf(o) === `${livePage}/${id}` || `${o.source}|${o.aircraft}` === id);
  if (!p) return <p class="quiet pad">{t('air.none')}</p>;
  return (
    <article>
      <header class="head"><p class="kicker">{t('air.now')} · <bdi>{p.source}</bdi></p><h2><bdi>{called(p)}</bdi></h2><p class="sub"><Time at={p.at} /></p></header>
      <Facts of={[
        [t('air.height'), heightWords(tongue, p)],
        [t('air.speed'), p.speed_kt !== undefined && [t('air.speed.is', { n: p.speed_kt }), p.course_deg !== undefined ? t('air.course.is', { n: p.course_deg }) : '', p.climb_fpm ? t('air.climb.is', { n: p.climb_fpm }) : ''].filter(Boolean).join(' · ')],
        [t('air.where'), p.zones && tongue.list(p.zones)], [t('air.alarms'), p.approach && p.approach.map((a) => t('air.approaches', { zone: a.zone, span: tongue.span(a.seconds * 1000) })).join(' · ')],
        [t('air.flights'), p.flight && <Open sel={`${flightLayer}/${p.flight}`}>{t('air.flight.is', { n: p.flight })}</Open>],
        [t('air.uncertainty'), tongue.metres(p.uncertainty_m)], [t('air.doubt'), p.doubts?.length ? t('frame.yes') : null], [t('air.source'), tongue.code('air', p.source_kind)],
      ]} />
      <p class="hint">{t('air.coverage')}</p>
    </article>
  );
}

interface Found {
  source: string;
  source_kind: string;
  aircraft: string;
  call?: string;
  zone: string;
  from: string;
  to: string;
  uncertainty_m: number;
  height?: { low_ft: number; high_ft: number; datum: string };
}

interface Event {
  event: number;
  class: string;
  found_as: string;
  outcome?: string;
  track: number;
  why: Names;
  fact: Found;
  log?: { entry: number; step: string; at: string; to?: string; text: string }[];
  followed?: { entry: number; track: number; class: string; fact: Found }[];
}

function Events() {
  const tongue = useTongue();
  const { t } = tongue;
  const { sel, at } = useStore(view);
  const asked = useAnswer<{ events: Event[] }>('/api/air/events', { limit: 200, to: at });
  return (
    <Told of={asked}>{({ events }) => (
      <>
        <p class="hint pad">{t('air.coverage')}</p>
        {events.length === 0 ? <p class="quiet pad">{t('air.nothing')}</p> : (
          <ul class="rows">{events.map((e) => (
            <li key={e.event}><Open sel={`${eventLayer}/${e.event}`} class="row table" current={sel === `${eventLayer}/${e.event}`}>
              <span class="main"><bdi>{e.fact.call || e.fact.aircraft.toUpperCase()}</bdi> · <bdi>{e.fact.zone}</bdi></span>
              <span class="sub"><span class="state">{tongue.code('air', e.class)}</span> · <bdi>{e.fact.source}</bdi> · <Time at={e.fact.from} as="short" /></span>
            </Open></li>
          ))}</ul>
        )}
      </>
    )}</Told>
  );
}

function ShowEvent({ id }: { id: string }) {
  const asked = useAnswer<Event>(`/api/air/events/${encodeURIComponent(id)}`);
  return <Told of={asked}>{(e) => <OneEvent e={e} />}</Told>;
}

function OneEvent({ e }: { e: Event }) {
  const tongue = useTongue();
  const { t } = tongue;
  const last = e.followed?.[e.followed.length - 1];
  const track = useAnswer<WholeTrack>(`/api/air/tracks/${last?.track ?? e.track}`).value;
  const zones = useZones(useSeesZones(), e.fact.from).value?.zones;
  const z: Zone | undefined = zones?.find((o) => o.zone === e.fact.zone);
  const f = last?.fact ?? e.fact;
  return (
    <article>
      <header class="head">
        <p class="kicker">{t('air.event', { n: e.event })} · <span class="state">{tongue.code('air', e.class)}</span></p>
        <h2><bdi>{e.fact.call || e.fact.aircraft.toUpperCase()}</bdi> · <bdi>{z ? zoneName(tongue, z) : e.fact.zone}</bdi></h2>
        <p class="sub"><Time at={e.fact.from} /> – <Time at={last && last.fact.to > e.fact.to ? last.fact.to : e.fact.to} as="hour" /></p>
      </header>
      <Section title={t('air.why')}><p dir="auto">{tongue.name(e.why)}</p>{e.followed?.map((m) => <p key={m.entry} class="sub">{t('air.followed', { time: tongue.time(m.fact.to, 'short'), class: tongue.code('air', m.class) })}</p>)}</Section>
      {track ? <Replay key={track.track} track={track} stays={[stayOf(tongue, f, zones)]} /> : <p class="quiet">{t('air.track.closed')}</p>}
      <Facts of={[
        [t('air.where'), z ? `${zoneName(tongue, z)}: ${bandOf(tongue, z)}` : <bdi>{e.fact.zone}</bdi>], [t('air.source'), <><bdi>{e.fact.source}</bdi> · {tongue.code('air', e.fact.source_kind)}</>],
        [t('air.height'), e.fact.height && e.fact.height.datum !== 'SFC' ? t('air.band', { floor: heightWords(tongue, { height_ft: e.fact.height.low_ft, datum: e.fact.height.datum }), ceiling: heightWords(tongue, { height_ft: e.fact.height.high_ft, datum: e.fact.height.datum }) }) : null],
        [t('air.uncertainty'), tongue.metres(e.fact.uncertainty_m)], [t('air.tracks'), <Open sel={`${trackLayer}/${e.track}`}>{t('air.openTrack')}</Open>],
      ]} />
      <Section title={t('air.log')}>{!e.log?.length ? <p class="quiet">{t('air.log.none')}</p> : <ol class="course">{e.log.map((x) => <li key={x.entry}><Time at={x.at} as="short" /> <strong>{tongue.code('air', x.step)}</strong>{x.to && <> <bdi>{x.to}</bdi></>}<Words>{x.text}</Words></li>)}</ol>}</Section>
      <Receipt entry={e.event} />
    </article>
  );
}

interface Flight {
  flight: number;
  version: number;
  state: string;
  operator: string;
  side?: string;
  aircraft: string;
  call_sign: string;
  purpose: string;
  departure: string;
  destination: string;
  from: string;
  to: string;
  low?: { ft: number; datum: string };
  high?: { ft: number; datum: string };
  steps?: { entry: number; step: string; state?: string; side?: string; at: string; late?: boolean }[];
  clocks?: { entry: number; side: string; what: string; due: string; ended: boolean; kept: boolean; late: boolean }[];
  events?: number[];
}

function Flights() {
  const tongue = useTongue();
  const { t } = tongue;
  const { sel } = useStore(view);
  const asked = useAnswer<{ flights: Flight[] }>('/api/air/flights', { limit: 200 });
  return (
    <Told of={asked}>{({ flights }) => (flights.length === 0 ? <p class="quiet pad">{t('air.nothing')}</p> : (
      <ul class="rows">{flights.map((f) => (
        <li key={f.flight}><Open sel={`${flightLayer}/${f.flight}`} class="row table" current={sel === `${flightLayer}/${f.flight}`}>
          <span class="main"><strong><bdi>{f.call_sign}</bdi></strong> · {tongue.code('air', f.purpose)}</span>
          <span class="sub"><bdi>{f.departure}</bdi> <span class="arrow" aria-hidden="true" /> <bdi>{f.destination}</bdi></span>
          <span class="sub"><span class="state">{tongue.code('air', f.state)}</span> · <Time at={f.from} as="short" /></span>
        </Open></li>
      ))}</ul>
    ))}</Told>
  );
}

function ShowFlight({ id }: { id: string }) {
  const tongue = useTongue();
  const { t } = tongue;
  const agreement = useStore(law)?.agreement;
  const asked = useAnswer<Flight>(`/api/air/flights/${encodeURIComponent(id)}`);
  const who = (side: string | undefined) => (side ? tongue.name(sideName(agreement, side)) || side : '');
  const bound = (h: { ft: number; datum: string } | undefined) => (h ? (h.datum === 'SFC' ? t('air.level.sfc') : heightWords(tongue, { height_ft: h.ft, datum: h.datum })) : '–');
  return (
    <Told of={asked}>{(f) => (
      <article>
        <header class="head">
          <p class="kicker">{t('air.flight.is', { n: f.flight })} · <span class="state">{tongue.code('air', f.state)}</span></p>
          <h2><bdi>{f.call_sign}</bdi> · {tongue.code('air', f.purpose)}</h2>
          <p class="sub"><bdi>{f.departure}</bdi> <span class="arrow" aria-hidden="true" /> <bdi>{f.destination}</bdi></p>
        </header>
        <Facts of={[
          [t('air.operator'), <><bdi>{f.operator}</bdi>{f.side && <> · {who(f.side)}</>}</>], [t('air.aircraft'), <bdi>{f.aircraft}</bdi>], [t('air.window'), <><Time at={f.from} /> – <Time at={f.to} as="hour" /></>],
          [t('air.levels'), (f.low ?? f.high) && t('air.band', { floor: bound(f.low), ceiling: bound(f.high) })],
          [t('air.events'), f.events?.length ? <>{f.events.map((n) => <Open key={n} sel={`${eventLayer}/${n}`}>{t('air.event', { n })} </Open>)}</> : null],
        ]} />
        {f.clocks && f.clocks.length > 0 && <Section title={t('air.clocks')}><ul class="plain">{f.clocks.map((c) => <li key={`${c.entry}${c.side}${c.what}`}><strong>{who(c.side)}</strong> · {tongue.code('air', c.what)} · {c.ended ? <Time at={c.due} as="short" /> : <Due at={c.due} />}{c.late && <span class="flag"> {tongue.code('air', 'overdue')}</span>}</li>)}</ul></Section>}
        <Section title={t('air.course')}><ol class="course">{[...(f.steps ?? [])].reverse().map((s) => <li key={`${s.entry}${s.step}`}><Time at={s.at} as="short" /> <strong>{tongue.code('air', s.step)}</strong>{s.state && <> · {tongue.code('air', s.state)}</>} <span class="quiet">{who(s.side)}</span></li>)}</ol></Section>
        <Receipt entry={f.flight} />
      </article>
    )}</Told>
  );
}

const wing = 'M12 3l2 7 8 4v2l-8-2-1 5 3 2v1l-4-1-4 1v-1l3-2-1-5-8 2v-2l8-4z';

const desk: DeskConsole = {
  id: 'air',
  order: 5,
  pages: [
    { id: livePage, title: 'air.now', layer: flightLayer, may: (me) => me !== null, icon: wing, List: Now },
    { id: eventLayer, title: 'air.events', layer: eventLayer, may: (me) => me?.kind === 'mission', icon: 'M12 3l9 16H3z M12 9v5 M12 17v.5', List: Events },
    { id: flightLayer, title: 'air.flights', layer: flightLayer, may: (me) => me !== null, icon: 'M4 5h16v14H4z M8 9h8 M8 13h8 M8 17h4', List: Flights },
  ],
  layers: [{ id: 'air.zones', source: 'zones', useFeatures: useZoneFeatures }, { id: livePage, source: 'aircraft', useFeatures: useAircraft }],
  panels: { [livePage]: { Show: ShowPlane }, [eventLayer]: { wide: true, Show: ShowEvent }, [trackLayer]: { wide: true, Show: ShowTrack }, [flightLayer]: { Show: ShowFlight } },
  Alarm,
  found: (kind, entry) => (kind === 'flight' ? `${flightLayer}/${entry}` : ''),
};

export default desk;
