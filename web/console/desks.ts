// The desks' consoles, found beside their Go.
import type { DeskConsole } from '../shared/desk';
import record from './record';

const found = import.meta.glob<{ default: DeskConsole }>('../../desk/*/console.tsx', { eager: true });

export const desks: DeskConsole[] = [...Object.values(found).map((m) => m.default), record].sort((a, b) => a.order - b.order);

export const pages = desks.flatMap((d) => d.pages ?? []);
export const layers = desks.flatMap((d) => d.layers ?? []);
export const modes = desks.flatMap((d) => d.modes ?? []);
export const alarms = desks.flatMap((d) => d.Alarm ?? []);
export const asides = desks.flatMap((d) => d.asides ?? []);
// openFound says what to open for a fact that a search found.
export const openFound = (desk: string, kind: string, entry: number): string => desks.find((d) => d.id === desk)?.found?.(kind, entry) || `entry/${entry}`;

export const panels = Object.assign({}, ...desks.map((d) => d.panels ?? {})) as NonNullable<DeskConsole['panels']>;
