// What the page of territory looks at: two moments, which of them the map shows, and the shapes that it draws.
import { Store, law, useAnswer, useMemo, useMission, useNow, useStore, useTongue, view, sideName, type Features, type Tongue } from 'truce';

export const mapPage = 'territory.map', claimLayer = 'territory.claims';

export interface ClaimOfFace { entry: number; item: number; source: string; holder: string; status: string; seen_at: string; level: number; basis: string }

export interface FaceValues { holders: string[]; contested: boolean; status: string; cell: boolean; place?: string; area_km2: number; uncertainty_m: number; claims: ClaimOfFace[] }

export interface HolderOfMap { holder: string; area_km2: number; contested_km2: number; places: number }

export interface GroundMap {
  at: string;
  holders: HolderOfMap[];
  places: { place: string; point: { lat: number; lon: number }; holders: string[]; contested: boolean }[];
  features: { id: number; properties: FaceValues; geometry: GeoJSON.MultiPolygon }[];
}

export interface Change {
  before: string;
  after: string;
  uncertainty_m: number;
  holders: { holder: string; before_km2: number; after_km2: number; gained_km2: number; lost_km2: number; kept_km2: number; gained_no_reliable_change_km2: number; lost_no_reliable_change_km2: number }[];
  moves: { from: string; to: string; area_km2: number; no_reliable_change_km2: number; pieces: number }[];
  places: { place: string; from: string; to: string }[];
}

// shown says which the map draws, and blinking that it goes from one to the other by itself.
export const shown = new Store<'before' | 'after' | 'change'>('after');
export const blinking = new Store(false);

// snapTo are the edges that a corner may be taken from: those that are drawn.
export const snapTo = new Store<GeoJSON.MultiPolygon[]>([]);

// useMoments are the two moments that are compared: those of the address, or the agreement's first day and now.
export function useMoments(): { before: string; after: string } {
  const v = useStore(view);
  const now = useNow();
  const begin = useStore(law)?.agreement.entry_into_force?.utc ?? now;
  const after = v.to || v.at || now;
  const before = v.from || (begin < after ? begin : new Date(Date.parse(after) - 86_400_000).toISOString().slice(0, 19) + 'Z');
  return { before, after };
}

export const useMap = (at: string | null) => {
  const { known } = useStore(view);
  return useAnswer<GroundMap>(at ? '/api/territory/map' : null, { at, known: known >= 0 ? known : null });
};

// kinds is how many patterns there are.
const kinds = 8;

// patternOf gives each holder a pattern, by the order of all names: the same in the map and in the legend.
export function patternOf(names: string[], holder: string): string {
  return `ground|${Math.max(0, names.indexOf(holder)) % kinds}`;
}

// useHolderName says who a holder is: a side or group of the agreement by its name, others as they are called.
export function useHolderName(): (holder: string) => string {
  const tongue = useTongue();
  const agreement = useStore(law)?.agreement;
  return (holder) => holderName(tongue, agreement, holder);
}

function holderName(tongue: Tongue, agreement: Parameters<typeof sideName>[0], holder: string): string {
  if (holder === 'no claim') return tongue.t('territory.nobody');
  if (holder.startsWith('contested: ')) return tongue.t('territory.contested', { who: tongue.list(holder.slice(11).split(', ').map((h) => holderName(tongue, agreement, h))) });
  const group = agreement?.excluded_groups?.find((g) => g.id === holder);
  if (group) return tongue.name(group.name);
  const name = tongue.name(sideName(agreement, holder));
  return name || holder;
}

// useNames are all holders of both maps, by which patterns are given.
export function useNames(): string[] {
  const { before, after } = useMoments();
  const a = useMap(before), b = useMap(after);
  return useMemo(() => [...new Set([...(a.value?.holders ?? []), ...(b.value?.holders ?? [])].map((h) => h.holder))].sort(), [a.value, b.value]);
}

// useGround draws the map of one moment, or what changed, while the page of territory is open or ground is claimed.
export function useGround(): Features | undefined {
  const v = useStore(view);
  const { me } = useMission();
  const tongue = useTongue();
  const name = useHolderName();
  const agreement = useStore(law)?.agreement;
  const which = useStore(shown);
  const { before, after } = useMoments();
  const open = v.page === mapPage || v.mode === 'territory.claim';
  const claiming = v.mode === 'territory.claim';
  const a = useMap(open ? before : null), b = useMap(open ? after : null);
  const changed = useAnswer<{ features: { properties: { change: string; from?: string; to?: string; holder?: string; area_km2: number; reliability?: string }; geometry: GeoJSON.MultiPolygon }[] }>(
    open && which === 'change' && !claiming && before < after ? '/api/territory/change' : null, { before, after, known: v.known >= 0 ? v.known : null, format: 'geojson' });
  return useMemo(() => {
    if (!open) return [];
    const names = [...new Set([...(a.value?.holders ?? []), ...(b.value?.holders ?? [])].map((h) => h.holder))].sort();
    if (which === 'change' && !claiming) {
      return (changed.value?.features ?? []).filter((f) => f.properties.change === 'moved').map((f) => {
        const to = f.properties.to ?? '', doubt = f.properties.reliability === 'no reliable change';
        const title = `${tongue.t('territory.moved', { from: name(f.properties.from ?? ''), to: name(to) })} · ${tongue.t('territory.km2', { n: tongue.number(f.properties.area_km2) })}${doubt ? ` · ${tongue.t('territory.doubt')}` : ''}`;
        return { type: 'Feature' as const, geometry: f.geometry, properties: { fill: doubt ? 'ground|none' : to.startsWith('contested') ? 'ground|both' : patternOf(names, to), cell: doubt, label: doubt ? '' : name(to), title } };
      });
    }
    const map = (which === 'before' && !claiming ? a : b).value;
    snapTo.set(map?.features.filter((f) => !f.properties.cell).map((f) => f.geometry) ?? []);
    return map?.features.map((f) => {
      const p = f.properties, who = p.contested ? tongue.t('territory.contested', { who: tongue.list(p.holders.map(name)) }) : name(p.holders[0] ?? '');
      return {
        type: 'Feature' as const, geometry: f.geometry,
        properties: {
          fill: p.contested ? 'ground|both' : patternOf(names, p.holders[0] ?? ''), cell: p.cell, label: who, title: `${who}${p.place ? ` · ${p.place}` : ''}`,
          ...(p.claims[0] ? { sel: `${claimLayer}/${p.claims[0].entry}.${p.claims[0].item}` } : {}),
        },
      };
    });
  }, [open, claiming, which, a.value, b.value, changed.value, tongue, agreement, me]);
}
