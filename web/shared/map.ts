// The only place that knows MapLibre. Data go in, gestures come out; no component holds the map itself.
import { Map as GL, ScaleControl, setWorkerUrl, addProtocol, type FilterSpecification, type GeoJSONSource, type MapMouseEvent, type MapGeoJSONFeature } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { Protocol } from 'pmtiles';
import 'maplibre-gl/dist/maplibre-gl.css';
import { sign, type Sign } from './signs';
import { asSign, standard } from './symbols';
import { apart, lastGathered, localNames, namesBelow, sources, style, type Look, type SourceName } from './style';
import type { Box, Features } from './shapes';

export interface Gestures {
  select: (sels: string[]) => void; // what lies under the pointer: one, or several in one place
  point: (lon: number, lat: number) => void; // a place was pointed at, while pointing is on
  moved: (lon: number, lat: number, zoom: number) => void;
  sees: (sight: { box: Box; zoom: number }) => void; // what is in sight, at the start and after each move
  credits: (text: string) => void; // whom the map that the operator brought is owed to
  hover: (title: string, x: number, y: number) => void; // "" when nothing is under the pointer
}


let prepared = false;

function prepare(): void {
  if (prepared) return;
  prepared = true;
  setWorkerUrl(workerUrl);
  addProtocol('pmtiles', new Protocol({ metadata: true }).tile);
}

// What can be picked, uppermost first.
const picked = ['sos', 'plane-dot', 'trail', 'incident', 'incident-cluster', 'thing', 'thing-fill', 'post', 'line-casing', 'ground-fill', 'zone-fill', 'area'];

const atOnce = 200; // of one place are listed

const reach = 4; // pixels around the pointer

export class Map {
  private gl: GL;
  private data: Partial<Record<SourceName, Features>> = {};
  private ready = false;
  private styled: boolean | undefined; // whether the style that was last asked for has the signs of many
  private scale = new ScaleControl({ unit: 'metric', maxWidth: 110 });
  private pointing = false;
  private chosen: { source: SourceName; id: number }[] = [];

  constructor(private box: HTMLElement, private look: Look, private gestures: Gestures, start: { center: [number, number]; zoom: number } | { bounds: Box }) {
    prepare();
    this.gl = new GL({
      container: box, style: style(look), attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, maxPitch: 0, maxZoom: 17, fadeDuration: 0, renderWorldCopies: true,
      ...('bounds' in start ? { bounds: start.bounds, fitBoundsOptions: { padding: 36 } } : start),
    });
    this.gl.touchZoomRotate.disableRotation();
    this.gl.keyboard.disableRotation();
    this.gl.addControl(this.scale, corner(look));
    this.gl.setMissingStyleImageResolver((id) => this.draw(id));
    this.gl.on('style.load', () => this.loaded());
    this.gl.on('moveend', () => {
      const { lng, lat } = this.gl.getCenter();
      gestures.moved(lng, lat, this.gl.getZoom());
    });
    const sees = () => {
      const b = this.gl.getBounds();
      gestures.sees({ box: [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()], zoom: this.gl.getZoom() });
    };
    this.gl.on('moveend', sees);
    this.gl.on('resize', sees);
    sees();
    this.gl.on('click', (e: MapMouseEvent) => void this.click(e));
    this.gl.on('mousemove', (e: MapMouseEvent) => this.hover(e));
    this.gl.on('mouseout', () => gestures.hover('', 0, 0));
    this.gl.on('sourcedata', (e) => {
      if (e.sourceId === 'local' && e.sourceDataType === 'metadata') this.beside();
    });
    this.gl.on('idle', () => (box.dataset.idle = 'yes')); // for tests: everything asked for is drawn
    this.gl.getCanvas().setAttribute('aria-label', box.getAttribute('aria-label') ?? '');
  }

  private draw(name: string): void {
    const put = (s: Sign | null) => {
      if (!s) return;
      if (this.gl.hasImage(name)) this.gl.removeImage(name);
      this.gl.addImage(name, s);
    };
    const dark = this.look.dark;
    if (!this.gl.hasImage(name)) put(sign(name, dark));
    // Where a standard symbol exists it takes the place of the shape as soon as it is there.
    const [sort, kind = ''] = name.split('|');
    if (sort === 'sign' && standard[kind]) void asSign(kind, dark).then((s) => { if (this.ready && this.look.dark === dark) put(s); }, () => undefined);
  }

  private loaded(): void {
    this.ready = true;
    if (this.look.many !== this.styled) this.spread();
    for (const name of sources) if (this.data[name]) this.put(name);
  }

  // beside makes room for the operator's own map: its makers are named, and where it names places these are not named twice.
  private beside(): void {
    const local = this.gl.getSource('local') as { attribution?: string; bounds?: Box; vectorLayerIds?: string[] } | undefined; // as its own metadata say
    this.gestures.credits(bare(local?.attribution ?? ''));
    if (!local?.bounds || !local.vectorLayerIds?.includes('places')) return;
    const [west, south, east, north] = local.bounds;
    const inside = { type: 'Polygon' as const, coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] };
    for (const id of ['place', 'place-dot']) this.gl.setFilter(id, ['all', namesBelow, ['any', ['<', ['zoom'], localNames], ['!', ['within', inside]]]] as unknown as FilterSpecification);
  }

  private put(name: SourceName): void {
    delete this.box.dataset.idle;
    (this.gl.getSource(name) as GeoJSONSource | undefined)?.setData({ type: 'FeatureCollection', features: this.data[name] ?? [] });
  }

  // set replaces what a source shows. Each feature's properties hold sel (what opens on a click) and title.
  // Of incidents, n is how many a feature stands for, 1 when it says nothing of it.
  set(name: SourceName, features: Features): void {
    if (name === 'incidents') this.box.dataset.count = String(features.reduce((n, f) => n + Number(f.properties.n ?? 1), 0)); // for tests, as idle is
    this.data[name] = features.map((f, i) => ({ ...f, id: i }));
    if (this.ready) this.put(name);
  }

  // crowd says whether incidents are more than a list holds: then signs stand farther apart, and are fewer.
  crowd(many: boolean): void {
    if (many === this.look.many) return;
    this.look = { ...this.look, many };
    if (this.ready) this.spread();
  }

  // spread sets signs as far apart as they now are to be. A style that is still on its way has no source yet: loaded asks again.
  private spread(): void {
    (this.gl.getSource('incidents') as GeoJSONSource | undefined)?.setClusterOptions({ cluster: true, clusterRadius: apart(this.look) });
  }

  // restyle changes language or light, and keeps the data.
  restyle(next: Look): void {
    const look = { ...next, many: this.look.many };
    if (JSON.stringify(look) === JSON.stringify(this.look)) return;
    if (corner(look) !== corner(this.look)) {
      this.gl.removeControl(this.scale);
      this.gl.addControl(this.scale, corner(look));
    }
    this.look = look;
    this.styled = look.many;
    this.ready = false;
    this.gl.setStyle(style(look), { diff: false });
  }

  // choose marks the zones and lines that what is opened speaks of.
  choose(sels: string[]): void {
    if (!this.ready) {
      this.gl.once('idle', () => this.choose(sels));
      return;
    }
    for (const c of this.chosen) if (this.gl.getSource(c.source)) this.gl.setFeatureState(c, { picked: false });
    this.chosen = [];
    for (const source of ['zones', 'lines'] as const) {
      this.data[source]?.forEach((f, id) => {
        if (!sels.includes(String(f.properties.sel))) return;
        this.chosen.push({ source, id });
        this.gl.setFeatureState({ source, id }, { picked: true });
      });
    }
  }

  // point turns pointing on or off: while it is on, a click names a place and opens nothing.
  point(on: boolean): void {
    this.pointing = on;
    this.gl.getCanvas().style.cursor = on ? 'crosshair' : '';
  }

  show(lon: number, lat: number, zoom?: number): void {
    const bounds = this.gl.getBounds();
    const near = bounds.contains([lon, lat]);
    if (near && zoom === undefined) return;
    this.gl.easeTo({ center: [lon, lat], zoom: zoom ?? this.gl.getZoom(), duration: calm() ? 0 : 400 });
  }

  jump(lon: number, lat: number, zoom: number): void {
    const c = this.gl.getCenter();
    if (Math.abs(c.lng - lon) < 1e-4 && Math.abs(c.lat - lat) < 1e-4 && Math.abs(this.gl.getZoom() - zoom) < 0.01) return;
    this.gl.jumpTo({ center: [lon, lat], zoom });
  }

  fit(box: Box): void {
    this.gl.fitBounds(box, { padding: 36, duration: calm() ? 0 : 400 });
  }

  zoom(by: number): void {
    this.gl.easeTo({ zoom: this.gl.getZoom() + by, duration: calm() ? 0 : 200 });
  }

  resize(): void {
    this.gl.resize();
  }

  remove(): void {
    this.gl.remove();
  }

  private under(e: MapMouseEvent): MapGeoJSONFeature[] {
    const layers = picked.filter((id) => this.gl.getLayer(id));
    const { x, y } = e.point;
    return this.gl.queryRenderedFeatures([[x - reach, y - reach], [x + reach, y + reach]], { layers })
      .sort((a, b) => picked.indexOf(a.layer.id) - picked.indexOf(b.layer.id));
  }

  private async click(e: MapMouseEvent): Promise<void> {
    if (this.pointing) {
      this.gestures.point(e.lngLat.lng, e.lngLat.lat);
      return;
    }
    const found = this.under(e)[0];
    if (!found) {
      this.gestures.select([]);
      return;
    }
    if (found.properties['sel'] !== undefined) {
      this.gestures.select([String(found.properties['sel'])]);
      return;
    }
    const at = (found.geometry as GeoJSON.Point).coordinates as [number, number];
    if (!found.properties['cluster']) { // counted by its tile: what is nearer has tiles of its own
      this.show(...at, this.gl.getZoom() + 2);
      return;
    }
    const source = this.gl.getSource('incidents') as GeoJSONSource;
    const id = Number(found.properties['cluster_id']);
    const zoom = await source.getClusterExpansionZoom(id);
    const leaves = await source.getClusterLeaves(id, atOnce, 0);
    const counted = leaves.some((f) => f.properties?.['sel'] === undefined);
    if (zoom <= lastGathered || counted) {
      this.show(...at, counted ? Math.min(zoom + 0.2, this.gl.getZoom() + 2) : zoom + 0.2);
      return;
    }
    this.gestures.select(leaves.map((f) => String(f.properties?.['sel']))); // reports of one place stay together at every zoom
  }

  private hover(e: MapMouseEvent): void {
    if (this.pointing) return;
    const found = this.under(e)[0];
    this.gl.getCanvas().style.cursor = found ? 'pointer' : '';
    this.gestures.hover(found ? String(found.properties['title'] ?? '') : '', e.point.x, e.point.y);
  }
}

// corner is the one that the legend leaves free.
const corner = (look: Look) => (look.lang === 'ar' ? 'bottom-right' as const : 'bottom-left' as const);

// bare takes an attribution's words out of the HTML that it usually is.
const bare = (html: string): string => (new DOMParser().parseFromString(html, 'text/html').body.textContent ?? '').trim();

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
