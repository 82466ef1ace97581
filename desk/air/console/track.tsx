// A kept track: its replay at any speed, on the map and in its profile, where height stands over the way with the zone's band.
import { Button, Facts, Open, Receipt, Section, Time, Told, heights, useAnswer, useEffect, useMemo, useRef, useState, useTongue, type Point, type Tongue } from 'truce';
import { band, bandOf, eventLayer, feetOf, heightWords, replayed, trackLayer, trail, zoneName, type Along, type Zone } from './sky';

interface Fix {
  ms: number;
  place?: Point;
  call?: string;
  pressure_cm?: number;
  geometric_cm?: number;
  amsl?: boolean;
  ground?: boolean;
  course_cdeg?: number;
}

export interface WholeTrack {
  track: number;
  source: string;
  source_kind: string;
  aircraft: string;
  from: string;
  to: string;
  positions: number;
  digest: string;
  fixes: Fix[];
}

// A Stop is a position of the way: when, where, how far along, how high.
interface Stop extends Along {
  ms: number;
  along: number; // metres from the beginning
  height: { ground?: boolean; height_ft?: number; datum?: string };
  course: number;
}

// stops are the positions with a place; a height that came shortly before without a place holds for them.
export function stops(fixes: Fix[]): Stop[] {
  const out: Stop[] = [];
  let ft: number | undefined, datum = '', heightMs = 0;
  for (const f of fixes) {
    const cm = f.pressure_cm ?? f.geometric_cm;
    if (cm !== undefined) [ft, datum, heightMs] = [Math.round(cm / 30.48), f.pressure_cm !== undefined ? 'FL' : f.amsl ? 'AMSL' : 'WGS84', f.ms];
    if (!f.place) continue;
    const known = ft !== undefined && f.ms - heightMs <= 15_000;
    const last = out[out.length - 1];
    const at: [number, number] = [f.place.lon, f.place.lat];
    const course = f.course_cdeg !== undefined ? f.course_cdeg / 100 : last ? bearing(last.at, at) : 0;
    out.push({ ms: f.ms, at, along: last ? last.along + metres(last.at, at) : 0, ft: known ? ft! : -1_000_000, height: { ...(f.ground ? { ground: true } : {}), ...(known ? { height_ft: ft!, datum } : {}) }, course });
  }
  return out;
}

const rad = Math.PI / 180;

function metres([lon1, lat1]: [number, number], [lon2, lat2]: [number, number]): number {
  const s = Math.sin(((lat2 - lat1) * rad) / 2) ** 2 + Math.cos(lat1 * rad) * Math.cos(lat2 * rad) * Math.sin(((lon2 - lon1) * rad) / 2) ** 2;
  return 2 * 6_371_000 * Math.asin(Math.min(1, Math.sqrt(s)));
}

const bearing = ([lon1, lat1]: [number, number], [lon2, lat2]: [number, number]): number => (Math.atan2((lon2 - lon1) * Math.cos(lat1 * rad), lat2 - lat1) / rad + 360) % 360;

// when is the part of the way up to a moment, with the place at that moment between two positions.
export function when(all: Stop[], ms: number): { way: Stop[]; here: Stop } {
  const n = all.findIndex((s) => s.ms > ms);
  if (n < 0) return { way: all, here: all[all.length - 1]! };
  if (n === 0) return { way: [all[0]!], here: all[0]! };
  const a = all[n - 1]!, b = all[n]!, part = (ms - a.ms) / (b.ms - a.ms);
  const between = (x: number, y: number) => x + (y - x) * part;
  return { way: all.slice(0, n), here: { ...a, ms, at: [between(a.at[0], b.at[0]), between(a.at[1], b.at[1])], along: between(a.along, b.along), course: b.course } };
}

export interface Stay {
  zone: Zone | undefined;
  name: string;
  from: number; // milliseconds
  to: number;
}

const paces = [1, 10, 60, 300];

// Replay plays the way; the map shows the aircraft where it was.
export function Replay({ track, stays }: { track: WholeTrack; stays: Stay[] }) {
  const tongue = useTongue();
  const { t } = tongue;
  const all = useMemo(() => stops(track.fixes), [track]);
  const first = all[0]?.ms ?? 0, last = all[all.length - 1]?.ms ?? 0;
  const [at, set] = useState(last);
  const [plays, play] = useState(false);
  const [pace, setPace] = useState(60);
  const now = useRef(at);
  now.current = at;
  useEffect(() => {
    if (!plays) return;
    let frame = 0, before = performance.now();
    const turn = (clock: number) => {
      const next = now.current + (clock - before) * pace;
      before = clock;
      set(Math.min(next, last));
      if (next < last) frame = requestAnimationFrame(turn);
      else play(false);
    };
    frame = requestAnimationFrame(turn);
    return () => cancelAnimationFrame(frame);
  }, [plays, pace, last]);
  useEffect(() => {
    if (all.length === 0) return;
    const { way, here } = when(all, at), name = track.aircraft.toUpperCase(), words = heightWords(tongue, here.height), sel = `${trackLayer}/${track.track}`;
    replayed.set([
      ...trail([...way, here], sel, name),
      { type: 'Feature', geometry: { type: 'Point', coordinates: here.at }, properties: { sel, title: `${name} · ${words}`, label: `${name}\n${words}`, course: here.course, band: band(here.height.height_ft, here.height.ground) } },
    ]);
  }, [all, at, tongue]);
  useEffect(() => () => replayed.set(null), []);
  if (all.length < 2) return null;
  const begin = () => {
    if (!plays && at >= last) set(first);
    play(!plays);
  };
  return (
    <>
      <Section title={t('air.replay')}>
        <div class="replay">
          <Button class="primary" onClick={begin}>{t(plays ? 'air.pause' : 'air.play')}</Button>
          <label><span class="hidden">{t('air.pace')}</span>
            <select value={String(pace)} onChange={(e) => setPace(Number(e.currentTarget.value))}>{paces.map((n) => <option key={n} value={String(n)}>{n === 1 ? t('air.realtime') : t('air.times', { n })}</option>)}</select>
          </label>
          <input type="range" min={first} max={last} step={1000} value={at} aria-label={t('air.moment')} aria-valuetext={tongue.time(new Date(at).toISOString(), 'full')} onInput={(e) => { play(false); set(Number(e.currentTarget.value)); }} />
        </div>
        <p class="sub" data-at={Math.round(at)}><Time at={new Date(at).toISOString()} /> · {heightWords(tongue, when(all, at).here.height)}</p>
      </Section>
      <Section title={t('air.profile')}><Profile all={all} at={at} stays={stays} /></Section>
    </>
  );
}

const wide = 420, high = 180, left = 46, below = 22;

// Profile draws height over the way. Time runs as the reader reads.
function Profile({ all, at, stays }: { all: Stop[]; at: number; stays: Stay[] }) {
  const tongue = useTongue();
  const { t, number, metres: far } = tongue;
  const known = all.filter((s) => s.height.height_ft !== undefined || s.height.ground);
  if (known.length === 0) return <p class="quiet">{t('air.profile.none')}</p>;
  const ft = (s: Stop) => s.height.height_ft ?? 0;
  const low = Math.min(...known.map(ft)), top = Math.max(...known.map(ft));
  const stay = stays[0], z = stay?.zone, ceiling = z ? feetOf(z.ceiling) : null, floor = z ? feetOf(z.floor) : null;
  const most = Math.max(top, Math.min(ceiling ?? 0, top * 2 + 2000), 1000) * 1.08, whole = all[all.length - 1]!.along || 1;
  const rtl = tongue.dir === 'rtl';
  const x = (m: number) => { const along = left + (m / whole) * (wide - left - 6); return rtl ? wide - along : along; };
  const y = (f: number) => high - below - (Math.max(0, f) / most) * (high - below - 8);
  const { here } = when(all, at);
  const step = [200, 500, 1000, 2000, 5000, 10_000, 20_000].find((n) => most / n <= 5) ?? 50_000;
  const marks = Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
  const distance = far(whole), words = { low: t('air.ft', { n: number(low) }), high: t('air.ft', { n: number(top) }), distance };
  const label = z ? t('air.profile.is', { ...words, zone: stay!.name, band: bandOf(tongue, z) }) : t('air.profile.alone', words);
  const mixed = z !== undefined && known.some((s) => s.height.datum === 'FL') !== (/^FL/.test(z.ceiling) || /^FL/.test(z.floor) || z.ceiling === 'UNL');
  return (
    <>
      <svg class="profile" viewBox={`0 0 ${wide} ${high}`} role="img" aria-label={label}>
        {marks.map((f) => <g key={f}><line class="mark" x1={x(0)} x2={x(whole)} y1={y(f)} y2={y(f)} /><text x={x(0) + (rtl ? 5 : -5)} y={y(f) + 4} text-anchor="end">{number(f)}</text></g>)}
        {stays.map((s) => {
          const a = x(when(all, s.from).here.along), b = x(when(all, s.to).here.along);
          const up = s.zone ? feetOf(s.zone.ceiling) ?? most : most, down = s.zone ? feetOf(s.zone.floor) ?? 0 : 0;
          return <rect key={`${s.name}${s.from}`} class="zoneband" x={Math.min(a, b)} width={Math.max(2, Math.abs(a - b))} y={y(Math.min(up, most))} height={Math.max(1, y(down) - y(Math.min(up, most)))} />;
        })}
        {floor !== null && floor > 0 && <line class="bound" x1={x(0)} x2={x(whole)} y1={y(floor)} y2={y(floor)} />}
        {ceiling !== null && ceiling < most && <line class="bound" x1={x(0)} x2={x(whole)} y1={y(ceiling)} y2={y(ceiling)} />}
        <polyline class="climb" points={known.map((s) => `${x(s.along).toFixed(1)},${y(ft(s)).toFixed(1)}`).join(' ')} />
        <line class="cursor" x1={x(here.along)} x2={x(here.along)} y1={8} y2={high - below} />
        {here.height.height_ft !== undefined && <circle cx={x(here.along)} cy={y(here.height.height_ft)} r="5" fill={heights[band(here.height.height_ft)]![0]} class="here" />}
        <text x={x(whole)} y={high - 6} text-anchor="end">{distance}</text>
        <text x={x(0)} y={high - 6} text-anchor="start">{far(0)}</text>
      </svg>
      <p class="sub">{label}</p>
      {mixed && <p class="hint">{t('air.profile.datums')}</p>}
    </>
  );
}

interface Found {
  event: number;
  class: string;
  track: number;
  fact: { zone: string; from: string; to: string };
}

export const stayOf = (tongue: Tongue, f: { zone: string; from: string; to: string }, zones: Zone[] | undefined): Stay => {
  const z = zones?.find((o) => o.zone === f.zone);
  return { zone: z, name: z ? zoneName(tongue, z) : f.zone, from: Date.parse(f.from), to: Date.parse(f.to) };
};

export function ShowTrack({ id }: { id: string }) {
  const asked = useAnswer<WholeTrack>(`/api/air/tracks/${encodeURIComponent(id)}`);
  return <Told of={asked}>{(track) => <OneTrack track={track} />}</Told>;
}

function OneTrack({ track }: { track: WholeTrack }) {
  const tongue = useTongue();
  const { t } = tongue;
  const events = useAnswer<{ events: Found[] }>('/api/air/events', { source: track.source, from: track.from, limit: 500 }).value?.events.filter((e) => e.track === track.track) ?? [];
  const zones = useAnswer<{ zones: Zone[] }>('/api/air/zones', { at: events[0]?.fact.from ?? track.from }).value?.zones;
  return (
    <article>
      <header class="head">
        <p class="kicker">{t('air.tracks')} · {tongue.code('air', track.source_kind)}</p>
        <h2><bdi>{track.aircraft.toUpperCase()}</bdi></h2>
        <p class="sub"><Time at={track.from} /> – <Time at={track.to} as="hour" /></p>
      </header>
      <Replay track={track} stays={events.map((e) => stayOf(tongue, e.fact, zones))} />
      <Section title={t('air.events.of')}>{events.length === 0 ? <p class="quiet">{t('air.nothing')}</p> : (
        <ul class="rows">{events.map((e) => <li key={e.event}><Open sel={`${eventLayer}/${e.event}`} class="row table"><span class="main"><bdi>{e.fact.zone}</bdi> · {tongue.code('air', e.class)}</span><span class="sub"><Time at={e.fact.from} as="short" /></span></Open></li>)}</ul>
      )}</Section>
      <Facts of={[[t('air.source'), <bdi>{track.source}</bdi>], [t('air.positions'), tongue.number(track.positions)], [t('air.digest'), <code class="hash">{track.digest}</code>]]} />
      <p class="hint">{t('air.coverage')}</p>
      <Receipt entry={track.track} />
    </article>
  );
}
