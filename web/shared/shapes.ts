// Shapes on the ground, without the map that draws them.

export type Features = GeoJSON.Feature<GeoJSON.Geometry, Record<string, unknown>>[];

export type Box = [west: number, south: number, east: number, north: number];

// boundsOf is the box around features, or null for none.
export function boundsOf(geometries: GeoJSON.Geometry[]): Box | null {
  let box: Box | null = null;
  const walk = (c: unknown): void => {
    if (Array.isArray(c) && typeof c[0] === 'number') {
      const [x, y] = c as [number, number];
      box = box ? [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)] : [x, y, x, y];
    } else if (Array.isArray(c)) c.forEach(walk);
  };
  for (const g of geometries) if (g && 'coordinates' in g) walk(g.coordinates);
  return box;
}

// degrees writes a point with as many digits as its uncertainty in metres bears: what rounding moves it is about as much.
export function degrees(p: { lat: number; lon: number }, uncertainty?: number): string {
  const digits = uncertainty ? Math.min(4, Math.max(0, Math.floor(Math.log10(111_320 / uncertainty) + 0.31))) : 4;
  return `${p.lat.toFixed(digits)}, ${p.lon.toFixed(digits)}`;
}

// ring is a circle on the ground around a point, as a polygon.
export function ring(lon: number, lat: number, metres: number): GeoJSON.Polygon {
  const points: [number, number][] = [];
  const dLat = metres / 111_320, dLon = dLat / Math.max(0.01, Math.cos((lat * Math.PI) / 180));
  for (let i = 0; i <= 64; i++) points.push([lon + dLon * Math.cos((i * Math.PI) / 32), lat + dLat * Math.sin((i * Math.PI) / 32)]);
  return { type: 'Polygon', coordinates: [points] };
}
