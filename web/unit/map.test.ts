import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { expect, test } from 'vitest';
import { style } from '../shared/style';
import { allColours, colour } from '../shared/clauses';
import { boundsOf, degrees, ring } from '../shared/shapes';
import { disputed } from '../basemap/disputed.mjs';
import ms from 'milsymbol';
import { standard } from '../shared/symbols';
import { arabicName, russianName } from '../basemap/names.mjs';

test.each([['en', false, false], ['ar', true, false], ['ru', false, true]] as const)('the style for %s, dark %s, local %s is valid', (lang, dark, local) => {
  expect(validateStyleMin(style({ lang, dark, local, origin: 'http://127.0.0.1:8417', clauses: ['C1', 'C2'] }))).toEqual([]);
});

test('the style asks for nothing from elsewhere', () => {
  const text = JSON.stringify(style({ lang: 'en', dark: false, local: true, origin: 'http://here', clauses: [] }));
  expect(text.match(/https?:\/\/[^"/]*/g)?.every((u) => u === 'http://here')).toBe(true);
});

const luminance = (hex: string) => {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

test('a clause\'s number can be read on its colour', () => {
  for (const c of allColours) expect(1.05 / (luminance(c) + 0.05), c).toBeGreaterThan(4.5);
});

test('the clauses of the example have colours of their own', () => {
  expect(new Set(Array.from({ length: 13 }, (_, i) => colour(`C${i + 1}`))).size).toBe(13);
});

test('a ring is as wide as it says', () => {
  const b = boundsOf([ring(36.1, 32.6, 5000)])!;
  expect((b[3] - b[1]) * 111.32).toBeCloseTo(10, 1);
  expect((b[2] - b[0]) * 111.32 * Math.cos((32.6 * Math.PI) / 180)).toBeCloseTo(10, 1);
});

test('disputed boundaries are dashed whichever neighbour comes first', () => {
  expect(disputed('Syria', 'Israel') && disputed('Israel', 'Syria') && disputed('Serbia', 'Kosovo')).toBe(true);
  expect(disputed('France', 'Germany')).toBe(false);
});

test('a place gets the name that reads like its own, or none', () => {
  expect(arabicName('Nawá', ['Naoua', 'نوى'], 50_000)).toBe('نوى');
  expect(russianName('Toronto', ['Таронта', 'Торонто'], 2e6)).toBe('Торонто');
  expect(arabicName('Shiyan', ['مدينة'], 1000)).toBeNull();
});

test.each([[undefined, '32.6199, 36.1667'], [5, '32.6199, 36.1667'], [50, '32.620, 36.167'], [500, '32.62, 36.17'], [5000, '32.6, 36.2'], [2_000_000, '33, 36']])('a position known to %s metres is written as well as it is known', (metres, want) => {
  expect(degrees({ lat: 32.61988, lon: 36.166666 }, metres)).toBe(want);
});

test('every symbol is one of the standard, of a neutral or unknown identity and of nothing planned', () => {
  for (const [kind, sidc] of Object.entries(standard)) {
    expect(sidc, kind).toMatch(/^100[14]\d{2}0000\d{10}$/);
    expect(new ms.Symbol(sidc).isValid(), `${kind} ${sidc}`).toBe(true);
  }
});
