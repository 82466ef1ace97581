// Reads the vector tiles of a layer for what the map has in sight, as features that the map draws and gathers. A tile says
// each report by itself where a screen can show it, and counts the others; so what is read does not grow with the record.
import { useEffect, useRef, useState } from 'preact/hooks';
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { Problem, address, bytes } from './api';
import { note, useGrown } from './live';
import type { Box, Features } from './shapes';

// What the map has in sight.
export interface Sight {
  box: Box;
  zoom: number;
}

export interface TileName {
  z: number;
  x: number;
  y: number;
}

const deepest = 16; // below it nothing more is told apart
const most = 60; // tiles at once: a wall of screens

// tilesIn are the tiles that a sight needs, each once.
export function tilesIn({ box, zoom }: Sight): TileName[] {
  for (let z = Math.max(0, Math.min(deepest, Math.floor(zoom))); ; z--) {
    const n = 2 ** z;
    const [west, south, east, north] = box;
    const first = Math.floor(((west + 180) / 360) * n), last = Math.min(Math.floor(((east + 180) / 360) * n), first + n - 1);
    const top = row(north, n), bottom = row(south, n);
    if ((last - first + 1) * (bottom - top + 1) > most) continue;
    const out: TileName[] = [];
    for (let y = top; y <= bottom; y++) for (let x = first; x <= last; x++) out.push({ z, x: ((x % n) + n) % n, y });
    return out;
  }
}

function row(lat: number, n: number): number {
  const s = Math.sin((Math.max(-85.0511, Math.min(85.0511, lat)) * Math.PI) / 180);
  return Math.max(0, Math.min(n - 1, Math.floor((0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)) * n)));
}

// say gives a report's properties for the map, from its number and what its tile says of it.
export type Say = (entry: number, values: Record<string, unknown>) => Record<string, unknown>;

// decode reads one tile. What is counted has n and, for each value, its number as the tile gives them; the rest is said.
export function decode(packed: ArrayBuffer, layer: string, t: TileName, say: Say): Features {
  const found = new VectorTile(new PbfReader(new Uint8Array(packed))).layers[layer];
  const out: Features = [];
  for (let i = 0; i < (found?.length ?? 0); i++) {
    const f = found!.feature(i);
    const { geometry } = f.toGeoJSON(t.x, t.y, t.z);
    const count = f.properties['point_count'];
    if (typeof count !== 'number') {
      out.push({ type: 'Feature', geometry, properties: say(f.id ?? 0, f.properties) });
      continue;
    }
    const { point_count: _, ...counted } = f.properties;
    out.push({ type: 'Feature', geometry, properties: { ...counted, n: count } });
  }
  return out;
}

// patient asks again for as long as the server says that it is not ready yet, which a large map is not at first.
export async function patient<T>(ask: () => Promise<T>, stop: AbortSignal, waits: () => void, pause = 1000): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (e) {
      if (stop.aborted || !(e instanceof Problem) || e.status !== 503) throw e;
    }
    waits();
    await new Promise((done) => setTimeout(done, pause));
    pause = Math.min(pause * 1.5, 5000);
  }
}

export interface Tiles {
  features: Features | null; // null until the first were read
  preparing: boolean; // the server says that it is making this map
}

// useTiles reads what is in sight, and reads it again when the record grew. While the next is on its way the last stays.
// null for a layer or a sight reads nothing.
export function useTiles(layer: string | null, params: Record<string, string | null>, sight: Sight | null, say: Say): Tiles {
  const grown = useGrown();
  const mine = useRef(Symbol('tiles'));
  const flight = useRef<{ key: string; say: Say; stop: AbortController; stale: boolean } | null>(null); // the tiles that are on their way
  const [again, redo] = useState(0);
  const [preparing, prepare] = useState(false);
  const [read, set] = useState<Features | null>(null);
  const tiles = layer && sight ? tilesIn(sight) : [];
  const key = `${layer}${JSON.stringify(params)}${tiles.map((t) => `${t.z}/${t.x}/${t.y}`).join()}`;
  useEffect(() => {
    if (!layer || !sight) {
      flight.current?.stop.abort();
      flight.current = null;
      note(mine.current, null);
      set(null);
      prepare(false);
      return;
    }
    if (flight.current?.key === key && flight.current.say === say) {
      flight.current.stale = true; // a large map would never come if every entry began it anew
      return;
    }
    flight.current?.stop.abort();
    const stop = new AbortController(), mineNow = { key, say, stop, stale: false };
    flight.current = mineNow;
    Promise.all(tiles.map(async (t) => {
      const a = await patient(() => bytes(address(`/tiles/${layer}/${t.z}/${t.x}/${t.y}.mvt`, params), stop.signal), stop.signal, () => prepare(true));
      return { features: decode(a.value, layer, t, say), read: a.read };
    })).then((all) => {
      note(mine.current, Math.min(...all.map((t) => t.read)));
      set(all.flatMap((t) => t.features));
    }, () => {}).then(() => { // after an error what was drawn stays, and the line says that it is cut or how far behind this is
      if (flight.current !== mineNow) return;
      flight.current = null;
      prepare(false);
      if (mineNow.stale) redo((n) => n + 1);
    });
  }, [key, grown, say, again]);
  useEffect(() => () => {
    flight.current?.stop.abort();
    flight.current = null;
    note(mine.current, null);
  }, []);
  return { features: layer ? read : null, preparing };
}
