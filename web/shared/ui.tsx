// The few parts that every page is made of.
import type { ComponentChildren } from 'preact';
import { useStore } from './store';
import { go, view, format } from './view';
import { useTongue, type TimeStyle } from './i18n';
import { clock, useNow } from './mission';
import { colour, letter } from './clauses';
import type { Asked } from './live';
import type { Problem } from './api';

// Time writes a moment in the agreement's zone, with UTC behind it where that is wanted.
export function Time({ at, as = 'full' }: { at: string | undefined; as?: TimeStyle }) {
  const tongue = useTongue();
  const { utc } = useStore(view);
  if (!at) return <span class="unknown">{tongue.t('frame.unknown')}</span>;
  return (
    <time dateTime={at} title={tongue.utc(at)}>
      <bdi>{tongue.time(at, as)}</bdi>
      {utc && as !== 'day' && <bdi class="utc">{tongue.utc(at)}</bdi>}
    </time>
  );
}

// Due says until when, and how long that is still, or was: at the moment that is looked at, or, where it is about what must
// be done now, by the mission's clock.
export function Due({ at, really }: { at: string; really?: boolean }) {
  const { t, span } = useTongue();
  const now = useNow(), real = useStore(clock);
  const left = Date.parse(at) - Date.parse(really ? real : now);
  return <span class={left < 0 ? 'due late' : 'due'}>{t(left < 0 ? 'time.late' : 'time.left', { span: span(left) })}</span>;
}

// Chip is a clause: a colour and its number.
export function Chip({ no, quiet }: { no: string; quiet?: boolean }) {
  const { t } = useTongue();
  const name = no ? t('terms.clause', { no }) : t('time.noclause');
  return no
    ? <span class="chip" style={{ background: colour(no) }} role={quiet ? undefined : 'img'} aria-label={quiet ? undefined : name} aria-hidden={quiet} title={name}><bdi>{letter(no)}</bdi></span>
    : <span class="chip hollow" role={quiet ? undefined : 'img'} aria-label={quiet ? undefined : name} aria-hidden={quiet} title={name} />;
}

// Open is a link to something in the console: it can be copied, and opened elsewhere.
export function Open({ sel, step = '', children, class: name, current }: { sel: string; step?: string; children: ComponentChildren; class?: string; current?: boolean }) {
  const v = useStore(view);
  return (
    <a class={name} href={'?' + format({ ...v, sel, step, mode: '' })} aria-current={current ? 'true' : undefined}
      onClick={(e) => { if (!plainClick(e)) return; e.preventDefault(); go({ sel, step, mode: '' }); }}>
      {children}
    </a>
  );
}

export const plainClick = (e: MouseEvent): boolean => e.button === 0 && !e.metaKey && !e.ctrlKey && !e.shiftKey && !e.altKey;

// Facts is a list of names and values; a value of null leaves the line out.
export function Facts({ of }: { of: [name: string, value: ComponentChildren][] }) {
  return (
    <dl class="facts">
      {of.filter(([, value]) => value !== null && value !== undefined && value !== false && value !== '').map(([name, value]) => (
        <div key={name}><dt>{name}</dt><dd>{value}</dd></div>
      ))}
    </dl>
  );
}

export function Section({ title, children, aside }: { title: string; children: ComponentChildren; aside?: ComponentChildren }) {
  return <section class="part"><h3>{title}{aside}</h3>{children}</section>;
}

// Told shows an answer, or why there is none.
export function Told<T>({ of, children }: { of: Asked<T>; children: (value: T) => ComponentChildren }) {
  const { t } = useTongue();
  if (of.value !== undefined) return <>{of.problem && <Refused problem={of.problem} />}{children(of.value)}</>;
  if (of.problem) return <Refused problem={of.problem} />;
  return <p class="quiet" role="status">{t('frame.loading')}</p>;
}

// Refused says in the server's own sentence why not. beside are the fields whose sentences stand next to them already.
export function Refused({ problem, beside }: { problem: Problem; beside?: (field: string) => boolean }) {
  const { t } = useTongue();
  const rest = problem.fields.filter((f) => !beside?.(f.field));
  return (
    <div class="refused" role="alert">
      <p>{problem.offline ? t('line.offline') : <bdi>{problem.detail || problem.title}</bdi>}</p>
      {rest.length > 0 && <ul>{rest.map((f) => <li key={f.field}><bdi>{f.sentence}</bdi></li>)}</ul>}
    </div>
  );
}

// Words are given as they were said, in their own direction.
export function Words({ children, lang }: { children: string | undefined; lang?: string }) {
  return children ? <blockquote dir="auto" lang={lang}>{children}</blockquote> : null;
}

export function Icon({ path }: { path: string }) {
  return <svg class="icon" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" focusable="false"><path d={path} /></svg>;
}

export function Button({ onClick, children, title, class: name, disabled, pressed }: { onClick: () => void; children: ComponentChildren; title?: string; class?: string; disabled?: boolean; pressed?: boolean }) {
  return <button type="button" class={name} title={title} aria-label={title} disabled={disabled} aria-pressed={pressed} onClick={onClick}>{children}</button>;
}

// Receipt lets anybody take an entry's proof with them.
export function Receipt({ entry }: { entry: number }) {
  const { t } = useTongue();
  return (
    <p class="proof">
      <a href={`/entries/${entry}`}>{t('frame.entry', { n: entry })}</a>
      <Open sel={`verify/${entry}`}>{t('verify.open')}</Open>
      <a href={`/api/record/entries/${entry}/receipt`} download={`entry-${entry}.tlog-proof`}>{t('frame.receipt')}</a>
    </p>
  );
}
