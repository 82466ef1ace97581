// The command palette: everything that can be opened or done, by typing a part of its name in any of the languages.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useTongue } from '../shared/i18n';
import { fold } from '../shared/drawn';
import { go } from '../shared/view';
import { useAnswer } from '../shared/live';
import { openFound } from './desks';
import { useKnown } from '../shared/mission';

export interface Step {
  kind: string;
  title: string;
  also?: string; // other words that find it
  run: () => void;
}

interface Hit {
  entry: number;
  desk: string;
  kind: string;
  title: string;
  snippet: string;
}

export function Palette({ steps, onClose }: { steps: () => Step[]; onClose: () => void }) {
  const { t } = useTongue();
  const all = steps();
  const [typed, type] = useState('');
  const [at, move] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => { // before the next key
    const d = dialog.current!;
    d.showModal();
    return () => d.close();
  }, []);
  // What the desks recorded is found by the server, a moment after the last key.
  const [asked, askFor] = useState('');
  useEffect(() => {
    const wait = setTimeout(() => askFor(typed.trim().length > 1 ? typed.trim() : ''), 180);
    return () => clearTimeout(wait);
  }, [typed]);
  const { value: answer } = useAnswer<{ hits: Hit[] }>(asked ? '/api/search' : null, { q: asked, limit: 12, known: useKnown() });
  const hits = (asked ? (answer?.hits ?? []) : []).map((h) => ({ kind: t('frame.entry', { n: h.entry }), title: h.title || h.snippet, run: () => go({ sel: openFound(h.desk, h.kind, h.entry), mode: '' }) }));
  const own = useMemo(() => {
    const wanted = fold(typed).split(/\s+/).filter(Boolean);
    const number = /^[0-9٠-٩]+$/.test(typed.trim()) ? fold(typed.trim()) : '';
    const fit = all.filter((s) => wanted.every((w) => fold(`${s.kind} ${s.title} ${s.also ?? ''}`).includes(w))).slice(0, 40);
    return number ? [{ kind: t('frame.open'), title: t('frame.entry', { n: Number(number) }), run: () => openEntry(number) }, ...fit] : fit;
  }, [typed, all.length]);
  const whole = typed.trim() ? [{ kind: t('frame.search'), title: t('search.all', { q: typed.trim() }), run: () => go({ page: 'search', q: typed.trim() }) }] : [];
  const found = [...own, ...hits, ...whole];
  const run = (s: Step | undefined) => {
    if (!s) return;
    onClose();
    s.run();
  };
  return (
    <dialog class="palette" ref={dialog} aria-label={t('frame.palette')} onCancel={(e) => { e.preventDefault(); onClose(); }} onClick={(e) => { if (e.target === dialog.current) onClose(); }}>
      <input autofocus value={typed} placeholder={t('frame.palette.hint')} role="combobox" aria-expanded="true" aria-controls="steps" aria-activedescendant={found[at] ? `step${at}` : undefined} aria-label={t('frame.palette.hint')}
        onInput={(e) => { type(e.currentTarget.value); move(0); }}
        onKeyDown={(e) => {
          if (e.key === 'ArrowDown') { e.preventDefault(); move(Math.min(at + 1, found.length - 1)); }
          if (e.key === 'ArrowUp') { e.preventDefault(); move(Math.max(at - 1, 0)); }
          if (e.key === 'Enter') { e.preventDefault(); run(found[at]); }
        }} />
      <ul role="listbox" id="steps" aria-label={t('frame.palette')}>
        {found.map((s, i) => (
          <li key={i} id={`step${i}`} role="option" aria-selected={i === at} ref={(el) => { if (i === at) el?.scrollIntoView({ block: 'nearest' }); }} onClick={() => run(s)}><span class="quiet">{s.kind}</span> <bdi>{s.title}</bdi></li>
        ))}
      </ul>
      {found.length === 0 && <p class="quiet">{t('frame.palette.none')}</p>}
    </dialog>
  );
}


function openEntry(n: string): void {
  go({ sel: `entry/${n}` });
}
