import { expect, test } from 'vitest';
import { tongue } from '../shared/i18n';
import { fold } from '../shared/drawn';
import { binsOf, offsetOf } from '../shared/bins';

const spaces = (s: string) => s.replace(/[\u00a0\u202f]/g, ' ');

test('times stand in the agreement\'s zone, digits in the reader\'s', () => {
  expect(tongue('en', 'Asia/Damascus').time('2017-07-09T09:00:00Z')).toContain('12:00');
  expect(tongue('ar', 'Asia/Damascus').time('2017-07-09T09:00:00Z')).toContain('١٢:٠٠');
  expect(tongue('ru', 'Asia/Damascus').time('2017-07-09T09:00:00Z')).toContain('12:00');
  expect(spaces(tongue('en').utc('2017-07-09T09:00:00Z'))).toContain('09:00 UTC');
});

test('what is not known is said to be so, and is not a time', () => {
  expect(tongue('en').time(undefined)).toBe('not known');
  expect(tongue('ar').code('level', undefined)).toBe('غير معلوم');
});

test('a zone is ahead of UTC by what it was on that day', () => {
  expect(offsetOf('Asia/Damascus', Date.parse('2017-07-09T09:00:00Z'))).toBe(3 * 3_600_000);
  expect(offsetOf('Asia/Damascus', Date.parse('2017-01-09T09:00:00Z'))).toBe(2 * 3_600_000);
});

test('a day of the strip is a day of the zone', () => {
  const day = 86_400_000, from = Date.parse('2017-07-09T00:00:00Z');
  const one = { start: '2017-07-09T22:30:00Z', clause: 'C3', count: 2 }; // 01:30 on the 10th in Damascus
  const bins = binsOf([one], from, from + 3 * day, day, 3 * 3_600_000);
  expect(bins.map((b) => b.counts.get('C3') ?? 0)).toEqual([0, 2, 0, 0].slice(0, bins.length));
});

test('a week begins on Monday in the zone', () => {
  const day = 86_400_000, offset = 3 * 3_600_000;
  const [first] = binsOf([], Date.parse('2017-07-12T00:00:00Z'), Date.parse('2017-07-13T00:00:00Z'), 7 * day, offset);
  expect(new Date(first!.from).toISOString()).toBe('2017-07-09T21:00:00.000Z'); // Monday the 10th in Damascus
});

test('search takes spellings for alike that people do not tell apart', () => {
  expect(fold('Dar‘ā')).toBe(fold("Dar'a"));
  expect(fold('الإسكندرية')).toBe(fold('الاسكندريه'));
  expect(fold('٥٢١')).toBe('521');
});
