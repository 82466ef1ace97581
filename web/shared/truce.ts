// All that a desk's console needs. A desk imports "truce" and nothing else of the console, and no other desk.
export type { Say } from './tiles';
export type { DeskConsole, DrawnLayer, Page, Panel, Aside, Mode } from './desk';
export type { Features } from './shapes';
export { ring } from './shapes';
export type { Agreement, Clause, Law, LayerInfo, Me, Mission, Point } from './mission';
export { law, may, sideName, useKnown, useLaw, useMission, useNow } from './mission';
export { Store, useStore } from './store';
export { view, go, part, format, type View, type Lang } from './view';
export { useAnswer, refresh, line } from './live';
export { ask, post, tell, Problem, type Receipt as Recorded } from './api';
export { useTongue, type Names, type Tongue } from './i18n';
export { typeName, placeName } from './names';
export { colour, letter } from './clauses';
export { counted, useIncidents, useWanted, fold, pointing, pointed, draft, halo, marked, type Incident } from './drawn';
export { Button, Chip, Due, Facts, Icon, Open, Receipt, Refused, Section, Time, Told, Words, plainClick } from './ui';
export { Standard } from './standard';
export { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
export { useDraft } from './drafts';
