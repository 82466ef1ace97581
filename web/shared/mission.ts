// What every page needs to know: who looks, where the record stands, what the agreement says. Loaded once and followed.
import { Store, useStore } from './store';
import { useAnswer } from './live';
import { view } from './view';
import { zone, type Names } from './i18n';

export interface Status {
  origin: string;
  exercise: boolean;
  key: string;
  size: number;
  root: string;
  read: number;
  now: string;
  version: string;
  basemap: boolean; // the operator brought a richer map
}

export interface Me {
  member: string;
  code_name?: string;
  kind: 'mission' | 'party' | 'guarantor';
  party?: string;
  roles: string[];
}

export interface LayerInfo {
  id: string;
  desk: string;
  title: string;
  places: boolean;
  columns: { name: string; title: string; type: string }[];
}

export interface Point {
  lat: number;
  lon: number;
}

export interface Clause {
  no: string;
  text: Names;
  type: string;
  subject?: string;
  tests?: { acts?: string[]; zones?: string[]; lines?: string[]; within_m?: number; in_windows?: boolean }[];
}

export interface Agreement {
  id: string;
  title: Names;
  version: number;
  parties: { id: string; name: Names; guarantors?: string[] }[];
  guarantors: { id: string; name: Names }[];
  excluded_groups?: { id: string; name: Names }[];
  area: { name: Names; geometry: GeoJSON.Geometry };
  lines?: { id: string; name: Names }[];
  entry_into_force?: { utc: string; tz?: string };
  end?: string;
  clauses: Clause[];
  event_types: { code: string; name: Names; acts?: string[]; severity: number; counting: string }[];
  places?: { id: string; name: Names; aliases?: string[]; point: Point }[];
  posts?: { id: string; kind: string; name: Names; point: Point }[];
  crossings?: { id: string; kind: string; status: string; name: Names; point: Point }[];
  rights?: { role: string; actions: string[] }[];
}

export interface Law {
  entry: number;
  version: number;
  digest: string;
  status: string;
  at: string;
  agreement: Agreement;
}

export interface Mission {
  status: Status;
  me: Me | null; // null for somebody who is not signed in
  layers: LayerInfo[];
  demo: { member: string; name: string; roles: string[]; side?: string }[]; // members of a demo to change to; empty elsewhere
}

// mission is set before the first component is drawn.
export const mission = new Store<Mission | null>(null);

export function useMission(): Mission {
  return useStore(mission)!;
}

// clock is the mission's time: as its server said it when the page was opened, and moved on since. A page stays open for a
// whole shift, and what becomes late in it must be seen to.
export const clock = new Store('');

export function wind(now: string): void {
  const ahead = Date.parse(now) - Date.now();
  const tell = () => clock.set(new Date(Date.now() + ahead).toISOString().slice(0, 19) + 'Z');
  tell();
  setInterval(tell, 15_000);
}

// now is the moment at which is looked: the chosen one, or the mission's clock.
export function useNow(): string {
  const { at } = useStore(view);
  const now = useStore(clock);
  return at || now;
}

// useKnown is the entry after which is looked: the chosen one, or the last that had been recorded at the moment that is
// looked at. null is the newest. What people did, such as the steps of a case, is shown by it.
export function useKnown(): number | null {
  const { at, known } = useStore(view);
  const { value } = useAnswer<{ entry: number }>(at && known < 0 ? '/api/record/at' : null, { time: at });
  return known >= 0 ? known : at ? (value?.entry ?? null) : null;
}

// useLaw is the agreement as it held at the moment that is looked at, as it was known then; undefined while it is asked
// for, and when there is none that the reader may see.
export function useLaw(): Law | undefined {
  const { at, known } = useStore(view);
  const { value } = useAnswer<Law>('/api/terms/agreement', { at, known: known >= 0 ? known : null });
  const tz = value?.agreement.entry_into_force?.tz;
  if (tz && zone.value !== tz) queueMicrotask(() => zone.set(tz));
  if (value) law.set(value);
  return value;
}

// law is what useLaw found last, for components below the frame, which asks.
export const law = new Store<Law | undefined>(undefined);

// may says whether somebody may do an action, by the rights table. The server decides; this only spares a click. With the eyes
// of another nothing is done.
export function may(me: Me | null, agreement: Agreement | undefined, action: string): boolean {
  return !!me && !view.value.as && !!agreement?.rights?.some((r) => me.roles.includes(r.role) && r.actions.includes(action));
}

// sideName is a party's, guarantor's or group's name.
export function sideName(agreement: Agreement | undefined, id: string): Names {
  const all = [...(agreement?.parties ?? []), ...(agreement?.guarantors ?? []), ...(agreement?.excluded_groups ?? [])];
  return all.find((s) => s.id === id)?.name ?? { en: id };
}
