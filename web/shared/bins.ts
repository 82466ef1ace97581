// Cuts time into days or hours, and puts what happened into them.

export const hour = 3_600_000, day = 24 * hour;

export interface Bin<T = { at: string }> {
  from: number;
  to: number;
  incidents: T[];
}

// binsOf cuts a time into days or hours of the agreement's zone, which are whole hours from UTC or nearly so.
export function binsOf<T extends { at: string }>(incidents: T[], from: number, to: number, size: number, offset: number): Bin<T>[] {
  const start = Math.floor((from + offset) / size) * size - offset;
  const bins: Bin<T>[] = [];
  for (let t = start; t < to; t += size) bins.push({ from: t, to: t + size, incidents: [] });
  for (const i of incidents) {
    const n = Math.floor((Date.parse(i.at) - start) / size);
    bins[n]?.incidents.push(i);
  }
  return bins;
}

// offsetOf is how far a zone was ahead of UTC at a moment, in milliseconds.
export function offsetOf(zone: string, ms: number): number {
  const text = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(ms).find((p) => p.type === 'timeZoneName')?.value ?? '';
  const m = /([+-])(\d\d):(\d\d)/.exec(text);
  return m ? (m[1] === '-' ? -1 : 1) * (Number(m[2]) * hour + Number(m[3]) * 60_000) : 0;
}
