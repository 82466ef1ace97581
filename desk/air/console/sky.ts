// What flies now, as the program's sources show it: asked for again and again while somebody looks.
import { Store, ask, law, useAnswer, useEffect, useMemo, useMission, useStore, useTongue, view, type Features, type Names, type Point, type Tongue } from 'truce';

export const livePage = 'air.live';
export const eventLayer = 'air.events';
export const trackLayer = 'air.tracks';
export const flightLayer = 'air.flights';

export interface Plane {
  aircraft: string;
  source: string;
  source_kind: string;
  call_sign?: string;
  squawk?: string;
  at: string;
  place: Point;
  uncertainty_m: number;
  ground?: boolean;
  height_ft?: number;
  datum?: string;
  speed_kt?: number;
  course_deg?: number;
  climb_fpm?: number;
  doubts?: string[];
  zones?: string[];
  approach?: { zone: string; seconds: number; sure?: boolean }[];
  flight?: number;
  guarded?: boolean;
  trail: [ago: number, lat: number, lon: number, ft: number][];
}

export interface Source {
  source: string;
  source_kind: string;
  state: string;
  silent?: boolean;
  heard?: string;
  reports_per_s: number;
  tracks: number;
}

export interface Picture {
  at: string;
  sources: Source[];
  aircraft: Plane[];
  more?: boolean;
}

export interface Zone {
  zone: string;
  name: string;
  names?: Names; // of the agreement's own
  class: string;
  entry?: number;
  floor: string;
  ceiling: string;
  protected?: boolean;
  area: GeoJSON.MultiPolygon;
}

export const picture = new Store<Picture | null>(null);

// replayed is what a replay draws instead of what flies now.
export const replayed = new Store<Features | null>(null);

const every = 2000;

// usePicture asks every two seconds while the page of what flies is looked at, and the window is seen.
function usePicture(): void {
  const { me } = useMission();
  const { page, at, known } = useStore(view);
  const looks = me !== null && page === livePage && at === '' && known < 0;
  useEffect(() => {
    if (!looks) {
      picture.set(null);
      return;
    }
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = async (): Promise<void> => {
      if (!document.hidden) await ask<Picture>('/api/air/live', {}, stop.signal).then((a) => picture.set(a.value), () => undefined);
      if (!stop.signal.aborted) timer = setTimeout(() => void again(), every);
    };
    void again();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [looks]);
}

const unknownFt = -1_000_000;

// band names the colour of a height.
export function band(ft: number | undefined, ground?: boolean): string {
  if (ground) return 'ground';
  if (ft === undefined || ft === unknownFt) return 'unknown';
  return ft < 1000 ? 'low' : ft < 5000 ? 'five' : ft < 10_000 ? 'ten' : ft < 20_000 ? 'twenty' : 'high';
}

export const bands = ['ground', 'low', 'five', 'ten', 'twenty', 'high', 'unknown'] as const;

// heightWords says a height with what it is measured from.
export function heightWords({ t, number }: Tongue, p: { ground?: boolean | undefined; height_ft?: number | undefined; datum?: string | undefined }): string {
  if (p.ground) return t('air.ground');
  if (p.height_ft === undefined) return t('air.band.unknown');
  if (p.datum === 'FL') return p.height_ft >= 10_000 ? t('air.fl', { n: String(Math.round(p.height_ft / 100)).padStart(3, '0') }) : t('air.ft', { n: number(p.height_ft) });
  return t(p.datum === 'AMSL' ? 'air.above' : 'air.ellipsoid', { n: number(p.height_ft) });
}

export const called = (p: Plane): string => p.call_sign || p.aircraft.toUpperCase();

export const selOf = (p: Plane): string => `${livePage}/${encodeURIComponent(`${p.source}|${p.aircraft}`)}`;

// useAircraft draws what flies now, or what is replayed.
export function useAircraft(): Features {
  usePicture();
  const tongue = useTongue();
  const now = useStore(picture), past = useStore(replayed);
  return useMemo(() => past ?? (now?.aircraft ?? []).flatMap((p) => planeFeatures(p, tongue)), [now, past, tongue]);
}

function planeFeatures(p: Plane, tongue: Tongue): Features {
  const words = heightWords(tongue, p), title = `${called(p)} · ${words}`, sel = selOf(p);
  const here: [number, number] = [p.place.lon, p.place.lat];
  return [
    ...trail([...p.trail.map(([, lat, lon, ft]): Along => ({ at: [lon / 1e7, lat / 1e7], ft })), { at: here, ft: p.height_ft ?? unknownFt }], sel, title),
    { type: 'Feature', geometry: { type: 'Point', coordinates: here }, properties: { sel, title, label: `${called(p)}\n${words}`, course: p.course_deg ?? 0, band: band(p.height_ft, p.ground) } },
  ];
}

export interface Along {
  at: [lon: number, lat: number];
  ft: number;
}

// trail cuts a way where its colour changes.
export function trail(way: Along[], sel: string, title: string): Features {
  const out: Features = [];
  for (let i = 1; i < way.length; i++) {
    const b = band(way[i]!.ft), last = out[out.length - 1];
    if (last && last.properties.band === b) (last.geometry as GeoJSON.LineString).coordinates.push(way[i]!.at);
    else out.push({ type: 'Feature', geometry: { type: 'LineString', coordinates: [way[i - 1]!.at, way[i]!.at] }, properties: { sel, title, band: b } });
  }
  return out;
}

export const useZones = (may: boolean, at?: string) => useAnswer<{ zones: Zone[] }>(may ? '/api/air/zones' : null, { at: at ?? null });

export function useSeesZones(): boolean {
  const { me } = useMission();
  return !!me && me.roles.some((r) => ['airspace_desk', 'duty_officer', 'analyst', 'deconfliction_desk'].includes(r)) && !!useStore(law);
}

// level says a bound of a zone, as a chart writes it, in words.
export function level({ t, number }: Tongue, text: string): string {
  const fl = /^FL(\d+)/.exec(text), ft = /^(-?\d+) ?ft (AMSL|AGL)/.exec(text);
  if (text === 'SFC') return t('air.level.sfc');
  if (text === 'UNL') return t('air.level.unl');
  if (fl) return t('air.fl', { n: fl[1]!.padStart(3, '0') });
  if (ft) return t(ft[2] === 'AMSL' ? 'air.level.amsl' : 'air.level.agl', { n: t('air.ft', { n: number(Number(ft[1])) }) });
  return text === 'unset' || text === '' ? t('air.level.unset') : text;
}

export const bandOf = (tongue: Tongue, z: { floor: string; ceiling: string }): string => tongue.t('air.band', { floor: level(tongue, z.floor), ceiling: level(tongue, z.ceiling) });

export const zoneName = (tongue: Tongue, z: Zone): string => tongue.name(z.names) || z.name;

// feetOf is a bound in feet, for a drawing; null where it has none.
export function feetOf(text: string): number | null {
  const fl = /^FL(\d+)/.exec(text), ft = /^(-?\d+) ?ft/.exec(text);
  return text === 'SFC' ? 0 : fl ? Number(fl[1]) * 100 : ft ? Number(ft[1]) : null;
}

// useZoneFeatures draws the imported zones, with their heights in words; the agreement's own are drawn with the agreement.
export function useZoneFeatures(): Features {
  const tongue = useTongue();
  const { page } = useStore(view);
  const mine = useSeesZones() && page.startsWith('air.');
  const zones = useZones(mine).value?.zones;
  return useMemo(() => (mine ? zones ?? [] : []).filter((z) => z.entry).map((z) => ({
    type: 'Feature', geometry: z.area, properties: { sel: `entry/${z.entry}`, title: `${zoneName(tongue, z)}: ${bandOf(tongue, z)}`, label: `${zoneName(tongue, z)} · ${bandOf(tongue, z)}`, kind: 'nofly' },
  })), [mine, zones, tongue]);
}
