// An operator's own map of the world's streets, as `serve --basemap` takes it: a PMTiles file in the layers of the Protomaps
// basemap, made here of a lake, roads, a block of houses and a place with names in three scripts.
import { writeFileSync } from 'node:fs';
import GeoJSONVT from 'geojson-vt';
import vtpbf from 'vt-pbf';
import { write } from '../basemap/pmtiles.mjs';

export const lake = [35.9, 32.7], box = [35.5, 32.3, 36.6, 33.3];
const maxzoom = 12;

const square = ([lon, lat], r) => ({ type: 'Polygon', coordinates: [[[lon - r, lat - r], [lon + r, lat - r], [lon + r, lat + r], [lon - r, lat + r], [lon - r, lat - r]]] });
const feature = (geometry, properties) => ({ type: 'Feature', geometry, properties });
const line = (...coordinates) => ({ type: 'LineString', coordinates });

const layers = {
  earth: [feature({ type: 'Polygon', coordinates: [[[box[0], box[1]], [box[2], box[1]], [box[2], box[3]], [box[0], box[3]], [box[0], box[1]]]] }, { kind: 'earth' })],
  water: [feature(square(lake, 0.08), { kind: 'lake' })],
  roads: [feature(line([35.6, 32.5], [36.1, 32.75], [36.5, 33.2]), { kind: 'highway' }), feature(line([35.6, 33.1], [36.1, 32.75], [36.5, 32.4]), { kind: 'major_road' })],
  buildings: [feature(square([36.1, 32.75], 0.002), { kind: 'building' })],
  places: [feature({ type: 'Point', coordinates: [36.13, 32.81] }, { kind: 'locality', name: 'قرية', 'name:en': 'Exercise Village', 'name:ar': 'قرية التمرين', 'name:ru': 'Учебное' })],
};

const at = (lon, lat, z) => [Math.floor(((lon + 180) / 360) * 2 ** z), Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z)];

export function make(path) {
  const cut = Object.entries(layers).map(([id, features]) => [id, new GeoJSONVT({ type: 'FeatureCollection', features }, { maxZoom: maxzoom, indexMaxZoom: maxzoom, extent: 4096, buffer: 64 })]);
  const tiles = [];
  for (let z = 0; z <= maxzoom; z++) {
    const [west, north] = at(box[0], box[3], z), [east, south] = at(box[2], box[1], z);
    for (let x = west; x <= east; x++) {
      for (let y = north; y <= south; y++) {
        const parts = Object.fromEntries(cut.map(([id, index]) => [id, index.getTile(z, x, y)]).filter(([, tile]) => tile?.features.length));
        if (Object.keys(parts).length) tiles.push({ z, x, y, data: Buffer.from(vtpbf.fromGeojsonVt(parts, { version: 2, extent: 4096 })) });
      }
    }
  }
  writeFileSync(path, write(tiles, {
    bounds: box, minzoom: 0, maxzoom,
    metadata: { name: 'Exercise', type: 'baselayer', attribution: '<a href="https://example.org">© Makers of the exercise map</a>', vector_layers: Object.keys(layers).map((id) => ({ id, fields: {} })) },
  }));
}
