// Says words, numbers and times in the reader's language, and times in the agreement's zone.
import { Store, useStore } from './store';
import { view, type Lang } from './view';
import { words, type WordKey } from './words';
import { codes, type CodeList } from './codes';

// Names are texts of the agreement in several languages, of which some may be missing.
export type Names = { en?: string; ar?: string; ru?: string } | undefined;

const locales: Record<Lang, string> = { en: 'en-GB', ar: 'ar-SY-u-nu-arab', ru: 'ru-RU' };

export interface Tongue {
  lang: Lang;
  dir: 'ltr' | 'rtl';
  t: (key: WordKey, slots?: Record<string, string | number>) => string;
  code: (list: CodeList, code: string | number | undefined | null) => string;
  name: (names: Names) => string;
  number: (n: number) => string;
  metres: (m: number) => string;
  span: (ms: number) => string;
  time: (moment: string | undefined, style?: TimeStyle) => string;
  utc: (moment: string | undefined) => string;
  list: (items: string[]) => string;
}

export type TimeStyle = 'full' | 'day' | 'short' | 'hour' | 'month';

const styles: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  full: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  short: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  day: { day: 'numeric', month: 'short', year: 'numeric' },
  month: { day: 'numeric', month: 'short' },
  hour: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
};

const made = new Map<string, Intl.DateTimeFormat>();

function formatter(lang: Lang, style: TimeStyle, zone: string): Intl.DateTimeFormat {
  const key = lang + style + zone;
  let f = made.get(key);
  if (!f) made.set(key, (f = new Intl.DateTimeFormat(locales[lang], { ...styles[style], timeZone: zone, calendar: 'gregory' })));
  return f;
}

export function tongue(lang: Lang, zone = 'UTC'): Tongue {
  const number = new Intl.NumberFormat(locales[lang], { maximumFractionDigits: 1 });
  const plain = new Intl.NumberFormat(locales[lang], { useGrouping: false });
  const unit = (n: number, name: string) => new Intl.NumberFormat(locales[lang], { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: n < 10 && name !== 'minute' ? 1 : 0 }).format(n);
  const lists = new Intl.ListFormat(locales[lang], { type: 'unit', style: 'short' });
  return {
    lang,
    dir: lang === 'ar' ? 'rtl' : 'ltr',
    t: (key, slots = {}) => words[key][lang].replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = slots[name];
      return value === undefined ? '' : typeof value === 'number' ? plain.format(value) : value;
    }),
    code: (list, code) => {
      if (code === undefined || code === null || code === '') return words['frame.unknown'][lang];
      return codes[list]?.[String(code)]?.[lang] ?? String(code).replaceAll('_', ' ');
    },
    name: (names) => names?.[lang] ?? names?.en ?? names?.ar ?? names?.ru ?? '',
    number: (n) => number.format(n),
    metres: (m) => (m >= 10_000 ? unit(Math.round(m / 100) / 10, 'kilometer') : unit(Math.round(m), 'meter')),
    span: (ms) => {
      const minutes = Math.max(0, Math.round(Math.abs(ms) / 60_000));
      if (minutes < 120) return unit(minutes, 'minute');
      return minutes < 48 * 60 ? unit(Math.round(minutes / 60), 'hour') : unit(Math.round(minutes / 1440), 'day');
    },
    time: (moment, style = 'full') => (moment ? formatter(lang, style, zone).format(new Date(moment)) : words['frame.unknown'][lang]),
    utc: (moment) => (moment ? formatter(lang, 'full', 'UTC').format(new Date(moment)) + ' UTC' : ''),
    list: (items) => lists.format(items),
  };
}

let current: { key: string; tongue: Tongue } | undefined;

// useTongue follows the language and the agreement's zone.
export function useTongue(): Tongue {
  const { lang } = useStore(view);
  const z = useStore(zone);
  const key = lang + z;
  if (current?.key !== key) current = { key, tongue: tongue(lang, z) };
  return current.tongue;
}


// zone is the agreement's time zone, once it is known.
export const zone = new Store('UTC');
