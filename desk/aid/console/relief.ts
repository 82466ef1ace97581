// What the pages of aid share: the shapes of the answers, and small words.
import { type Agreement, type Tongue, sideName } from 'truce';

export const convoyLayer = 'aid.convoys';
export const siteLayer = 'aid.sites';
export const strikeLayer = 'aid.strikes';

export interface Cell { side: string; kind: string; due: string; answer?: string; conditions?: string[]; reason?: string; text?: string; at?: string; minutes?: number; late?: boolean }
export interface Removal { code: string; quantity: number; by: string; reason: string; quote?: string; place: string; at: string; entry: number }
export interface Item { code: string; name: string; unit: string; planned: number; medical?: boolean; loaded: number; removed: number; delivered: number; lost: number; removals?: Removal[] }
export interface Done { entry: number; at: string; step: string; actor: string; outcome?: string; minutes: number }
export interface Plan { name: string; mode: string; hub: string; to: string; crossing?: string; trucks: number; people: number; departs: string; access: string; way?: { stops: { name?: string; place: { lat: number; lon: number } }[] } }
export interface Convoy { convoy: number; state: string; plan: Plan; cells: Cell[]; steps: Done[]; items: Item[]; seals: number; outcome?: string; reached: number; reason?: string }

export interface Sent { site: number; version: number; change: string; side: string; side_kind: string; scope: string; kind: string; function: string; area?: string; entry: number; at: string; ack_due: string; outcome?: string; reason?: string; answered: string; late?: boolean; text: string }
export interface Site { site: number; version: number; state: string; owner: { member: string; side?: string }; kind: string; reference?: string; org: string; function: string; area: string; consent: { by: string; at: string; text?: string }; confirm_due: string; told: Sent[] }
export interface Assessed { entry: number; at: string; outcome: string; text: string; site: number }
export interface WholeSite extends Site { readings: { entry: number; at: string; member: string; side?: string; version: number; reason: string }[]; assessed: Assessed[] }
export interface Told { side: string; scope: string; at: string; before: boolean; outcome?: string; positions?: number }
export interface Query { entry: number; site: number; side: string; text: string; due: string; answered?: number; answer?: string; late: boolean }
export interface Strike { entry: number; at: string; report: number; found: { site: number; version: number; kind: string; function: string; distance_m: number; relation: string; told: Told[] }[]; query_due: string; queries: Query[]; assessed: Assessed[]; late: boolean }

// who names a side, the mission, or an office as it was written.
export function who(tongue: Tongue, agreement: Agreement | undefined, id: string): string {
  if (id === 'mission') return tongue.code('aid', 'mission');
  const known = [...(agreement?.parties ?? []), ...(agreement?.guarantors ?? [])].some((s) => s.id === id);
  return known ? tongue.name(sideName(agreement, id)) : id;
}

// permille writes thousandths as per cent.
export const percent = (tongue: Tongue, n: number | null | undefined): string => (n === null || n === undefined ? tongue.t('frame.unknown') : new Intl.NumberFormat(tongue.lang === 'ar' ? 'ar-EG' : tongue.lang, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(n / 1000));

export const pairs = (tongue: Tongue, codes: readonly string[]): [string, string][] => codes.map((c) => [c, tongue.code('aid', c)]);

// utc is what stands in a field for a moment, which asks for UTC.
export const utc = (local: string | undefined): string | undefined => (local ? local + ':00Z' : undefined);
export const numberOf = (v: string | undefined): number => (v && v.trim() !== '' && Number.isFinite(Number(v)) ? Number(v) : 0);
// filled leaves out what was not said: an empty field is not an empty text.
export const filled = (o: Record<string, unknown>): Record<string, unknown> => Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined && v !== '' && !(Array.isArray(v) && v.length === 0)));
