// In which language, and how the app looks. Both stand open on the phone: they say nothing.
import { Store, useStore } from '../shared/store';
import { words, type WordKey } from './words';

export type Lang = 'en' | 'ar' | 'ru';

export interface Look {
  lang: Lang;
  theme: 'auto' | 'dark' | 'bright';
}

const kept = (): Look => {
  const preferred = navigator.language.slice(0, 2);
  const first: Look = { lang: preferred === 'ar' || preferred === 'ru' ? preferred : 'en', theme: 'auto' };
  try {
    return { ...first, ...(JSON.parse(localStorage.getItem('look') ?? '{}') as Partial<Look>) };
  } catch {
    return first;
  }
};

export const look = new Store<Look>(kept());

export function turn(change: Partial<Look>): void {
  look.update((l) => ({ ...l, ...change }));
  localStorage.setItem('look', JSON.stringify(look.value));
  show();
}

export function show(): void {
  const { lang, theme } = look.value, html = document.documentElement;
  html.lang = lang;
  html.dir = lang === 'ar' ? 'rtl' : 'ltr';
  html.dataset.theme = theme;
}

export type Words = { en?: string; ar?: string; ru?: string };

const locales: Record<Lang, string> = { en: 'en-GB', ar: 'ar-SY-u-nu-arab', ru: 'ru-RU' };

export function useWords() {
  const { lang } = useStore(look);
  const plain = new Intl.NumberFormat(locales[lang], { useGrouping: false });
  const time = new Intl.DateTimeFormat(locales[lang], { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', calendar: 'gregory' });
  const t = (key: WordKey, slots: Record<string, string | number> = {}): string =>
    words[key][lang].replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = slots[name];
      return value === undefined ? '' : typeof value === 'number' ? plain.format(value) : value;
    });
  const of = (said: Words | undefined): string => said?.[lang] || said?.en || '';
  const at = (ms: number): string => time.format(ms);
  const span = (ms: number): string => {
    const s = Math.round(Math.abs(ms) / 1000), unit = s < 120 ? 'second' : s < 7200 ? 'minute' : s < 172_800 ? 'hour' : 'day';
    const n = s / { second: 1, minute: 60, hour: 3600, day: 86_400 }[unit];
    return new Intl.NumberFormat(locales[lang], { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 }).format(n);
  };
  return { lang, t, of, at, span, n: (x: number) => plain.format(x) };
}
