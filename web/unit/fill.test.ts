import { expect, test } from 'vitest';
import { command, missing } from '../field/fill';
import { along, metres } from '../field/way';
import type { Blank } from '../field/sync';

const blanks: Blank[] = [
  { field: 'type', kind: 'choice', required: true }, { field: 'start', kind: 'moment' }, { field: 'place', kind: 'point', radius: 'uncertainty_m' }, { field: 'count.n', kind: 'number' },
  { field: 'count.of', kind: 'line' }, { field: 'patrol', kind: 'entry' }, { field: 'codes', kind: 'lines' }, { field: 'sure', kind: 'yes' }, { field: 'means', kind: 'fixed', value: 'radio' },
  { field: 'visits', kind: 'list', blanks: [{ field: 'name', kind: 'line', required: true }] },
];

test('a filled sheet is the command; what is not known is left out, and zero is known', () => {
  expect(command(blanks, { type: 'mortar', start: '2017-07-10T06:20:00Z', place: { lat: 32.6, lon: 36.1 }, 'place/within': '12', 'count.n': '0', 'count.of': 'rounds', patrol: '7', codes: ' a \n\nb', sure: true, visits: [{ name: ' Izra ' }] }))
    .toEqual({ type: 'mortar', start: '2017-07-10T06:20:00.000Z', place: { lat: 32.6, lon: 36.1 }, uncertainty_m: 12, count: { n: 0, of: 'rounds' }, patrol: 7, codes: ['a', 'b'], sure: true, means: 'radio', visits: [{ name: 'Izra' }] });
  expect(command(blanks, { type: '', 'count.of': 'rounds', sure: false })).toEqual({ means: 'radio' });
});

test('what is missing is found, inside a list too', () => {
  expect(missing(blanks, {}).map((b) => b.field)).toEqual(['type']);
  expect(missing(blanks, { type: 'x', visits: [{ name: '' }] }).map((b) => b.field)).toEqual(['visits']);
});

test('bearing and distance lead where they should', () => {
  const from = { lat: 32.6, lon: 36.1 }, to = along(from, 90, 4000);
  expect(Math.abs(metres(from, to) - 4000)).toBeLessThan(10);
  expect(to.lon).toBeGreaterThan(from.lon);
  expect(Math.abs(to.lat - from.lat)).toBeLessThan(1e-4);
});
