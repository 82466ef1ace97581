// What is looked at. All of it stands in the address, so that a link shows the same to a colleague, and going back works.
import { Store } from './store';

export const langs = ['en', 'ar', 'ru'] as const;
export type Lang = (typeof langs)[number];

export interface View {
  page: string; // of the left column: "observe.reports"
  sel: string; // what is opened: "observe.reports/849"; "" for nothing
  map: [lon: number, lat: number, zoom: number] | null; // null: the area of the agreement
  at: string; // as of this moment, RFC 3339; "" for now
  known: number; // as known after this entry; -1 for the newest
  from: string; // incidents of this time only; "" for no bound
  to: string;
  q: string; // what is searched for
  clause: string; // only incidents that may breach this clause
  mode: string; // what is being done: "observe.allege"
  step: string; // what is being done with what is opened: "triage"
  as: string; // with whose eyes is looked: "party:A"; "" for one's own
  lang: Lang;
  utc: boolean; // show UTC beside the agreement's time
}

const plain: View = { page: '', sel: '', map: null, at: '', known: -1, from: '', to: '', q: '', clause: '', mode: '', step: '', as: '', lang: 'en', utc: false };

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/;

// parse reads a view from the part of an address behind the question mark. What makes no sense is left out.
export function parse(search: string, lang: Lang = 'en'): View {
  const p = new URLSearchParams(search);
  const text = (name: string) => (p.get(name) ?? '').slice(0, 500);
  const time = (name: string) => (moment.test(text(name)) ? text(name) : '');
  const numbers = text('map').split('/').map(Number);
  const [zoom, lat, lon] = numbers;
  const known = /^\d{1,15}$/.test(text('known')) ? Number(text('known')) : -1;
  return {
    ...plain,
    page: text('page'), sel: text('sel'), q: text('q'), mode: text('mode'), clause: text('clause'), at: time('at'), from: time('from'), to: time('to'), known,
    map: numbers.length === 3 && numbers.every(Number.isFinite) && Math.abs(lat!) <= 85 && Math.abs(lon!) <= 180 && zoom! >= 0 && zoom! <= 22 ? [lon!, lat!, zoom!] : null,
    step: text('step'), as: /^(party|guarantor):[\w-]{1,40}$|^public$/.test(text('as')) ? text('as') : '',
    lang: langs.find((l) => l === text('lang')) ?? lang,
    utc: text('utc') === '1',
  };
}

// format writes a view so that parse reads the same. What is as always is left out.
export function format(v: View): string {
  const p = new URLSearchParams();
  const put = (name: string, value: string) => value && p.set(name, value);
  put('page', v.page);
  put('sel', v.sel);
  put('mode', v.mode);
  put('step', v.step);
  put('as', v.as);
  put('q', v.q);
  put('clause', v.clause);
  put('at', v.at);
  if (v.known >= 0) put('known', String(v.known));
  put('from', v.from);
  put('to', v.to);
  if (v.map) put('map', `${round(v.map[2], 2)}/${round(v.map[1], 5)}/${round(v.map[0], 5)}`);
  put('lang', v.lang);
  if (v.utc) put('utc', '1');
  return p.toString().replaceAll('%2F', '/').replaceAll('%3A', ':');
}

const round = (n: number, digits: number) => Number(n.toFixed(digits));

function preferred(): Lang {
  const kept = typeof localStorage === 'undefined' ? null : localStorage.getItem('lang');
  const wanted = [kept, ...(typeof navigator === 'undefined' ? [] : navigator.languages)];
  for (const w of wanted) {
    const found = langs.find((l) => w?.toLowerCase().startsWith(l));
    if (found) return found;
  }
  return 'en';
}

export const view = new Store<View>(typeof location === 'undefined' ? plain : parse(location.search, preferred()));

// go changes what is looked at. Opening something else is a step that the browser's back button undoes; moving the map,
// the time or the words is not.
export function go(change: Partial<View>): void {
  const before = view.value, next = { ...before, ...change };
  if (next.sel !== before.sel && change.step === undefined) next.step = ''; // a step is of what is opened
  const url = location.pathname + '?' + format(next);
  const step = next.page !== before.page || next.sel !== before.sel || next.mode !== before.mode || next.step !== before.step || next.as !== before.as;
  if (step) history.pushState(null, '', url);
  else history.replaceState(null, '', url);
  if (next.lang !== before.lang) localStorage.setItem('lang', next.lang);
  view.set(next);
}

if (typeof addEventListener !== 'undefined') addEventListener('popstate', () => view.set(parse(location.search, view.value.lang)));

// part splits "observe.reports/849" into the layer and what is meant in it.
export function part(sel: string): { layer: string; id: string } {
  const cut = sel.indexOf('/');
  return cut < 0 ? { layer: sel, id: '' } : { layer: sel.slice(0, cut), id: sel.slice(cut + 1) };
}
