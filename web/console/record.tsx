// What belongs to the record and to no desk: searching it, and checking it.
import type { DeskConsole } from '../shared/desk';
import { later } from './later';
import { SearchPage } from './search';

const Verify = later(() => import('./verify').then((m) => m.Verify));

const record: DeskConsole = {
  id: 'record',
  order: 90,
  pages: [{ id: 'search', title: 'search.page', layer: '', icon: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z M15.5 15.5 21 21', List: SearchPage }],
  panels: { verify: { Show: Verify } },
};

export default record;
