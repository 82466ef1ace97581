// The colour of a clause, which always goes with its number. Hues are muted and of like weight; none is the colour of a
// side, because sides have none.

const hues = ['#7c5a16', '#1f6b66', '#7d4676', '#5a6420', '#475b73', '#8d4a2f', '#356341', '#695692', '#6e5142', '#2d6a80', '#756631', '#84415a', '#4c6068'];

const uncovered = '#5d6663';

// colour gives the clause with this number the same colour for as long as the agreement counts its clauses alike.
export function colour(no: string): string {
  const n = Number(/\d+/.exec(no)?.[0]);
  return no === '' || !Number.isFinite(n) ? uncovered : hues[n % hues.length]!;
}

export const allColours = [...hues, uncovered];

// letter is what a mark says beside its colour: the clause's number, or a dash where none applies.
export const letter = (no: string): string => no || '–';
