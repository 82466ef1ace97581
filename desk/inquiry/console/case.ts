// What the desk's doors answer, as far as the console shows it.

export const caseLayer = 'inquiry.cases', clockLayer = 'inquiry.clocks', queueLayer = 'inquiry.queue', minutesLayer = 'inquiry.minutes';

export interface Case {
  case: number;
  part: 'whole' | 'published' | 'served';
  opened: string;
  title: string;
  type?: string;
  side?: string;
  clauses?: string[];
  severity?: number;
  start?: string;
  place_name?: string;
  state: string;
  round: number;
  result?: string;
  level?: number;
  duplicate_of?: number;
}

export interface Clock {
  entry: number;
  case?: number;
  what: string;
  item: number;
  part?: number;
  due: string;
  owed_by: string;
  waiting: string;
  title?: string;
}

export type Fact = Record<string, unknown>;

export interface Step {
  entry: number;
  kind: string;
  recorded: string;
  by?: string;
  by_side?: string;
  fact: Fact;
}

export interface WholeCase extends Case {
  reports: { report: number; reporter: { member?: string; side?: string } }[];
  clocks: Clock[];
  comments: { entry: number; fact: Fact }[];
  findings: { entry: number; fact: Fact }[];
  measures: { entry: number; outcome?: string; fact: Fact }[];
  steps: Step[];
}

// An Item of a guarantor's queue: act with your side.
export interface Item {
  item: number;
  case: number;
  guarantor: string;
  party: string;
  title: string;
  text: string;
  due: string;
  escalated?: number;
  answered?: number;
  outcome?: string;
  answer?: string;
  reason?: string;
  since?: string;
  reminded?: number;
}

export interface Minutes {
  minutes: number;
  body: string;
  at: string;
  next?: string;
  fact: {
    present?: string[];
    absent?: { who: string; cause: string }[];
    items?: string[];
    decisions?: string[];
    actions?: { owner: string; for: string; text: string; due: string }[];
    statements?: string[];
    cases?: number[];
  } | null;
  open: Clock[];
}

export const numberOf = (v: string | undefined): number | undefined => (v === undefined || v.trim() === '' || !Number.isFinite(Number(v)) ? undefined : Number(v));

// absences reads "who: why", one in each line.
export const absences = (all: string[]): { who: string; cause: string }[] => all.map((l) => {
  const cut = l.indexOf(':');
  return cut < 0 ? { who: l, cause: '' } : { who: l.slice(0, cut).trim(), cause: l.slice(cut + 1).trim() };
});

export const text = (f: Fact | undefined, name: string): string => (typeof f?.[name] === 'string' ? (f[name] as string) : '');

// stepOf is the step that stops a clock, by the clock's name: the board leads there.
export const stepOf: Record<string, string> = {
  triage: 'triage', information: 'inform', assign: 'assign', notice: 'serve', ack: 'acknowledge', formal_ack: 'acknowledge', visit: 'visit', comment: 'comment',
  finding: 'find', objection: 'object', measure: 'report',
};
