// What is drawn at the moment, for whoever needs it besides the map: the timeline counts it, the clauses list it.
import { Store, useStore } from './store';
import { view } from './view';
import type { Features } from './shapes';
import type { SourceName } from './style';

export const drawn = new Store<Partial<Record<string, { source: SourceName; features: Features; more: boolean }>>>({});

// feed says what a layer draws; more says that these are only the newest of it.
export function feed(layer: string, source: SourceName, features: Features, more = false): void {
  drawn.update((d) => ({ ...d, [layer]: { source, features, more } }));
}

// seen are the single features that the map read from tiles, for whoever opens several of them at once.
export const seen = new Store<Features>([]);

export function ofSource(all: typeof drawn.value, source: SourceName): Features {
  return Object.values(all).flatMap((l) => (l && l.source === source ? l.features : []));
}

// An Incident is what the frame knows of a feature of the source "incidents", whatever desk it comes from.
export interface Incident {
  sel: string;
  title: string;
  clause: string; // "" when none applies
  severity: number;
  at: string; // when it began; "" when not known
  until: string; // when it ended
  text: string; // to search in
  lon: number;
  lat: number;
}

const asIncident = (f: Features[number]): Incident => {
  const p = f.properties;
  const [lon, lat] = f.geometry?.type === 'Point' ? (f.geometry.coordinates as [number, number]) : [NaN, NaN];
  return { sel: String(p.sel), title: String(p.title), clause: String(p.clause ?? ''), severity: Number(p.severity ?? 0), at: String(p.at ?? ''), until: String(p.until ?? p.at ?? ''), text: String(p.text ?? ''), lon, lat };
};

// useIncidents gives the newest incidents, which usually are all, up to the moment that is looked at.
export function useIncidents(): Incident[] {
  return ofSource(useStore(drawn), 'incidents').map(asIncident);
}

// counted says how many incidents of the time that is looked at each clause has, "" for none; null while they are counted.
export const counted = new Store<ReadonlyMap<string, number> | null>(null);

// useWanted says which incidents the time window, the clause and the words that are searched for let through.
export function useWanted(): (i: { at: string; until: string; clause: string; text: string }) => boolean {
  const v = useStore(view);
  // On the page that searches all desks the words look for texts, not for what is drawn.
  const wanted = v.page === 'search' ? [] : fold(v.q).split(/\s+/).filter(Boolean);
  return (i) => {
    if (v.from && i.until < v.from) return false;
    if (v.to && i.at >= v.to) return false;
    if (v.clause && (v.clause === 'none' ? i.clause !== '' : i.clause !== v.clause)) return false;
    const text = fold(i.text);
    return wanted.every((w) => text.includes(w));
  };
}

// fold makes spellings alike that people do not tell apart: case, accents, Arabic vowels and forms of alif, digits of
// either script.
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/[\p{M}\u0640'’‘ʻʿʾ`-]/gu, '').toLowerCase()
    .replace(/[أإآٱ]/g, 'ا').replace(/ى/g, 'ي').replace(/ة/g, 'ه').replace(/ё/g, 'е')
    .replace(/[٠-٩]/g, (d) => String(d.charCodeAt(0) - 0x660));
}

// Pointing: a mode may ask for a place on the map.
export const pointing = new Store(false);
export const pointed = new Store<{ lon: number; lat: number } | null>(null);
export const draft = new Store<Features>([]);
export const marked = new Store<string[]>([]); // zones and lines that what is opened speaks of
export const halo = new Store<Features>([]);
