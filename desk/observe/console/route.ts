// What people write in one line of a route: "Izra; 14:30".
import { momentOf, type Agreement, type Point } from 'truce';

const day = 86_400_000;

// timed cuts a time of the day from the end of a line; "" where there is none.
export function timed(line: string): { name: string; time: string } {
  const m = /^(.*?)[;؛]\s*(\d{1,2}):(\d\d)\s*$/.exec(line.replace(/[٠-٩]/g, (d) => String(d.charCodeAt(0) - 0x660)));
  return m && Number(m[2]) < 24 && Number(m[3]) < 60 ? { name: line.slice(0, m[1]!.length).trim(), time: `${m[2]!.padStart(2, '0')}:${m[3]}` } : { name: line.trim(), time: '' };
}

// after is the first moment at a time of the day that is not before another, both of a zone: a patrol may go past midnight.
export function after(start: string, time: string, zone: string): string {
  const same = momentOf(`${start.slice(0, 10)}T${time}`, zone);
  return time >= start.slice(11, 16) ? same : new Date(Date.parse(same) + day).toISOString().slice(0, 19) + 'Z';
}

// pointOf is where the agreement's list has a place, by any of its names.
export function pointOf(agreement: Agreement | undefined, name: string): Point | undefined {
  const wanted = name.toLowerCase();
  return agreement?.places?.find((p) => [p.name?.en, p.name?.ar, p.name?.ru, ...(p.aliases ?? [])].some((n) => n?.toLowerCase() === wanted))?.point;
}

// stops reads a route, one place in each line, in the order in which they are reached.
export function stops(lines: string[], departure: string, zone: string, agreement: Agreement | undefined): { place_name: string; place?: Point; arrival?: string }[] {
  let last = departure;
  return lines.map((line) => {
    const { name, time } = timed(line), place = pointOf(agreement, name);
    const arrival = time && last ? after(last, time, zone) : '';
    if (arrival && time < last.slice(11, 16)) last = new Date(Date.parse(last.slice(0, 10) + 'T00:00:00Z') + day).toISOString().slice(0, 10) + 'T' + time;
    else if (arrival) last = `${last.slice(0, 10)}T${time}`;
    return { place_name: name, ...(place ? { place } : {}), ...(arrival ? { arrival } : {}) };
  });
}
