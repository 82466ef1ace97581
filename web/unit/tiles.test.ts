import { expect, test } from 'vitest';
import { Problem } from '../shared/api';
import { patient } from '../shared/tiles';

const busy = () => new Problem(503, 'Busy', 'the map of this layer is being prepared');

test('a map that is being prepared is asked for again, until it is there', async () => {
  let asked = 0, waited = 0;
  const answer = await patient(async () => { if (++asked < 4) throw busy(); return 'tile'; }, new AbortController().signal, () => waited++, 0);
  expect([answer, asked, waited]).toEqual(['tile', 4, 3]);
});

test('any other refusal is an answer, and who looks away asks no more', async () => {
  let asked = 0;
  const stop = new AbortController();
  await expect(patient(async () => { asked++; throw new Problem(403, 'No', ''); }, stop.signal, () => {}, 0)).rejects.toThrow();
  await expect(patient(async () => { asked++; throw busy(); }, stop.signal, () => stop.abort(), 0)).rejects.toThrow();
  expect(asked).toBe(3);
});
