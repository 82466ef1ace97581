// What the desk's doors answer, as far as the console shows it.
import type { Agreement, Names, Point, Tongue } from 'truce';
import { sideName } from 'truce';

export interface Report {
  entry: number;
  kind: string;
  recorded: string;
  channel?: string;
  source?: string;
  accused?: string;
  type: string;
  start?: string;
  end?: string;
  place?: Point;
  uncertainty_m?: number;
  place_name?: string;
  severity?: number;
  level?: number;
  external_id?: string;
  summary?: string;
  outcome?: string;
  reason?: string;
  clause?: string;
  zone?: string;
  side?: string;
  why?: string;
  retracted?: number;
}

export interface Reports {
  reports: Report[];
  next?: number;
}

export interface Why {
  key: string;
  args?: Record<string, string>;
  also?: Why[];
  text: string;
}

export interface Judgement {
  outcome: string;
  reason: string;
  why: Why;
  clauses?: { clause: string; act: string; zone?: string; zone_version?: number; relation: string; distance_cm?: number; limit_cm?: number; tolerance_cm?: number; why?: Why }[];
  primary?: string;
  agreement_id?: string;
  agreement_version?: number;
  terms_entry?: number;
  rule_version?: number;
  inputs: Record<string, unknown>;
}

export interface WholeReport extends Report {
  fact: {
    text?: string;
    language?: string;
    translation?: { language: string; text: string; translator?: string };
    place_basis?: string;
    place_unlisted?: boolean;
    loaded_words?: string[];
    quotes_without_speaker?: number;
    time_text?: string;
    weapon?: string;
    direction?: string;
    casualties?: { harm: string; status: string; low?: number; best?: number; high?: number; source?: string }[];
  };
  judgement?: Judgement;
  ratings?: { entry: number; level: number; reason: string; recorded?: string }[];
  links?: { entry?: number; from?: number; to?: number; relation: string; reason?: string }[];
}

// accused says who is accused as the report says it, doubt included.
export function accused(tongue: Tongue, agreement: Agreement | undefined, code: string | undefined): string {
  const side = (id: string): string => tongue.name(sideName(agreement, id) as Names);
  if (!code || code === '?') return tongue.t('observe.accused.unknown');
  if (code === '-') return tongue.t('observe.accused.nobody');
  if (code === 'both') return tongue.t('observe.accused.both');
  if (code.endsWith('?')) return tongue.t('observe.accused.perhaps', { side: side(code.slice(0, -1)) });
  const allied = /^(\w+) allied$/.exec(code);
  return allied ? tongue.t('observe.accused.allied', { side: side(allied[1]!) }) : side(code);
}
