// The strip of time below: what happened when, by clause, and the two moments that are looked at: what held at one time,
// as it was known at another.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useStore } from '../shared/store';
import { go, view } from '../shared/view';
import { useTongue } from '../shared/i18n';
import { law, useMission, useNow } from '../shared/mission';
import { binsOf, day, hour, offsetOf, type Bin } from '../shared/bins';
import { useIncidents, useWanted, type Incident } from '../shared/drawn';
import { colour, letter } from '../shared/clauses';
import { Button, Time } from '../shared/ui';
import { ask } from '../shared/api';
import { useAnswer } from '../shared/live';
import { layers } from './desks';

const manyDays = 5; // up to so many days are shown by the hour

const iso = (ms: number) => new Date(ms).toISOString().replace(/\.000Z$/, 'Z');

function useExtent(): { from: number; to: number } {
  const { status } = useMission();
  const terms = useStore(law);
  const { at } = useStore(view);
  const lasts = layers.map((l) => l.useLast?.()).filter((s): s is string => !!s);
  const now = Date.parse(status.now);
  const begin = Date.parse(terms?.agreement.entry_into_force?.utc ?? iso(now - 30 * day)) - day;
  const last = Math.max(...lasts.map((s) => Date.parse(s)), at ? Date.parse(at) : 0, begin + 7 * day);
  const end = now - last < 30 * day && now > last ? now : last + day / 2;
  const floor = (ms: number) => Math.floor(ms / day) * day;
  return { from: floor(begin), to: floor(end) + day };
}

export function Timeline() {
  const tongue = useTongue();
  const { t } = tongue;
  const v = useStore(view);
  const terms = useStore(law);
  const whole = useExtent();
  const from = v.from ? Date.parse(v.from) : whole.from, to = v.to ? Date.parse(v.to) : whole.to;
  const byHour = to - from <= manyDays * day;
  const zone = terms?.agreement.entry_into_force?.tz ?? 'UTC';
  const wanted = useWanted();
  const incidents = useIncidents().filter((i) => i.at && wanted(i));
  const bins = useMemo(() => binsOf(incidents, from, to, byHour ? hour : day, offsetOf(zone, from)), [incidents.length, from, to, zone, v.clause, v.q, v.at, v.known]);
  const most = Math.max(1, ...bins.map((b) => b.incidents.length));
  const [focused, focus] = useState(0);
  const strip = useRef<HTMLDivElement>(null);
  const drag = useRef<number | null>(null);
  const [range, setRange] = useState<[number, number] | null>(null);

  const pick = (a: number, b: number) => {
    const first = bins[Math.min(a, b)], last = bins[Math.max(a, b)];
    if (first && last && !(byHour && a === b && bins.length <= 24)) go({ from: iso(first.from), to: iso(last.to) });
  };
  const clauses = [...new Set(incidents.map((i) => i.clause))].sort((a, b) => order(a) - order(b));

  return (
    <section class="timeline" aria-label={t('frame.timeline')}>
      <div class="timehead">
        <h2>{t('frame.timeline')}</h2>
        <span class="quiet"><Time at={iso(from)} as="day" /> – <Time at={iso(to - 1)} as="day" /> · {t(byHour ? 'time.hours' : 'time.days')} · <bdi>{t('time.zone', { zone: zone.replace('_', ' ') })}</bdi></span>
        {(v.from || v.to) && <Button onClick={() => go({ from: '', to: '' })}>{t('time.all')}</Button>}
        <span class="clauses" role="group" aria-label={t('time.allclauses')}>
          {(v.clause ? [v.clause === 'none' ? '' : v.clause] : clauses).map((c) => (
            <button type="button" key={c} class="clausekey" aria-pressed={v.clause === (c || 'none')} title={c ? t('terms.clause', { no: c }) : t('time.noclause')} onClick={() => go({ clause: v.clause === (c || 'none') ? '' : c || 'none' })}>
              <i style={{ background: c ? colour(c) : 'transparent' }} class={c ? '' : 'hollow'} /><bdi>{c || t('time.noclause')}</bdi>
            </button>
          ))}
        </span>
      </div>
      <div class="strip" ref={strip} role="group" aria-label={t('frame.timeline')} style={{ gridTemplateColumns: `repeat(${bins.length}, minmax(0, 1fr))` }}
        onKeyDown={(e) => {
          const by = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0;
          if (!by) return;
          e.preventDefault();
          const next = Math.max(0, Math.min(bins.length - 1, focused + (tongue.dir === 'rtl' ? -by : by)));
          focus(next);
          (strip.current?.children[next] as HTMLElement | undefined)?.focus();
        }}>
        {bins.map((b, i) => {
          const title = t('time.bar', { day: tongue.time(iso(b.from), byHour ? 'short' : 'day'), list: counted(b.incidents).map(([c, n]) => `${c || t('time.noclause')}: ${tongue.number(n)}`).join(', ') || t('frame.none') });
          const within = range && i >= Math.min(...range) && i <= Math.max(...range);
          return (
            <button type="button" key={b.from} class={within ? 'bin within' : 'bin'} tabIndex={i === Math.min(focused, bins.length - 1) ? 0 : -1} aria-label={title} title={title}
              onFocus={() => focus(i)}
              onPointerDown={(e) => { drag.current = i; setRange([i, i]); e.currentTarget.releasePointerCapture(e.pointerId); }}
              onPointerEnter={() => { if (drag.current !== null) setRange([drag.current, i]); }}
              onPointerUp={() => { if (drag.current !== null) pick(drag.current, i); drag.current = null; setRange(null); }}
              onKeyUp={(e) => { if (e.key === 'Enter') pick(i, i); }}>
              {most <= 7
                ? [...b.incidents].sort((x, y) => order(y.clause) - order(x.clause)).map((n) => <i key={n.sel} class={n.clause ? 'unit' : 'unit hollow'} style={n.clause ? { background: colour(n.clause) } : {}}><bdi data-letter={letter(n.clause).replace(/^C/, '')} /></i>)
                : counted(b.incidents).reverse().map(([c, n]) => <i key={c} class={c ? 'bar' : 'bar hollow'} style={{ height: `${(n / most) * 100}%`, ...(c ? { background: colour(c) } : {}) }} />)}
            </button>
          );
        })}
      </div>
      <Ticks bins={bins} byHour={byHour} />
      <Moments whole={whole} />
    </section>
  );
}

const order = (clause: string): number => Number(/\d+/.exec(clause)?.[0] ?? 999);

function counted(incidents: Incident[]): [string, number][] {
  const n = new Map<string, number>();
  for (const i of incidents) n.set(i.clause, (n.get(i.clause) ?? 0) + 1);
  return [...n].sort((a, b) => order(a[0]) - order(b[0]));
}

function Ticks({ bins, byHour }: { bins: Bin[]; byHour: boolean }) {
  const every = Math.max(1, Math.ceil(bins.length / 9));
  return (
    <div class="ticks" aria-hidden="true" style={{ gridTemplateColumns: `repeat(${bins.length}, minmax(0, 1fr))` }}>
      {bins.map((b, i) => <span key={b.from}>{i % every === 0 && <Time at={iso(b.from)} as={byHour ? 'hour' : 'month'} />}</span>)}
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
