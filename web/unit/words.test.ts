import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { words } from '../shared/words';
import { codes } from '../shared/codes';
import { sentences } from '../../desk/observe/console/why';

const slots = (s: string) => [...s.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();

describe('every word is said in every language', () => {
  const all = [...Object.entries(words), ...Object.entries(codes).flatMap(([list, of]) => Object.entries(of).map(([code, w]) => [`${list}.${code}`, w] as const))];
  test.each(all)('%s', (_, word) => {
    for (const lang of ['en', 'ar', 'ru'] as const) expect(word[lang].trim()).not.toBe('');
    expect(slots(word.ar)).toEqual(slots(word.en));
    expect(slots(word.ru)).toEqual(slots(word.en));
    if (/[a-z]{3}/i.test(word.en.replace(/\{\w+\}/g, '')) && word.ar !== word.en) expect(word.ar).toMatch(/[\u0600-\u06ff]/);
    if (/[a-z]{3}/i.test(word.en.replace(/\{\w+\}/g, '')) && word.ru !== word.en) expect(word.ru).toMatch(/[а-я]/i);
  });
});

// agreement/why.go publishes its sentences for translators.
test('every sentence of a judgement is translated, with its slots', () => {
  const go = readFileSync(new URL('../../agreement/why.go', import.meta.url), 'utf8');
  const table = go.slice(go.indexOf('var WhySentences'), go.indexOf('\n}', go.indexOf('var WhySentences')));
  const ours = [...table.matchAll(/"(\w+)": \{\s+En:\s+"([^"]*)"/g)];
  expect(ours.length).toBeGreaterThan(20);
  for (const [, key, sentence] of ours) {
    expect(sentences[key!], key).toBeDefined();
    for (const lang of ['ar', 'ru'] as const) expect(slots(sentences[key!]![lang]), `${key} ${lang}`).toEqual(slots(sentence!));
  }
});

test('no wording takes a side by colour or name', () => {
  const all = JSON.stringify([words, codes]).toLowerCase();
  for (const word of ['enemy', 'terrorist', 'regime', 'rebel', 'militant', 'red side', 'blue side', 'aggressor']) expect(all).not.toContain(word);
});
