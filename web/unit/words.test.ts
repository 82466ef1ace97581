import { describe, expect, test } from 'vitest';
import { words } from '../shared/words';
import { codes } from '../shared/codes';
import { words as fieldWords } from '../field/words';
import { inWords } from '../../desk/observe/console/why';

const slots = (s: string) => [...s.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();

describe('every word is said in every language', () => {
  const all = [...Object.entries(words), ...Object.entries(fieldWords), ...Object.entries(codes).flatMap(([list, of]) => Object.entries(of).map(([code, w]) => [`${list}.${code}`, w] as const))];
  test.each(all)('%s', (_, word) => {
    for (const lang of ['en', 'ar', 'ru'] as const) expect(word[lang].trim()).not.toBe('');
    expect(slots(word.ar)).toEqual(slots(word.en));
    expect(slots(word.ru)).toEqual(slots(word.en));
    if (/[a-z]{3}/i.test(word.en.replace(/\{\w+\}/g, '')) && word.ar !== word.en) expect(word.ar).toMatch(/[\u0600-\u06ff]/);
    if (/[a-z]{3}/i.test(word.en.replace(/\{\w+\}/g, '')) && word.ru !== word.en) expect(word.ru).toMatch(/[а-я]/i);
  });
});

test('codes in a sentence are put into words, and nothing else is', () => {
  const names = { zone: (id: string) => `<${id}>`, act: (code: string) => code.toLowerCase() };
  expect(inWords('Clause C5 speaks of FORTIFY within 1000 m of line_east; C50 and line_eastern stay.', ['line_east'], names))
    .toBe('Clause C5 speaks of “fortify” within 1000 m of <line_east>; C50 and line_eastern stay.');
});

test('no wording takes a side by colour or name', () => {
  const all = JSON.stringify([words, codes]).toLowerCase();
  for (const word of ['enemy', 'terrorist', 'regime', 'rebel', 'militant', 'red side', 'blue side', 'aggressor']) expect(all).not.toContain(word);
});
