// Articles, statements and commitments as the server says them.
import { law, useStore } from 'truce';

export const articleLayer = 'statements.articles';
export const saidLayer = 'statements.statements';
export const promiseLayer = 'statements.commitments';
export const talkLayer = 'statements.talks';
export const claimLayer = 'statements.claims';
export const eventLayer = 'statements.events';

export interface Range { from: number; to: number }
export interface Day { value?: string; precision?: string; basis?: string }

export interface Article { article: number; title: string; outlet: string; published?: string; basis: string; taken: string; statements: number; forgotten?: boolean }

export interface ProposedSaid { kind: string; speaker: string; speaker_as_written: string; speaker_role?: string; chain: string[]; said: Day; place?: string; audience?: string; medium?: string; quotes?: [number, number][]; sentence: [number, number]; denial?: boolean; how: string }
export interface ProposedPromise { kind: string; asserted_by: string; obliged: string; act: string; beneficiary?: string; condition?: string; deadline: Day }
export interface Proposal { key: string; answer?: string; entry?: number; from: number; to: number; statement?: ProposedSaid; commitment?: ProposedPromise }
export interface ArticlePage extends Article { fact: { text: string; author?: string; address?: string; language?: string }; proposals: Proposal[]; notes: string[] }

export interface Said { statement: number; article: number; kind: string; speaker: string; side?: string; role?: string; chain: string[]; said: Day; place?: string; hearers?: string; medium?: string; topic?: string; words: string; denial?: boolean; mended?: boolean; rating?: string; basis: string; forgotten?: boolean }
export interface Promised { commitment: number; statement?: number; article?: number; kind: string; by: string; obliged: string; side?: string; act: string; beneficiary?: string; condition?: string; deadline?: string; status: string; basis: string; forgotten?: boolean }
export interface Claimed { claim: number; statement: number; what: string; by: string; place_name?: string; evidence: string; until?: string; outcome?: string; reason?: string; evidence_entries: number[]; basis: string }
export interface Talk { talk: number; name: string; place?: string; start: string; end?: string; with?: string[]; agenda?: string; outcome?: string; held?: { text?: string; promises?: number[] }; basis: string; forgotten?: boolean }
export interface Beside { report: number; mark: string; start: string; hour_invented: boolean; type: string; accused?: string; place?: string; source?: string; dataset?: string; uncertainty_m: number; deaths: number | null; outside?: string }
export interface Span { name: 'before' | 'after' | 'until'; from: string; to: string; days: number; events: number; outside: number; deaths: number | null; deaths_unknown: number; list: Beside[]; cut: boolean }
export interface Comparison { statement: Said; mark: string; area: string; in_force: string; sources: { dataset: string; events: number; first: string; last: string }[]; spans: Span[]; no_place: number; limits: { code: 'exercise' | 'real' | 'reports' | 'nothing' | 'coverage' | 'before' | 'outside'; dataset?: string; first?: string; last?: string }[] }

// ranges turns places that are counted in bytes into places of a JavaScript text.
export function ranges(text: string): (byte: number) => number {
  const at = new Uint32Array(new TextEncoder().encode(text).length + 1);
  let b = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.codePointAt(i)!;
    const n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (let k = 0; k < n; k++) at[b++] = i;
    if (n === 4) i++;
  }
  at[b] = text.length;
  return (byte) => at[Math.min(Math.max(byte, 0), at.length - 1)]!;
}

// useSides are the sides that somebody may speak for.
export function useSides(): string[] {
  const a = useStore(law)?.agreement;
  return [...(a?.parties ?? []), ...(a?.guarantors ?? [])].map((s) => s.id);
}
