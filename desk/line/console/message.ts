// Messages and lines as the server says them, and what is said of them in words.
import { law, sideName, useAnswer, useStore, useTongue, type Agreement, type Point, type Tongue } from 'truce';

export const messageLayer = 'line.messages';
export const counterLayer = 'line.counters';

export interface Word {
  entry: number;
  by: string;
  state: string;
  reason: string;
  at: string;
}

export interface Line {
  entry: number;
  line: string;
  name: string;
  ends: { id: string; posts: string[] }[];
  through?: string;
  state: string;
  since: string;
  words: Word[];
  test_at?: string;
  zone?: string;
  test_due?: string;
  mine?: string; // the end at which who looks speaks
  relays: boolean;
}

export interface Message {
  message: number;
  line: string;
  number: number;
  from: string;
  to: string;
  priority: string;
  type: string;
  state: string;
  text: string;
  place_name?: string;
  place?: Point;
  sent: string;
  due: string;
  start?: string;
  end?: string;
  reply_by?: string;
  received?: string;
  acknowledged?: string;
  late: boolean;
  rung?: number;
  corrects?: number;
  corrected_by?: number;
  flagged?: boolean;
  apart_m?: number;
  forgotten?: boolean;
}

export interface Position {
  name: string;
  written: string;
  point: Point;
  click?: Point;
  named?: Point;
  radius_m?: number;
  apart_m: number;
}

export interface Step {
  entry: number;
  kind: string;
  at: string;
  side?: string;
  forgotten?: boolean;
  fact: Record<string, unknown>;
}

export interface WholeMessage extends Message {
  fact: { positions?: Position[]; no_position?: string; language?: string; interpreter?: string; emergency?: boolean; relayed?: boolean };
  steps: Step[];
  differences?: { field: string; before: string; after: string; moved_m?: number }[];
  mine?: 'from' | 'to';
}

export interface Counters {
  line?: string;
  priority?: string;
  messages: number;
  on_time: number;
  late: number;
  waiting: number;
  corrections: number;
  second_read_backs: number;
  position_checks: number;
  on_time_permille: number | null;
}

export const priorities = ['FLASH', 'IMMEDIATE', 'PRIORITY', 'ROUTINE'];
export const types = ['warning', 'incident', 'notice', 'request', 'query', 'correction', 'test'];

export const useLines = () => useAnswer<{ lines: Line[] }>('/api/line/lines');

// waits says that nobody has acknowledged a message, and that somebody has to.
export const waits = (m: Message): boolean => !m.acknowledged && !m.corrected_by && m.state !== 'closed';

export const shut = (l: Line): boolean => l.state === 'suspended' || l.state === 'closed';

// endName is the name of an end: a side's, or of the mission's desk.
export function endName(tongue: Tongue, agreement: Agreement | undefined, id: string): string {
  if (id === 'desk') return tongue.t('line.end.desk');
  return id === 'mission' ? tongue.code('audience', 'mission') : tongue.name(sideName(agreement, id));
}

export function useEndName(): (id: string) => string {
  const tongue = useTongue();
  const agreement = useStore(law)?.agreement;
  return (id) => endName(tongue, agreement, id);
}
