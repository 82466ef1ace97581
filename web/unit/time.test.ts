import { expect, test } from 'vitest';
import { tongue } from '../shared/i18n';
import { fold } from '../shared/drawn';
import { binsOf, offsetOf, sizeOf, spanOf } from '../shared/bins';

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

const ms = (s: string) => Date.parse(s), day = 86_400_000;
const force = { from: ms('2017-07-09T09:00:00Z'), to: ms('2018-01-09T09:00:00Z') };

test('a report of today does not stretch the strip of an exercise of another year', () => {
  const exercise = [ms('2017-07-10T00:00:00Z'), ms('2017-10-02T00:00:00Z')], now = ms('2026-11-21T12:00:00Z');
  const alone = spanOf(exercise, force, now);
  expect(spanOf([...exercise, now], force, now)).toEqual(alone);
  expect(spanOf([...exercise, ms('1917-08-01T00:00:00Z')], force, now)).toEqual(alone); // nor does a wrong year
  expect(new Date(alone.from).toISOString()).toBe('2017-07-08T00:00:00.000Z');
  expect(new Date(alone.to).toISOString()).toBe('2017-10-03T00:00:00.000Z');
});

test('the strip of an agreement in force reaches to now, however quiet it was', () => {
  const now = ms('2017-12-20T12:00:00Z');
  expect(spanOf([ms('2017-07-10T00:00:00Z')], { ...force, to: now }, now).to).toBe(ms('2017-12-21T00:00:00Z'));
});

test('what came before and after belongs to the strip as long as no half year lies between', () => {
  const months = Array.from({ length: 40 }, (_, i) => ms('2016-03-01T00:00:00Z') + i * 30 * day);
  const s = spanOf(months, force, ms('2026-01-01T00:00:00Z'));
  expect(s.from).toBe(months[0]);
  expect(s.to).toBeGreaterThan(months.at(-1)!);
});

test('a strip never has more bins than can be drawn', () => {
  for (const years of [0.01, 0.3, 1, 9, 90, 900]) {
    const to = years * 365 * day, size = sizeOf(0, to);
    expect(binsOf([{ start: new Date(to - day / 2).toISOString(), clause: '', count: 3 }], 0, to, size, 0).reduce((n, b) => n + (b.counts.get('') ?? 0), 0)).toBe(3);
    expect(to / size).toBeLessThan(522);
  }
});

test('search takes spellings for alike that people do not tell apart', () => {
  expect(fold('Dar‘ā')).toBe(fold("Dar'a"));
  expect(fold('الإسكندرية')).toBe(fold('الاسكندريه'));
  expect(fold('٥٢١')).toBe('521');
});
