// The strip of time below: what happened when, by clause, and the two moments that are looked at: what held at one time,
// as it was known at another.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useStore } from '../shared/store';
import { go, view } from '../shared/view';
import { useTongue } from '../shared/i18n';
import { law, useMission, useNow } from '../shared/mission';
import { binsOf, day, hour, offsetOf, sizeOf, spanOf, week, type Bin, type Counts } from '../shared/bins';
import { counted, useIncidents, useWanted } from '../shared/drawn';
import { colour, letter } from '../shared/clauses';
import { Button, Time } from '../shared/ui';
import { ask } from '../shared/api';
import { useAnswer } from '../shared/live';
import { layers } from './desks';

const iso = (ms: number) => new Date(ms).toISOString().replace(/\.000Z$/, 'Z');

const nameOf = (size: number): string => (size === hour ? 'hour' : size === day ? 'day' : 'week');
const door = layers.find((l) => l.many)?.many?.counts ?? null;

// useExtent is the time of the strip. It does not depend on the moment that is looked at, or time could not be moved on.
function useExtent(): { from: number; to: number } {
  const { status } = useMission();
  const agreement = useStore(law)?.agreement;
  const { at } = useStore(view);
  const { value } = useAnswer<Counts>(door, { bin: 'week' });
  const now = Date.parse(status.now), begins = agreement?.entry_into_force?.utc, ends = agreement?.end;
  return useMemo(() => {
    const from = begins ? Date.parse(begins) : now - 30 * day;
    const moments = (value?.bins ?? []).flatMap((b) => [Date.parse(b.start), Math.min(Date.parse(b.start) + week, now)]);
    return spanOf(at ? [...moments, Date.parse(at)] : moments, { from, to: Math.max(from, Math.min(ends ? Date.parse(ends) : now, now)) }, now);
  }, [value, begins, ends, at, now]);
}

// useCounts asks how many incidents there were of each clause: of all time up to the moment that is looked at, and of the
// window of time, if there is one.
function useCounts(zone: string): { whole: { from: number; to: number }; from: number; to: number; size: number; offset: number; counts: Counts | undefined } {
  const v = useStore(view);
  const whole = useExtent();
  const offset = offsetOf(zone, whole.from);
  const known = v.known >= 0 ? v.known : null, minutes = offset / 60_000;
  const all = useAnswer<Counts>(door, { bin: nameOf(Math.max(day, sizeOf(whole.from, whole.to))), offset: minutes, to: v.at, known }).value;
  const windowed = v.from !== '' || v.to !== '';
  const from = v.from ? Date.parse(v.from) : whole.from, to = v.to ? Date.parse(v.to) : whole.to;
  const size = windowed ? sizeOf(from, to) : Math.max(day, sizeOf(whole.from, whole.to));
  const local = offsetOf(zone, from);
  const part = useAnswer<Counts>(windowed ? door : null, { bin: nameOf(size), offset: local / 60_000, from: iso(from), to: [iso(to), v.at].filter(Boolean).sort()[0]!, known }).value;
  return { whole, from, to, size, offset: windowed ? local : offset, counts: windowed ? part : all };
}

// useFound counts what the words that are searched for let through, which the server does not count.
function useFound(): Counts['bins'] {
  const wanted = useWanted();
  return useIncidents().filter((i) => i.at && wanted(i)).map((i) => ({ start: i.at, clause: i.clause, count: 1 }));
}

export function Timeline() {
  const tongue = useTongue();
  const { t } = tongue;
  const v = useStore(view);
  const terms = useStore(law);
  const zone = terms?.agreement.entry_into_force?.tz ?? 'UTC';
  const { whole, from, to, size, offset, counts } = useCounts(zone);
  const byHour = size === hour;
  const found = useFound();
  const only = v.clause === 'none' ? '' : v.clause;
  const shown = v.q ? found : (counts?.bins ?? []).filter((c) => !v.clause || c.clause === only);
  const bins = useMemo(() => binsOf(shown, from, to, size, offset), [counts, from, to, size, offset, v.clause, v.q, v.q && found.length]);
  const most = Math.max(1, ...bins.map((b) => sum(b.counts)));
  const dense = bins.length > 150; // too narrow for signs
  const inStrip = bins.reduce((n, b) => n + sum(b.counts), 0);
  const outside = [{ word: 'time.earlier', of: shown.filter((c) => Date.parse(c.start) < (bins[0]?.from ?? from)) }, { word: 'time.later', of: shown.filter((c) => Date.parse(c.start) >= (bins.at(-1)?.to ?? to)) }] as const;
  const untimed = v.q || v.clause ? 0 : (counts?.without_time ?? 0);
  useEffect(() => {
    const byClause = new Map<string, number>();
    for (const c of counts?.bins ?? []) byClause.set(c.clause, (byClause.get(c.clause) ?? 0) + c.count);
    counted.set(counts ? byClause : null);
  }, [counts]);
  const [focused, focus] = useState(0);
  const strip = useRef<HTMLDivElement>(null);
  const drag = useRef<number | null>(null);
  const [range, setRange] = useState<[number, number] | null>(null);

  const pick = (a: number, b: number) => {
    const first = bins[Math.min(a, b)], last = bins[Math.max(a, b)];
    if (first && last && !(byHour && a === b && bins.length <= 24)) go({ from: iso(first.from), to: iso(last.to) });
  };
  const clauses = [...new Set(shown.map((i) => i.clause))].sort((a, b) => order(a) - order(b));

  return (
    <section class="timeline" aria-label={t('frame.timeline')}>
      <div class="timehead">
        <h2>{t('frame.timeline')}</h2>
        <span class="quiet"><Time at={iso(from)} as="day" /> – <Time at={iso(to - 1)} as="day" /> · {t(byHour ? 'time.hours' : size === day ? 'time.days' : 'time.weeks')} · <bdi>{t('time.zone', { zone: zone.replace('_', ' ') })}</bdi></span>
        {outside.map(({ word, of }) => of.length > 0 && <Button key={word} class="outside" onClick={() => go(spanned(of, size, zone))}>{t(word, { n: of.reduce((n, c) => n + c.count, 0) })}</Button>)}
        {untimed > 0 && <span class="quiet">{t('time.untimed', { n: untimed })}</span>}
        {(v.from || v.to) && <Button onClick={() => go({ from: '', to: '' })}>{t('time.all')}</Button>}
        <span class="clauses" role="group" aria-label={t('time.allclauses')}>
          {(v.clause ? [v.clause === 'none' ? '' : v.clause] : clauses).map((c) => (
            <button type="button" key={c} class="clausekey" aria-pressed={v.clause === (c || 'none')} title={c ? t('terms.clause', { no: c }) : t('time.noclause')} onClick={() => go({ clause: v.clause === (c || 'none') ? '' : c || 'none' })}>
              <i style={{ background: c ? colour(c) : 'transparent' }} class={c ? '' : 'hollow'} /><bdi>{c || t('time.noclause')}</bdi>
            </button>
          ))}
        </span>
      </div>
      <div class={dense ? 'strip dense' : 'strip'} data-shown={inStrip} ref={strip} role="group" aria-label={t('frame.timeline')} style={{ gridTemplateColumns: `repeat(${bins.length}, minmax(0, 1fr))` }}
        onKeyDown={(e) => {
          const by = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0;
          if (!by) return;
          e.preventDefault();
          const next = Math.max(0, Math.min(bins.length - 1, focused + (tongue.dir === 'rtl' ? -by : by)));
          focus(next);
          (strip.current?.children[next] as HTMLElement | undefined)?.focus();
        }}>
        {bins.map((b, i) => {
          const when = tongue.time(iso(b.from), byHour ? 'short' : 'day') + (size > day ? ` – ${tongue.time(iso(b.to - 1), 'day')}` : '');
          const title = t('time.bar', { day: when, list: sorted(b.counts).map(([c, n]) => `${c || t('time.noclause')}: ${tongue.number(n)}`).join(', ') || t('frame.none') });
          const within = range && i >= Math.min(...range) && i <= Math.max(...range);
          return (
            <button type="button" key={b.from} class={within ? 'bin within' : 'bin'} tabIndex={i === Math.min(focused, bins.length - 1) ? 0 : -1} aria-label={title} title={title}
              onFocus={() => focus(i)}
              onPointerDown={(e) => { drag.current = i; setRange([i, i]); e.currentTarget.releasePointerCapture(e.pointerId); }}
              onPointerEnter={() => { if (drag.current !== null) setRange([drag.current, i]); }}
              onPointerUp={() => { if (drag.current !== null) pick(drag.current, i); drag.current = null; setRange(null); }}
              onKeyUp={(e) => { if (e.key === 'Enter') pick(i, i); }}>
              {most <= 7 && !dense
                ? sorted(b.counts).reverse().flatMap(([c, n]) => Array.from({ length: n }, (_, k) => <i key={c + k} aria-hidden="true" class={c ? 'unit' : 'unit hollow'} style={c ? { background: colour(c) } : {}}><bdi data-letter={letter(c).replace(/^C/, '')} /></i>))
                : sorted(b.counts).reverse().map(([c, n]) => <i key={c} class={c ? 'bar' : 'bar hollow'} style={{ height: `${(n / most) * 100}%`, ...(c ? { background: colour(c) } : {}) }} />)}
            </button>
          );
        })}
      </div>
      <Ticks bins={bins} as={byHour ? 'hour' : size === day ? 'month' : 'day'} />
      <Moments whole={whole} />
    </section>
  );
}

// spanned is the window of time in which some bins lie, in whole days of the zone.
function spanned(of: readonly { start: string }[], size: number, zone: string): { from: string; to: string } {
  const starts = of.map((c) => Date.parse(c.start)), first = Math.min(...starts), offset = offsetOf(zone, first);
  return { from: iso(Math.floor((first + offset) / day) * day - offset), to: iso(Math.max(...starts) + Math.max(day, Math.min(size, week))) };
}

const order = (clause: string): number => Number(/\d+/.exec(clause)?.[0] ?? 999);

const sorted = (counts: Map<string, number>): [string, number][] => [...counts].sort((a, b) => order(a[0]) - order(b[0]));

const sum = (counts: Map<string, number>): number => [...counts.values()].reduce((a, b) => a + b, 0);

function Ticks({ bins, as }: { bins: Bin[]; as: 'hour' | 'month' | 'day' }) {
  const every = Math.max(1, Math.ceil(bins.length / 9));
  return (
    <div class="ticks" aria-hidden="true" style={{ gridTemplateColumns: `repeat(${bins.length}, minmax(0, 1fr))` }}>
      {bins.map((b, i) => <span key={b.from}>{i % every === 0 && <Time at={iso(b.from)} as={as} />}</span>)}
    </div>
  );
}

// Moments are the two sliders. Which entry was the newest at a moment, the record says.
function Moments({ whole }: { whole: { from: number; to: number } }) {
  const { t, time } = useTongue();
  const v = useStore(view);
  const now = useNow();
  const { status } = useMission();
  const { value } = useAnswer<{ recorded: string }>(v.known >= 0 ? `/api/record/entries/${v.known}` : null);
  const clamp = (ms: number) => Math.min(Math.max(ms, whole.from), whole.to);
  const [moved, move] = useState<number | null>(null); // where the slider is while the record is asked
  const known = moved ?? (value ? Date.parse(value.recorded) : whole.to);
  const past = v.at !== '' || v.known >= 0;
  const knowAt = async (ms: number) => {
    move(ms);
    const { value: found } = await ask<{ entry: number }>('/api/record/at', { time: iso(ms) });
    go({ known: Math.max(0, found.entry) });
  };
  useEffect(() => move(null), [value?.recorded]);
  return (
    <div class="moments">
      <label class={v.at ? 'set' : ''}><span>{t('time.asof')}</span>
        <input type="range" min={whole.from} max={whole.to} step={hour} value={clamp(Date.parse(now))} aria-valuetext={time(now)} onInput={(e) => go({ at: iso(Number(e.currentTarget.value)) })} />
        <output>{v.at ? <Time at={v.at} as="full" /> : t('frame.now')}</output>
      </label>
      {v.known >= 0 ? (
        <label class="set"><span>{t('time.known')}</span>
          <input type="range" min={whole.from} max={whole.to} step={hour} value={clamp(known)} aria-valuetext={time(iso(known))} onInput={(e) => void knowAt(Number(e.currentTarget.value))} />
          <output><Time at={iso(known)} as="full" /> <button type="button" onClick={() => go({ known: -1 })}>{t('time.newest')}</button></output>
        </label>
      ) : past && <Button class="quietbutton" onClick={() => (v.at ? void knowAt(Date.parse(v.at)) : go({ known: status.size - 1 }))}>{t('time.known')}…</Button>}
    </div>
  );
}
