// A filled sheet becomes a command. Values are kept as they were typed; what is empty is left out, because it is not known.
import type { Blank, Point, Value, Values } from './sync';

const empty = (v: Value): boolean => v === undefined || v === '' || (Array.isArray(v) && v.length === 0);

const isPoint = (v: Value): v is Point => typeof v === 'object' && !Array.isArray(v) && 'lat' in v;

// one turns a value into what the command's field takes; undefined leaves it out.
function one(b: Blank, v: Value): unknown {
  if (b.kind === 'fixed') return b.value;
  if (empty(v)) return undefined;
  switch (b.kind) {
    case 'number':
    case 'entry':
      return Number(v);
    case 'moment':
      return new Date(String(v)).toISOString();
    case 'yes':
      return v === true ? true : undefined;
    case 'lines':
      return String(v).split('\n').map((l) => l.trim()).filter((l) => l);
    case 'point':
      return isPoint(v) ? { lat: v.lat, lon: v.lon } : undefined;
    case 'list':
      return (v as Values[]).map((each) => command(b.blanks ?? [], each));
    default:
      return String(v).trim();
  }
}

export function command(blanks: Blank[], values: Values): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const b of blanks) {
    const value = one(b, values[b.field]);
    if (value === undefined || value === '') continue;
    const [outer, inner] = b.field.split('.') as [string, string | undefined];
    if (inner) out[outer] = { ...(out[outer] as object | undefined), [inner]: value };
    else out[outer] = value;
    const radius = b.radius && values[`${b.field}/within`];
    if (radius) out[b.radius!] = Number(radius);
  }
  // What is said of a number without the number says nothing.
  for (const outer of new Set(blanks.filter((b) => b.field.includes('.')).map((b) => b.field.split('.')[0]!))) {
    const inside = out[outer] as Record<string, unknown> | undefined;
    if (inside && inside.n === undefined) delete out[outer];
  }
  return out;
}

export const missing = (blanks: Blank[], values: Values): Blank[] =>
  blanks.filter((b) => (b.required && empty(values[b.field])) || (b.kind === 'list' && ((values[b.field] as Values[] | undefined) ?? []).some((each) => missing(b.blanks ?? [], each).length > 0)));

// local writes a moment as a field for date and time has it, in the phone's zone.
export const local = (ms: number): string => {
  const d = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return d.toISOString().slice(0, 16);
};
