// How the map looks: a pure function of language and light. The map's data come later, into the sources named here.
import type { FilterSpecification, StyleSpecification, LayerSpecification, ExpressionSpecification } from 'maplibre-gl';
import { heights } from './heights';
import type { Lang } from './view';

export interface Look {
  lang: Lang;
  dark: boolean;
  local: boolean; // the operator brought a richer map
  origin: string; // of the page: "https://centre.example"
  many?: boolean | undefined; // incidents are more than a list holds
  clauses: string[]; // numbers of the agreement's clauses, by which clusters count
}

// What can be drawn. Data for each is set by the Map.
export const sources = ['ground', 'zones', 'lines', 'posts', 'incidents', 'things', 'aircraft', 'halo', 'draft'] as const;
export type SourceName = (typeof sources)[number];

// apart is how near signs may come before they are gathered, in pixels.
export const apart = (look: Look): number => (look.many ? 42 : 28);

// lastGathered is the last zoom at which incidents are gathered: what lies in one place is always one sign.
export const lastGathered = 16;

const font = ['Truce Sans'];

interface Paper {
  water: string;
  land: string;
  border: string;
  name: string;
  halo: string;
  ink: string;
  soft: string;
  road: string;
}

const light: Paper = { water: '#d7dfe0', land: '#f3f1ea', border: '#a9a99b', name: '#5b5e57', halo: '#f7f5ef', ink: '#23302d', soft: '#6d7a72', road: '#cbc3ad' };
const dark: Paper = { water: '#10181a', land: '#1b2426', border: '#55605f', name: '#a3aca8', halo: '#141b1d', ink: '#e5ebe7', soft: '#8b9994', road: '#3a474a' };

export function style(look: Look): StyleSpecification {
  const p = look.dark ? dark : light;
  const empty = { type: 'geojson' as const, data: { type: 'FeatureCollection' as const, features: [] } };
  return {
    version: 8,
    sources: {
      ground: empty,
      world: { type: 'vector', url: `pmtiles://${look.origin}/basemap/world.pmtiles` },
      ...(look.local ? { local: { type: 'vector' as const, url: `pmtiles://${look.origin}/basemap/local.pmtiles` } } : {}),
      zones: empty,
      lines: empty,
      posts: empty,
      things: empty,
      aircraft: empty,
      halo: empty,
      draft: empty,
      incidents: { ...empty, cluster: true, clusterRadius: apart(look), clusterMaxZoom: lastGathered, clusterProperties: sums(look.clauses) },
    },
    layers: [...ground(p), ...(look.local ? richer(p) : []), ...borders(p), ...(look.local ? richerNames(p, look.lang) : []), ...names(p, look.lang), ...held(p), ...law(p), ...places(p), ...incidents(p, look), ...aircraft(p, look.dark)],
  };
}

function ground(p: Paper): LayerSpecification[] {
  return [
    { id: 'water', type: 'background', paint: { 'background-color': p.water } },
    { id: 'land', type: 'fill', source: 'world', 'source-layer': 'land', paint: { 'fill-color': p.land, 'fill-antialias': true } },
  ];
}

// borders lie above a map that the operator brought: what it says of boundaries is not drawn, and its land must not hide these.
function borders(p: Paper): LayerSpecification[] {
  return [
    { id: 'border', type: 'line', source: 'world', 'source-layer': 'border', filter: ['!', ['get', 'disputed']], paint: { 'line-color': p.border, 'line-width': ['interpolate', ['linear'], ['zoom'], 3, 0.6, 10, 1.4] } },
    { id: 'border-disputed', type: 'line', source: 'world', 'source-layer': 'border', filter: ['get', 'disputed'], paint: { 'line-color': p.border, 'line-width': ['interpolate', ['linear'], ['zoom'], 3, 0.6, 10, 1.4], 'line-dasharray': [3, 3] } },
  ];
}

// richer draws a map in the layers of the Protomaps basemap, above the built-in one.
function richer(p: Paper): LayerSpecification[] {
  return [
    { id: 'local-land', type: 'fill', source: 'local', 'source-layer': 'earth', paint: { 'fill-color': p.land } },
    { id: 'local-water', type: 'fill', source: 'local', 'source-layer': 'water', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': p.water } },
    { id: 'local-roads', type: 'line', source: 'local', 'source-layer': 'roads', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': p.road, 'line-width': ['interpolate', ['exponential', 1.5], ['zoom'], 7, wide(0.5), 11, wide(1.2), 16, wide(6)] } },
    { id: 'local-buildings', type: 'fill', source: 'local', 'source-layer': 'buildings', minzoom: 14, paint: { 'fill-color': p.road } },
  ];
}

// wide is how wide a road is drawn, by its kind in the Protomaps basemap.
const wide = (w: number): ExpressionSpecification => ['match', ['get', 'kind'], 'highway', w * 2.2, 'major_road', w * 1.5, w];

export const localNames = 8; // from this zoom on the operator's map names the places

function richerNames(p: Paper, lang: Lang): LayerSpecification[] {
  return [
    { id: 'local-places', type: 'symbol', source: 'local', 'source-layer': 'places', minzoom: localNames, layout: { 'text-field': ['coalesce', ['get', `name:${lang}`], ['get', 'name']], 'text-font': font, 'text-size': 12 }, paint: { 'text-color': p.name, 'text-halo-color': p.halo, 'text-halo-width': 1.4 } },
  ];
}

// namesBelow lets a place be named from its own zoom on.
export const namesBelow = ['<=', ['get', 'z'], ['+', ['zoom'], 0.5]] as unknown as ExpressionSpecification;

function named(lang: Lang): ExpressionSpecification {
  return lang === 'en' ? ['get', 'n'] : ['coalesce', ['get', lang], ['get', 'n']];
}

function names(p: Paper, lang: Lang): LayerSpecification[] {
  return [
    {
      id: 'place-dot', type: 'circle', source: 'world', 'source-layer': 'place', filter: namesBelow as unknown as FilterSpecification,
      paint: { 'circle-radius': ['case', ['==', ['get', 'r'], 0], 3, 2], 'circle-color': p.name, 'circle-opacity': 0.7 },
    },
    {
      id: 'place', type: 'symbol', source: 'world', 'source-layer': 'place', filter: namesBelow as unknown as FilterSpecification,
      layout: {
        'text-field': named(lang), 'text-font': font, 'text-size': ['interpolate', ['linear'], ['get', 'z'], 3, 13.5, 7, 12, 10, 10.5], 'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
        'text-radial-offset': 0.5, 'text-justify': 'auto', 'text-padding': 5, 'symbol-sort-key': ['get', 'z'],
      },
      paint: { 'text-color': p.name, 'text-halo-color': p.halo, 'text-halo-width': 1.4 },
    },
    {
      id: 'country', type: 'symbol', source: 'world', 'source-layer': 'country', maxzoom: 7,
      layout: { 'text-field': named(lang), 'text-font': font, 'text-size': ['interpolate', ['linear'], ['zoom'], 2, 11, 6, 16], 'text-letter-spacing': lang === 'ar' ? 0 : 0.12, 'text-max-width': 7, 'symbol-sort-key': ['-', 0, ['get', 's']] },
      paint: { 'text-color': p.soft, 'text-halo-color': p.halo, 'text-halo-width': 1.6 },
    },
  ];
}

// held draws who is said to hold what, below everything that the agreement says: neutral patterns, each with its word. An edge
// that nobody drew is dashed.
function held(p: Paper): LayerSpecification[] {
  return [
    { id: 'ground-fill', type: 'fill', source: 'ground', paint: { 'fill-pattern': ['get', 'fill'], 'fill-opacity': 0.85 } },
    { id: 'ground-line', type: 'line', source: 'ground', filter: ['!', ['get', 'cell']], paint: { 'line-color': p.soft, 'line-width': 1.4 } },
    { id: 'ground-cell', type: 'line', source: 'ground', filter: ['get', 'cell'], paint: { 'line-color': p.soft, 'line-width': 0.8, 'line-dasharray': [3, 3] } },
    { id: 'ground-name', type: 'symbol', source: 'ground', minzoom: 9, layout: { 'text-field': ['get', 'label'], 'text-font': font, 'text-size': 11, 'text-padding': 12 }, paint: { 'text-color': p.ink, 'text-halo-color': p.halo, 'text-halo-width': 1.6 } },
  ];
}

// law draws the area, zones and lines of the agreement: what each is stands beside it in words.
function law(p: Paper): LayerSpecification[] {
  const isKind = (kind: string): ExpressionSpecification => ['==', ['get', 'kind'], kind];
  return [
    { id: 'zone-fill', type: 'fill', source: 'zones', filter: ['!=', ['get', 'kind'], 'area'], paint: { 'fill-color': p.ink, 'fill-opacity': ['case', ['boolean', ['feature-state', 'picked'], false], 0.16, isKind('nofly'), 0, 0.045] } },
    { id: 'zone-hatch', type: 'fill', source: 'zones', filter: isKind('excluded'), paint: { 'fill-pattern': 'hatch' } },
    { id: 'zone-stipple', type: 'fill', source: 'zones', filter: isKind('humanitarian_corridor'), paint: { 'fill-pattern': 'dots' } },
    { id: 'area-casing', type: 'line', source: 'zones', filter: isKind('area'), paint: { 'line-color': p.halo, 'line-width': 5 } },
    { id: 'area', type: 'line', source: 'zones', filter: isKind('area'), paint: { 'line-color': p.ink, 'line-width': 2 } },
    { id: 'zone-line', type: 'line', source: 'zones', filter: ['all', ['!=', ['get', 'kind'], 'area'], ['!=', ['get', 'kind'], 'nofly']], paint: { 'line-color': p.ink, 'line-opacity': 0.75, 'line-width': 1.2 } },
    { id: 'nofly-line', type: 'line', source: 'zones', filter: isKind('nofly'), paint: { 'line-color': p.ink, 'line-opacity': 0.55, 'line-width': 1, 'line-offset': 5, 'line-dasharray': [6, 3, 1, 3] } },
    { id: 'line-casing', type: 'line', source: 'lines', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': p.halo, 'line-width': 7 } },
    { id: 'line', type: 'line', source: 'lines', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': p.ink, 'line-width': ['case', ['boolean', ['feature-state', 'picked'], false], 6, 4] } },
    { id: 'line-core', type: 'line', source: 'lines', paint: { 'line-color': p.halo, 'line-width': 1.2, 'line-dasharray': [4, 4] } },
    {
      id: 'zone-name', type: 'symbol', source: 'zones', filter: ['all', ['!=', ['get', 'kind'], 'area'], ['!=', ['get', 'kind'], 'nofly']],
      layout: { 'text-field': ['get', 'label'], 'text-font': font, 'text-size': 11.5, 'text-max-width': 9, 'text-padding': 4 }, paint: { 'text-color': p.ink, 'text-halo-color': p.halo, 'text-halo-width': 1.6 },
    },
    {
      id: 'area-name', type: 'symbol', source: 'zones', filter: ['any', isKind('area'), isKind('nofly')],
      layout: { 'symbol-placement': 'line', 'symbol-spacing': 420, 'text-field': ['get', 'label'], 'text-font': font, 'text-size': 11, 'text-offset': ['case', isKind('area'), ['literal', [0, -0.9]], ['literal', [0, 1.4]]], 'text-padding': 10 },
      paint: { 'text-color': p.ink, 'text-halo-color': p.halo, 'text-halo-width': 1.6 },
    },
    {
      id: 'line-name', type: 'symbol', source: 'lines',
      layout: { 'symbol-placement': 'line', 'symbol-spacing': 320, 'text-field': ['get', 'label'], 'text-font': font, 'text-size': 11.5, 'text-offset': [0, -1], 'text-padding': 8 }, paint: { 'text-color': p.ink, 'text-halo-color': p.halo, 'text-halo-width': 1.8 },
    },
  ];
}

function places(p: Paper): LayerSpecification[] {
  const text = { 'text-color': p.ink, 'text-halo-color': p.halo, 'text-halo-width': 1.5 };
  return [
    {
      id: 'post', type: 'symbol', source: 'posts', minzoom: 7.5,
      layout: { 'icon-image': ['concat', 'sign|', ['get', 'kind']], 'icon-allow-overlap': true, 'icon-size': 0.5, 'text-field': ['step', ['zoom'], '', 10, ['get', 'label']], 'text-font': font, 'text-size': 10.5, 'text-anchor': 'top', 'text-offset': [0, 0.7], 'text-optional': true },
      paint: text,
    },
    { id: 'thing-fill', type: 'fill', source: 'things', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': p.ink, 'fill-opacity': 0.08 } },
    { id: 'thing-line', type: 'line', source: 'things', filter: ['!=', ['geometry-type'], 'Point'], paint: { 'line-color': p.ink, 'line-width': 1.5, 'line-dasharray': [2, 2] } },
    { id: 'thing', type: 'symbol', source: 'things', filter: ['all', ['==', ['geometry-type'], 'Point'], ['!=', ['get', 'kind'], 'sos']], layout: { 'icon-image': ['concat', 'sign|', ['coalesce', ['get', 'kind'], 'thing']], 'icon-size': 0.5, 'icon-allow-overlap': true }, paint: text },
  ];
}

// aircraft draws what flies: the way by which it came, coloured by height, and where it is, with its name and height in words.
function aircraft(p: Paper, dark: boolean): LayerSpecification[] {
  const colour = ['match', ['get', 'band'], ...Object.entries(heights).flatMap(([band, [light, night]]) => [band, dark ? night : light]), p.soft] as unknown as ExpressionSpecification;
  return [
    { id: 'trail-casing', type: 'line', source: 'aircraft', filter: ['==', ['geometry-type'], 'LineString'], layout: { 'line-cap': 'round' }, paint: { 'line-color': p.halo, 'line-width': 5 } },
    { id: 'trail', type: 'line', source: 'aircraft', filter: ['==', ['geometry-type'], 'LineString'], layout: { 'line-cap': 'round' }, paint: { 'line-color': colour, 'line-width': 2.5 } },
    { id: 'plane-dot', type: 'circle', source: 'aircraft', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 10, 'circle-color': colour, 'circle-stroke-color': p.halo, 'circle-stroke-width': 2 } },
    {
      id: 'plane', type: 'symbol', source: 'aircraft', filter: ['==', ['geometry-type'], 'Point'],
      layout: {
        'icon-image': 'sign|plane', 'icon-size': 0.4, 'icon-rotate': ['coalesce', ['get', 'course'], 0], 'icon-rotation-alignment': 'map', 'icon-allow-overlap': true, 'icon-ignore-placement': true,
        'text-field': ['get', 'label'], 'text-font': font, 'text-size': 11.5, 'text-anchor': 'top', 'text-offset': [0, 1.1], 'text-optional': true,
      },
      paint: { 'text-color': p.ink, 'text-halo-color': p.halo, 'text-halo-width': 1.6 },
    },
  ];
}

const number = (property: string): ExpressionSpecification => ['coalesce', ['get', property], 0];

// sums are what a cluster knows of its incidents: how many they are, and how many of each clause.
function sums(clauses: string[]): Record<string, ExpressionSpecification> {
  const one: ExpressionSpecification = ['coalesce', ['get', 'n'], 1];
  const own = (c: string): ExpressionSpecification => ['case', ['==', ['get', 'clause'], c], 1, number(`clause:${c}`)];
  return { n: ['+', one] as unknown as ExpressionSpecification, ...Object.fromEntries(clauses.map((c) => [`clause:${c}`, ['+', own(c)] as unknown as ExpressionSpecification])) };
}

// most is the clause that most incidents of a cluster may breach, "" when none of them any.
function most(clauses: string[]): ExpressionSpecification {
  const max = ['max', 0, ...clauses.map((c) => number(`clause:${c}`))] as unknown as ExpressionSpecification;
  return ['case', ['==', max, 0], '', ...clauses.flatMap((c) => [['==', number(`clause:${c}`), max], c]), ''] as unknown as ExpressionSpecification;
}

function incidents(p: Paper, look: Look): LayerSpecification[] {
  const lang = look.lang, several: ExpressionSpecification = ['>', number('n'), 1];
  const radius: [n: number, pixels: number][] = [[2, 13], [50, 20], [1000, 26], [100_000, 32]];
  const mostOf = most(look.clauses);
  return [
    { id: 'halo-fill', type: 'fill', source: 'halo', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': p.ink, 'fill-opacity': 0.07 } },
    { id: 'halo', type: 'line', source: 'halo', paint: { 'line-color': p.ink, 'line-width': 1.4, 'line-dasharray': [3, 2] } },
    {
      id: 'incident-cluster', type: 'circle', source: 'incidents', filter: several,
      paint: { 'circle-color': p.halo, 'circle-radius': ['interpolate', ['linear'], number('n'), ...radius.flat()], 'circle-stroke-width': 2, 'circle-stroke-color': p.ink },
    },
    {
      id: 'incident-count', type: 'symbol', source: 'incidents', filter: several,
      layout: { 'text-field': ['number-format', number('n'), { locale: lang === 'ar' ? 'ar-u-nu-arab' : 'en' }], 'text-font': ['Truce Sans Bold'], 'text-size': 12.5, 'text-allow-overlap': true }, paint: { 'text-color': p.ink },
    },
    {
      id: 'incident-most', type: 'symbol', source: 'incidents', filter: ['all', several, ['!=', mostOf, '']] as unknown as ExpressionSpecification,
      layout: {
        'icon-image': ['concat', 'chip|', mostOf], 'icon-size': 0.4, 'icon-allow-overlap': true, 'icon-ignore-placement': true,
        'icon-offset': ['interpolate', ['linear'], number('n'), ...radius.flatMap(([n, pixels]) => [n, ['literal', [0, pixels / 0.4]]])] as unknown as ExpressionSpecification,
      },
    },
    {
      id: 'incident', type: 'symbol', source: 'incidents', filter: ['!', several],
      layout: { 'icon-image': ['concat', 'chip|', ['get', 'clause']], 'icon-size': 0.5, 'icon-allow-overlap': true, 'symbol-sort-key': ['get', 'severity'] },
    },
    // Near by, what happened stands above the clause, as the standard draws it.
    {
      id: 'incident-kind', type: 'symbol', source: 'incidents', minzoom: 9.5, filter: ['all', ['!', several], ['has', 'kind'], ['!=', ['get', 'kind'], '']] as unknown as FilterSpecification,
      layout: { 'icon-image': ['concat', 'sign|', ['get', 'kind']], 'icon-size': 0.45, 'icon-anchor': 'bottom', 'icon-offset': [0, -26], 'icon-padding': 0, 'icon-ignore-placement': true },
    },
    { id: 'sos', type: 'symbol', source: 'things', filter: ['==', ['get', 'kind'], 'sos'], layout: { 'icon-image': 'sign|sos', 'icon-size': 0.8, 'icon-allow-overlap': true } }, // nothing lies above it
    { id: 'draft-line', type: 'line', source: 'draft', paint: { 'line-color': p.ink, 'line-width': 2, 'line-dasharray': [1, 1] } },
    { id: 'draft', type: 'symbol', source: 'draft', filter: ['==', ['geometry-type'], 'Point'], layout: { 'icon-image': 'sign|pick', 'icon-size': 0.5, 'icon-allow-overlap': true } },
  ];
}
