import { expect, test } from 'vitest';
import { changes, wording, type Item } from '../../desk/terms/console/change';

const square = (x: number, y: number, s = 0.1): GeoJSON.Polygon => ({ type: 'Polygon', coordinates: [[[x, y], [x + s, y], [x + s, y + s], [x, y + s], [x, y]]] });
const item = (id: string, geometry: GeoJSON.Geometry, rest = ''): Item => ({ id, geometry, rest });

test('each zone was added, removed, moved, changed or left as it was', () => {
  const before = [item('a', square(36, 0)), item('b', square(37, 0)), item('c', square(38, 0)), item('d', square(39, 0))];
  const after = [item('a', square(36, 0)), item('c', square(38, 0.01)), item('d', square(39, 0), 'another name'), item('e', square(40, 0))];
  const found = Object.fromEntries(changes(before, after).map((c) => [c.id, c]));
  expect(Object.values(found).map((c) => c.id + ' ' + c.became)).toEqual(['a same', 'b removed', 'c moved', 'd changed', 'e added']);
  expect(found.c!.metres).toBeGreaterThan(1110);
  expect(found.c!.metres).toBeLessThan(1116);
});

test('a point that was put into a straight side moves nothing', () => {
  const [c] = changes([item('a', square(36, 0))], [item('a', { type: 'Polygon', coordinates: [[[36, 0], [36.05, 0], [36.1, 0], [36.1, 0.1], [36, 0.1], [36, 0]]] })]);
  expect(c!.became).toBe('moved');
  expect(c!.metres).toBeCloseTo(0, 3);
});

test('the wording of a clause shows what went and what came', () => {
  const was = 'No new positions within 1 kilometre of the line.', is = 'No new positions and no earthworks within 2 kilometres of the line.';
  const pieces = wording(was, is);
  expect(pieces.filter((p) => p.in !== 'is').map((p) => p.text.trim()).join(' ')).toBe(was);
  expect(pieces.filter((p) => p.in !== 'was').map((p) => p.text.trim()).join(' ')).toBe(is);
  expect(wording('لا مواقع جديدة', 'لا مواقع').filter((p) => p.in === 'was')).toEqual([{ in: 'was', text: 'جديدة' }]);
  expect(wording('', 'new')).toEqual([{ in: 'is', text: 'new' }]);
});
