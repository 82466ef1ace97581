// A light map for a phone without a line: coasts and boundaries, the places that the agreement names, a cross in the middle. One
// canvas, no tiles. Boundaries are all dashed: the phone takes no side in them.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useWords } from './say';
import { mission, type Point } from './sync';
import { useStore } from '../shared/store';

interface Land {
  scale: [number, number];
  translate: [number, number];
  arcs: number[][]; // x0, y0, dx, dy …
  land: number[][]; // rings of arcs; ~n is n backwards
  borders: number[];
}

let land: Promise<Land | null> | null = null;

// The file was kept by the service worker, so that it is there without a line.
const theLand = (): Promise<Land | null> => (land ??= fetch('./land.json').then((a) => (a.ok ? (a.json() as Promise<Land>) : null), () => null));

const mercator = (lat: number): number => Math.log(Math.tan(Math.PI / 4 + (Math.max(-85, Math.min(85, lat)) * Math.PI) / 360));

interface Shown {
  lat: number;
  lon: number;
  zoom: number; // pixels for one degree of longitude
}

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

export function Map({ at, line, done }: { at: Point | undefined; line?: [Point, Point] | undefined; done: (p: Point) => void }) {
  const { t, of, lang } = useWords();
  const m = useStore(mission);
  const canvas = useRef<HTMLCanvasElement>(null);
  const first = at ?? middle(m?.area ?? [], m?.places.map((p) => p.point) ?? []);
  const [shown, show] = useState<Shown>({ ...first, zoom: at ? 6000 : 400 });
  const [ground, set] = useState<Land | null>(null);
  useEffect(() => { void theLand().then(set); }, []);
  useEffect(() => {
    const c = canvas.current;
    if (c) draw(c, shown, ground, m?.area ?? [], (m?.places ?? []).map((p) => ({ name: of(p.name), point: p.point })), line, lang === 'ar');
  }, [shown, ground, m, lang, line]);
  const move = (dx: number, dy: number) => show((s) => shifted(s, dx, dy));
  const zoom = (by: number) => show((s) => ({ ...s, zoom: Math.max(20, Math.min(400_000, s.zoom * by)) }));
  const held = useRef(new globalThis.Map<number, { x: number; y: number }>());
  return (
    <div class="map">
      <p class="hint" id="mapabout">{t('mapabout')}</p>
      <canvas ref={canvas} tabIndex={0} role="application" aria-label={t('onmap')} aria-describedby="mapabout"
        onKeyDown={(e) => {
          const step = e.shiftKey ? 4 : 24, way = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[e.key];
          if (way) move(way[0]!, way[1]!);
          else if (e.key === '+' || e.key === '=') zoom(1.5);
          else if (e.key === '-') zoom(1 / 1.5);
          else if (e.key === 'Enter') done(rounded(shown));
          else return;
          e.preventDefault();
        }}
        onWheel={(e) => { e.preventDefault(); zoom(e.deltaY < 0 ? 1.2 : 1 / 1.2); }}
        onPointerDown={(e) => { e.currentTarget.setPointerCapture(e.pointerId); held.current.set(e.pointerId, { x: e.clientX, y: e.clientY }); }}
        onPointerUp={(e) => held.current.delete(e.pointerId)}
        onPointerCancel={(e) => held.current.delete(e.pointerId)}
        onPointerMove={(e) => {
          const was = held.current.get(e.pointerId);
          if (!was) return;
          const others = [...held.current].filter(([id]) => id !== e.pointerId).map(([, p]) => p);
          if (others[0]) {
            const apart = (p: { x: number; y: number }) => Math.hypot(p.x - others[0]!.x, p.y - others[0]!.y) || 1;
            zoom(apart({ x: e.clientX, y: e.clientY }) / apart(was));
          } else move(e.clientX - was.x, e.clientY - was.y);
          held.current.set(e.pointerId, { x: e.clientX, y: e.clientY });
        }} />
      <output class="coords" dir="ltr">{shown.lat.toFixed(4)}, {shown.lon.toFixed(4)}</output>
      <p class="row">
        <button type="button" onClick={() => zoom(2)} aria-label={t('zoomin')}>+</button>
        <button type="button" onClick={() => zoom(0.5)} aria-label={t('zoomout')}>−</button>
        <button type="button" class="primary" onClick={() => done(rounded(shown))}>{t('take')}</button>
      </p>
    </div>
  );
}

function middle(area: Point[][], places: Point[]): Point {
  const all = area.flat().length > 0 ? area.flat() : places;
  if (all.length === 0) return { lat: 20, lon: 20 };
  const lats = all.map((p) => p.lat), lons = all.map((p) => p.lon);
  return { lat: (Math.min(...lats) + Math.max(...lats)) / 2, lon: (Math.min(...lons) + Math.max(...lons)) / 2 };
}

function shifted(s: Shown, dx: number, dy: number): Shown {
  const y = mercator(s.lat) + ((dy / s.zoom) * Math.PI) / 180;
  return { ...s, lon: s.lon - dx / s.zoom, lat: ((2 * Math.atan(Math.exp(y)) - Math.PI / 2) * 180) / Math.PI };
}

function draw(c: HTMLCanvasElement, s: Shown, ground: Land | null, area: Point[][], places: { name: string; point: Point }[], line: [Point, Point] | undefined, rtl: boolean): void {
  const ratio = devicePixelRatio || 1, w = c.clientWidth, h = c.clientHeight, g = c.getContext('2d');
  if (!g || w === 0) return;
  c.width = w * ratio;
  c.height = h * ratio;
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  const style = getComputedStyle(document.documentElement), colour = (name: string) => style.getPropertyValue(name).trim();
  const cy = mercator(s.lat), put = (lon: number, lat: number): [number, number] => [w / 2 + (lon - s.lon) * s.zoom, h / 2 - ((mercator(lat) - cy) * 180 * s.zoom) / Math.PI];
  g.fillStyle = colour('--water');
  g.fillRect(0, 0, w, h);
  if (ground) {
    const trace = (n: number, begin: boolean) => {
      const arc = ground.arcs[n < 0 ? ~n : n]!, points: [number, number][] = [];
      let x = 0, y = 0;
      for (let i = 0; i < arc.length; i += 2) points.push([(x += arc[i]!) * ground.scale[0] + ground.translate[0], (y += arc[i + 1]!) * ground.scale[1] + ground.translate[1]]);
      if (n < 0) points.reverse();
      points.forEach(([lon, lat], i) => { const [px, py] = put(lon, lat); if (i === 0 && begin) g.moveTo(px, py); else g.lineTo(px, py); });
    };
    g.beginPath();
    for (const ring of ground.land) ring.forEach((n, i) => trace(n, i === 0));
    g.fillStyle = colour('--land');
    g.fill('evenodd');
    g.beginPath();
    for (const n of ground.borders) trace(n, true);
    g.strokeStyle = colour('--soft');
    g.setLineDash([4, 4]);
    g.lineWidth = 1;
    g.stroke();
    g.setLineDash([]);
  }
  g.strokeStyle = colour('--ink');
  g.lineWidth = 1.5;
  for (const ring of area) {
    g.beginPath();
    ring.forEach((p, i) => { const [x, y] = put(p.lon, p.lat); if (i === 0) g.moveTo(x, y); else g.lineTo(x, y); });
    g.closePath();
    g.stroke();
  }
  g.font = '14px "Truce Sans", system-ui, sans-serif';
  g.direction = rtl ? 'rtl' : 'ltr';
  const taken: [number, number][] = [];
  for (const p of places) {
    const [x, y] = put(p.point.lon, p.point.lat);
    if (x < 0 || y < 0 || x > w || y > h) continue;
    g.fillStyle = colour('--ink');
    g.beginPath();
    g.arc(x, y, 3, 0, 7);
    g.fill();
    if (taken.some(([a, b]) => Math.abs(a - x) < 80 && Math.abs(b - y) < 18)) continue;
    taken.push([x, y]);
    g.lineWidth = 3;
    g.strokeStyle = colour('--land');
    g.strokeText(p.name, x + (rtl ? -7 : 7), y + 5);
    g.fillText(p.name, x + (rtl ? -7 : 7), y + 5);
  }
  if (line) {
    g.beginPath();
    g.moveTo(...put(line[0].lon, line[0].lat));
    g.lineTo(...put(line[1].lon, line[1].lat));
    g.strokeStyle = colour('--accent');
    g.lineWidth = 3;
    g.stroke();
  }
  g.strokeStyle = colour('--accent');
  g.lineWidth = 2.5;
  g.beginPath();
  for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
    g.moveTo(w / 2 + dx! * 5, h / 2 + dy! * 5);
    g.lineTo(w / 2 + dx! * 20, h / 2 + dy! * 20);
  }
  g.stroke();
  scale(g, s, h, colour('--ink'));
}

// scale draws a round number of metres.
function scale(g: CanvasRenderingContext2D, s: Shown, h: number, ink: string): void {
  const perPixel = metres({ lat: s.lat, lon: s.lon }, { lat: s.lat, lon: s.lon + 1 / s.zoom }), most = perPixel * 110, ten = 10 ** Math.floor(Math.log10(most));
  const length = [5, 2, 1].map((n) => n * ten).find((n) => n <= most) ?? ten, wide = length / perPixel;
  g.fillStyle = ink;
  g.fillRect(10, h - 12, wide, 3);
  g.direction = 'ltr';
  g.textAlign = 'start';
  g.fillText(length >= 1000 ? `${length / 1000} km` : `${length} m`, 10, h - 17);
}
