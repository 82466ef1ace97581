// Cuts time into hours, days or weeks, and puts into them how much happened.

export const hour = 3_600_000, day = 24 * hour, week = 7 * day;

// What a door of counts answers.
export interface Counts {
  bins: { start: string; clause: string; count: number }[];
  total: number;
  without_time: number;
}

export interface Bin {
  from: number;
  to: number;
  counts: Map<string, number>; // by clause
}

const monday = 4 * day; // the first Monday of 1970

// binsOf cuts a time into hours, days or weeks of the agreement's zone, which are whole hours from UTC or nearly so.
export function binsOf(counts: Counts['bins'], from: number, to: number, size: number, offset: number): Bin[] {
  const zero = size === week ? monday - offset : -offset;
  const start = Math.floor((from - zero) / size) * size + zero;
  const bins: Bin[] = [];
  for (let t = start; t < to; t += size) bins.push({ from: t, to: t + size, counts: new Map() });
  for (const c of counts) {
    const bin = bins[Math.floor((Date.parse(c.start) - start) / size)];
    bin?.counts.set(c.clause, (bin.counts.get(c.clause) ?? 0) + c.count);
  }
  return bins;
}

// sizeOf is how long a bin is, so that a strip of a time can be read.
export const sizeOf = (from: number, to: number): number => (to - from <= 5 * day ? hour : to - from <= 150 * day ? day : week);

// offsetOf is how far a zone was ahead of UTC at a moment, in milliseconds.
export function offsetOf(zone: string, ms: number): number {
  const text = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(ms).find((p) => p.type === 'timeZoneName')?.value ?? '';
  const m = /([+-])(\d\d):(\d\d)/.exec(text);
  return m ? (m[1] === '-' ? -1 : 1) * (Number(m[2]) * hour + Number(m[3]) * 60_000) : 0;
}
