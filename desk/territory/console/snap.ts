// Takes a corner from what is drawn already, so that two areas that should meet have one edge and no gap.
export type Corner = [lon: number, lat: number];

// snap gives the nearest corner or place on an edge within reach, or the point itself. Corners come before edges. The reach is in
// degrees of latitude.
export function snap(at: Corner, shapes: GeoJSON.MultiPolygon[], reach: number): { at: Corner; snapped: boolean } {
  const east = Math.cos((at[1] * Math.PI) / 180);
  const apart = (p: Corner) => Math.hypot((p[0] - at[0]) * east, p[1] - at[1]);
  let corner: Corner | null = null, edge: Corner | null = null, toCorner = reach, toEdge = reach;
  for (const shape of shapes) {
    for (const ring of shape.coordinates.flat()) {
      for (let i = 1; i < ring.length; i++) {
        const a = ring[i - 1] as Corner, b = ring[i] as Corner;
        if (apart(b) < toCorner) [corner, toCorner] = [b, apart(b)];
        const dx = (b[0] - a[0]) * east, dy = b[1] - a[1], long = dx * dx + dy * dy;
        if (long === 0) continue;
        const t = Math.min(1, Math.max(0, ((at[0] - a[0]) * east * dx + (at[1] - a[1]) * dy) / long));
        const on: Corner = [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
        if (apart(on) < toEdge) [edge, toEdge] = [on, apart(on)];
      }
    }
  }
  const found = corner ?? edge;
  return found ? { at: [round(found[0]), round(found[1])], snapped: true } : { at: [round(at[0]), round(at[1])], snapped: false };
}

// round keeps the digits that the record has.
const round = (n: number) => Math.round(n * 1e7) / 1e7;
