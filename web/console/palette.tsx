// The command palette: everything that can be opened or done, by typing a part of its name in any of the languages.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useTongue } from '../shared/i18n';
import { fold } from '../shared/drawn';
import { go } from '../shared/view';
import { selOf, useHits } from './search';

export interface Step {
  kind: string;
  title: string;
  also?: string; // other words that find it
  run: () => void;
}

export function Palette({ steps, onClose }: { steps: () => Step[]; onClose: () => void }) {
  const { t } = useTongue();
  const all = steps();
  const [typed, type] = useState('');
  const [at, move] = useState(0);
  const hits = useHits(typed);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const d = dialog.current!;
    d.showModal();
    return () => d.close();
  }, []);
  const found = useMemo(() => {
    const wanted = fold(typed).split(/\s+/).filter(Boolean);
    const number = /^[0-9٠-٩]+$/.test(typed.trim()) ? fold(typed.trim()) : '';
    const fit = all.filter((s) => wanted.every((w) => fold(`${s.kind} ${s.title} ${s.also ?? ''}`).includes(w))).slice(0, 40);
    const written = hits.map((h) => ({ kind: t('search.found'), title: h.title || h.snippet, run: () => go({ sel: selOf(h) }) }));
    const whole = typed.trim() ? [{ kind: t('frame.search'), title: t('search.all', { q: typed.trim() }), run: () => go({ page: 'search', q: typed.trim() }) }] : [];
    const first = number ? [{ kind: t('frame.open'), title: t('frame.entry', { n: Number(number) }), run: () => openEntry(number) }] : [];
    return [...first, ...fit, ...written, ...whole];
  }, [typed, all.length, hits]);
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
