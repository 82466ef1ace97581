// Distances and bearings on the ground.
import type { Point } from './sync';

export const metres = (a: Point, b: Point): number => {
  const f = Math.PI / 180, h = Math.sin(((b.lat - a.lat) * f) / 2) ** 2 + Math.cos(a.lat * f) * Math.cos(b.lat * f) * Math.sin(((b.lon - a.lon) * f) / 2) ** 2;
  return 12_742_000 * Math.asin(Math.sqrt(h));
};

// along is the point at a bearing and a distance; good to a thousandth, which is far below what an eye estimates.
export const along = (from: Point, bearing: number, distance: number): Point => {
  const f = Math.PI / 180, d = distance / 6_371_000, lat = Math.asin(Math.sin(from.lat * f) * Math.cos(d) + Math.cos(from.lat * f) * Math.sin(d) * Math.cos(bearing * f));
  const lon = from.lon * f + Math.atan2(Math.sin(bearing * f) * Math.sin(d) * Math.cos(from.lat * f), Math.cos(d) - Math.sin(from.lat * f) * Math.sin(lat));
  return { lat: lat / f, lon: lon / f };
};

export const rounded = (p: Point): Point => ({ lat: Math.round(p.lat * 1e5) / 1e5, lon: Math.round(p.lon * 1e5) / 1e5 });
