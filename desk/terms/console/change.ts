// What two versions of the text do not share, and how far a line on the map moved. The desk lists the ids; here is found
// what became of each.
export interface Item {
  id: string;
  geometry: GeoJSON.Geometry | null;
  rest: string; // all but the geometry, to see whether anything else differs
}

export type Became = 'added' | 'removed' | 'moved' | 'changed' | 'same';

export interface Changed {
  id: string;
  became: Became;
  was?: Item;
  is?: Item;
  metres: number; // how far any of its points lies from the nearest of the other; 0 unless moved
}

export function changes(before: Item[], after: Item[]): Changed[] {
  const was = new Map(before.map((i) => [i.id, i])), is = new Map(after.map((i) => [i.id, i]));
  return [...new Set([...was.keys(), ...is.keys()])].map((id) => {
    const a = was.get(id), b = is.get(id);
    if (!a) return { id, became: 'added', is: b!, metres: 0 };
    if (!b) return { id, became: 'removed', was: a, metres: 0 };
    if (JSON.stringify(a.geometry) !== JSON.stringify(b.geometry)) return { id, became: 'moved', was: a, is: b, metres: Math.max(farthest(a, b), farthest(b, a)) };
    return { id, became: a.rest === b.rest ? 'same' : 'changed', was: a, is: b, metres: 0 };
  });
}

// pointsOf are all positions of a geometry.
export function linesOf(g: GeoJSON.Geometry | null): [number, number][][] {
  const out: [number, number][][] = [];
  const walk = (c: unknown): void => {
    if (!Array.isArray(c)) return;
    if (Array.isArray(c[0]) && typeof c[0][0] === 'number') out.push(c as [number, number][]);
    else if (typeof c[0] === 'number') out.push([c as unknown as [number, number]]);
    else c.forEach(walk);
  };
  if (g && 'coordinates' in g) walk(g.coordinates);
  return out;
}

// farthest is the greatest distance in metres from a point of one to the nearest stretch of the other. Over the size of a
// zone the ground is flat enough for a figure that is only shown.
function farthest(from: Item, to: Item): number {
  const points = linesOf(from.geometry).flat(), lines = linesOf(to.geometry);
  if (points.length === 0 || lines.length === 0) return 0;
  const east = 111_320 * Math.cos((points[0]![1] * Math.PI) / 180), north = 111_320;
  let most = 0;
  for (const [x, y] of points) {
    let least = Infinity;
    for (const line of lines) {
      for (let i = 0; i < line.length; i++) {
        const [ax, ay] = line[Math.max(0, i - 1)]!, [bx, by] = line[i]!;
        const dx = (bx - ax) * east, dy = (by - ay) * north, px = (x - ax) * east, py = (y - ay) * north;
        const t = dx || dy ? Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy))) : 0;
        least = Math.min(least, Math.hypot(px - t * dx, py - t * dy));
      }
    }
    most = Math.max(most, least);
  }
  return most;
}

// A Piece of a text is in both versions, or in one.
export interface Piece {
  in: 'both' | 'was' | 'is';
  text: string;
}

// wording finds the words that differ, by the longest common run of words.
export function wording(was: string, is: string): Piece[] {
  const a = was.split(/(?<=\s)/).filter(Boolean), b = is.split(/(?<=\s)/).filter(Boolean);
  const n = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) for (let j = b.length - 1; j >= 0; j--) n[i]![j] = a[i]!.trim() === b[j]!.trim() ? n[i + 1]![j + 1]! + 1 : Math.max(n[i + 1]![j]!, n[i]![j + 1]!);
  const out: Piece[] = [];
  const put = (where: Piece['in'], text: string) => {
    const last = out.at(-1);
    if (last?.in === where) last.text += text;
    else out.push({ in: where, text });
  };
  let i = 0, j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i]!.trim() === b[j]!.trim()) {
      put('both', b[j++]!);
      i++;
    } else if (j === b.length || (i < a.length && n[i + 1]![j]! >= n[i]![j + 1]!)) put('was', a[i++]!);
    else put('is', b[j++]!);
  }
  return out;
}
