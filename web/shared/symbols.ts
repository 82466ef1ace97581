// Standard military symbols (APP-6D / MIL-STD-2525D) where one exists, drawn by milsymbol, which is fetched when the first
// one is wanted. Every identity is "neutral" (4) or "unknown" (1), and all are in the map's own ink: nothing here is the
// colour of a side. A word stands beside each; signs.ts has a shape for all until the library came, and where it cannot.
import type { Sign } from './signs';

// In 20 digits: version 10, reality 0, identity 4 (neutral), symbol set, status 0, no echelon, entity.
const code = (set: string, entity: string): string => `1004${set}0000${entity}0000`;

export const standard: Record<string, string> = {
  observation_post: code('25', '160100'),
  checkpoint: code('25', '130300'),
  patrol: code('40', '130100'),
  aid: code('40', '131202'), // food distribution: the standard has no convoy of aid
  storage_site: code('20', '112000'),
};

// What happened, where the standard has it among its activities (set 40) or aircraft (set 01). Who did it is not said: the
// identity is "unknown".
const unknown = (set: string, entity: string): string => `1001${set}0000${entity}0000`;

const types: Record<string, string> = {
  mortar: unknown('40', '110604'), rocket: unknown('40', '110605'), airstrike: unknown('40', '110606'), barrel_bomb: unknown('40', '110606'), incendiary_suspected: unknown('40', '110602'), ied: unknown('40', '110301'),
  small_arms: unknown('40', '110400'), hmg: unknown('40', '110400'), sniper: unknown('40', '110401'), assassination: unknown('40', '110108'), execution: unknown('40', '110108'), detention: unknown('40', '110101'),
  looting: unknown('40', '110114'), aid_looted: unknown('40', '110114'), infiltration: unknown('40', '130900'), negotiation: unknown('40', '131000'), agreement: unknown('40', '131000'), chemical_suspected: unknown('40', '150101'),
  helicopter: unknown('01', '110200'), uav_overflight: unknown('01', '110300'), uav_attack: unknown('01', '110300'), air_event: unknown('01', '000000'),
};
for (const [type, sidc] of Object.entries(types)) standard[`type:${type}`] = sidc;

// symbolOf is the name of the symbol of a type of event; "" where the standard has none.
export const symbolOf = (type: string): string => (types[type] ? `type:${type}` : '');

interface Drawn {
  asCanvas(ratio?: number): HTMLCanvasElement;
  asSVG(): string;
}

async function symbol(kind: string, ink: string, paper: string, size: number, strokeWidth: number): Promise<Drawn | null> {
  const sidc = standard[kind];
  if (!sidc) return null;
  const { default: ms } = (await import('milsymbol')) as unknown as { default: { Symbol: new (sidc: string, options: Record<string, unknown>) => Drawn } };
  return new ms.Symbol(sidc, { size, monoColor: ink, fill: false, outlineColor: paper, outlineWidth: 3, strokeWidth, infoFields: false });
}

// asSign gives a picture for the map, at twice its size; null where there is no standard symbol.
export async function asSign(kind: string, dark: boolean): Promise<Sign | null> {
  const s = await symbol(kind, dark ? '#e5ebe7' : '#23302d', dark ? '#141b1d' : '#fdfcf8', 36, 9);
  if (!s) return null;
  const c = s.asCanvas(1);
  return { width: c.width, height: c.height, data: c.getContext('2d')!.getImageData(0, 0, c.width, c.height).data };
}

// asPicture gives a drawing for a page, which carries no colour of its own beyond the page's ink.
export async function asPicture(kind: string, ink: string): Promise<string> {
  const s = await symbol(kind, ink, 'transparent', 30, 5);
  return s ? `data:image/svg+xml,${encodeURIComponent(s.asSVG())}` : '';
}
