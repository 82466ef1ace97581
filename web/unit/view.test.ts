import { expect, test } from 'vitest';
import { format, parse, part } from '../shared/view';

test('an address gives back the view that it was made from', () => {
  const v = parse('page=inquiry.cases&sel=inquiry.cases/521&at=2017-08-20T15:00:00Z&known=640&map=9.5/32.8/36.2&lang=ar&utc=1&clause=C3&from=2017-08-01T00:00:00Z&to=2017-08-02T00:00:00Z&q=درعا&mode=observe.allege&step=triage&as=party:A');
  expect(parse(format(v))).toEqual(v);
  expect(v).toMatchObject({ sel: 'inquiry.cases/521', known: 640, map: [36.2, 32.8, 9.5], lang: 'ar', utc: true });
});

test('what makes no sense is left out', () => {
  expect(parse('as=mission').as + parse('as=party:').as).toBe('');
  expect(parse('at=yesterday&known=-3&map=9/99/36&lang=xx&from=<script>')).toMatchObject({ at: '', known: -1, map: null, lang: 'en', from: '' });
});

test('a selection names its layer and what is meant in it', () => {
  expect(part('observe.reports/849')).toEqual({ layer: 'observe.reports', id: '849' });
  expect(part('')).toEqual({ layer: '', id: '' });
});
