// What a desk may bring to the console. Its console.tsx lies beside its Go, exports one of these as default, and is found
// by its name. A desk without one still has a table, and a page for each entry, from what its Go declares.
import type { ComponentType } from 'preact';
import type { WordKey } from './words';
import type { Features } from './shapes';
import type { Say } from './tiles';
import type { SourceName } from './style';
import type { Agreement, Me } from './mission';

export interface DeskConsole {
  id: string; // the desk's name
  order: number; // of its pages among the others
  title?: WordKey; // of the desk, where it has several pages; else its only page's
  layers?: DrawnLayer[];
  pages?: Page[];
  panels?: Record<string, Panel>; // by layer: what opens when something of it is selected
  Alarm?: ComponentType; // a strip above everything, on every page; nothing while there is no alarm
  asides?: Aside[]; // what it adds to another desk's panel, without knowing the desk
  modes?: Mode[];
  found?: (kind: string, entry: number) => string; // what opens a fact of its own that a search found; "" for its plain page
}

// A DrawnLayer feeds a source of the map. useFeatures is a hook; it gives undefined while it asks. Where it may give the
// newest only, many says how the frame comes by the rest.
export interface DrawnLayer {
  id: string;
  source: SourceName;
  useFeatures: () => Features | { features: Features; more: boolean } | undefined;
  many?: Many;
}

// Many are more than one answer holds: the map draws their tiles, and time shows their counts.
export interface Many {
  counts: string; // the door that counts by time and clause: "/api/observe/histogram"
  useSay: () => Say; // what the map shows of one, by its number and what its tile says
  clause: (no: string) => Record<string, string>; // the filter of tiles for a clause, or for "none"
}

// A Page is a list in the left column.
export interface Page {
  id: string; // "observe.reports"
  title: WordKey;
  icon: string; // path of a drawing of 24 by 24
  layer: string; // shown to those who may open this layer; "" for everybody
  may?: (me: Me | null) => boolean; // and of them to these only: a page that is always empty is not offered
  List: ComponentType;
}

// A Panel shows one thing. wide asks for half of the window, as a case needs to show both sides beside each other.
export interface Panel {
  wide?: boolean;
  Show: ComponentType<{ id: string }>;
}

export interface Aside {
  on: string; // a layer
  Show: ComponentType<{ id: string }>;
}

// A Mode is something that is done, and is alone while it lasts.
export interface Mode {
  id: string; // "observe.allege"
  title: WordKey;
  page?: string; // offered on this page; else on all of its desk
  grave?: boolean; // a call for help, which must not look like any other button
  may: (me: Me | null, agreement: Agreement | undefined) => boolean;
  Show: ComponentType;
}
