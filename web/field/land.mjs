// The ground of the field app's map: coasts and boundaries of Natural Earth (1:50m, public domain), without names, in one small file.
import { createRequire } from 'node:module';

export function land() {
  const t = createRequire(import.meta.url)('world-atlas/countries-50m.json');
  const coast = new Set(), rings = [];
  const gather = (g) => {
    if (g.geometries) return g.geometries.forEach(gather);
    for (const polygon of g.type === 'MultiPolygon' ? g.arcs : [g.arcs]) {
      for (const ring of polygon) {
        rings.push(ring);
        for (const n of ring) coast.add(n < 0 ? ~n : n);
      }
    }
  };
  gather(t.objects.land);
  const used = new Set();
  const count = (arcs) => arcs.forEach((a) => (Array.isArray(a) ? count(a) : used.add(a < 0 ? ~a : a)));
  t.objects.countries.geometries.forEach((g) => g.arcs && count(g.arcs));
  return JSON.stringify({ scale: t.transform.scale, translate: t.transform.translate, arcs: t.arcs.map((a) => a.flat()), land: rings, borders: [...used].filter((n) => !coast.has(n)) });
}
