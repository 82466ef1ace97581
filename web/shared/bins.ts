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
  const zero = size % week === 0 ? monday - offset : -offset;
  const start = Math.floor((from - zero) / size) * size + zero;
  const bins: Bin[] = [];
  for (let t = start; t < to; t += size) bins.push({ from: t, to: t + size, counts: new Map() });
  for (const c of counts) {
    const bin = bins[Math.floor((Date.parse(c.start) - start) / size)];
    bin?.counts.set(c.clause, (bin.counts.get(c.clause) ?? 0) + c.count);
  }
  return bins;
}

const mostBins = 520; // ten years of weeks

// sizeOf is how long a bin is, so that a strip of a time can be read: an hour, a day, a week, or as many weeks as it takes.
export const sizeOf = (from: number, to: number): number => (to - from <= 5 * day ? hour : to - from <= 150 * day ? day : Math.max(1, Math.ceil((to - from) / (mostBins * week))) * week);

// aside is how far from everything else something must lie to be left out of the strip, and counted beside it.
const aside = 180 * day;

// spanOf is the time that the strip shows: from the day before the agreement entered into force until now, or, when the
// agreement has ended, until the last thing that happened. What happened before or after belongs to it as long as it
// lies less than half a year from the rest. A report of today in an exercise of another year, or a wrong year, would
// otherwise make all of it too narrow to be seen.
export function spanOf(moments: number[], force: { from: number; to: number }, now: number): { from: number; to: number } {
  const sorted = moments.filter(Number.isFinite).sort((a, b) => a - b);
  let first = force.from, last = force.to;
  for (const m of sorted) if (m > last && m - last <= aside) last = m;
  for (const m of [...sorted].reverse()) if (m < first && first - m <= aside) first = m;
  const within = sorted.filter((m) => m >= first && m <= last).at(-1) ?? force.from;
  const end = Math.max(within, force.from + week);
  const running = now <= force.to || (now > end && now - end < 30 * day);
  const floor = (ms: number) => Math.floor(ms / day) * day;
  return { from: floor(Math.min(first, force.from - day)), to: floor(running ? now : end + day / 2) + day };
}

// offsetOf is how far a zone was ahead of UTC at a moment, in milliseconds.
export function offsetOf(zone: string, ms: number): number {
  const text = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(ms).find((p) => p.type === 'timeZoneName')?.value ?? '';
  const m = /([+-])(\d\d):(\d\d)/.exec(text);
  return m ? (m[1] === '-' ? -1 : 1) * (Number(m[2]) * hour + Number(m[3]) * 60_000) : 0;
}

// momentOf reads a time of a zone, as a form gives it ("2017-08-20T13:00"), as a moment.
export function momentOf(local: string, zone: string): string {
  const ms = Date.parse(local.slice(0, 16) + ':00Z');
  return new Date(ms - offsetOf(zone, ms - offsetOf(zone, ms))).toISOString().slice(0, 19) + 'Z';
}
