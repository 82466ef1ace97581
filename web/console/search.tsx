// Searching what all desks have written, for whoever may read it.
import { useEffect, useState } from 'preact/hooks';
import { useTongue } from '../shared/i18n';
import { useMission } from '../shared/mission';
import { useAnswer } from '../shared/live';
import { useStore } from '../shared/store';
import { go, view } from '../shared/view';
import { ask } from '../shared/api';
import { openFound } from './desks';
import { Button, Open, Time, Told } from '../shared/ui';

interface Hit {
  entry: number;
  desk: string;
  kind: string;
  at?: string;
  recorded: string;
  retracted?: number;
  title: string;
  title_marks?: [number, number][];
  snippet: string;
  marks?: [number, number][];
}

interface Found {
  hits: Hit[];
  more?: string;
  cut?: boolean;
  note?: string;
}

const selOf = (hit: Hit): string => openFound(hit.desk, hit.kind, hit.entry);

// Marked sets what was looked for apart. Offsets count characters, not the halves that JavaScript counts.
function Marked({ text, marks }: { text: string; marks: [number, number][] | undefined }) {
  const all = [...text], out = [];
  let at = 0;
  for (const [from, to] of marks ?? []) {
    out.push(all.slice(at, from).join(''), <mark>{all.slice(from, to).join('')}</mark>);
    at = to;
  }
  return <bdi>{out}{all.slice(at).join('')}</bdi>;
}

export function SearchPage() {
  const { t } = useTongue();
  const { q, sel, lang } = useStore(view);
  const { layers } = useMission();
  const [desk, choose] = useState('');
  const [settled, settle] = useState(q);
  const [older, more] = useState<{ of: string; hits: Hit[]; next: string | undefined }>({ of: '', hits: [], next: undefined });
  useEffect(() => {
    const timer = setTimeout(() => settle(q), 250);
    return () => clearTimeout(timer);
  }, [q]);
  const wanted = settled.trim(), key = `${desk} ${wanted}`;
  const asked = useAnswer<Found>(wanted ? '/api/search' : null, { q: wanted, desk });
  const desks = [...new Set(layers.map((l) => l.desk))].sort();
  const next = async (path: string) => {
    const { value } = await ask<Found>(path);
    more({ of: key, hits: [...(older.of === key ? older.hits : []), ...value.hits], next: value.more });
  };
  return (
    <>
      <form class="searchform" role="search" aria-label={t('search.title')} onSubmit={(e) => { e.preventDefault(); settle(q); }}>
        <input type="search" id="searchall" value={q} lang={lang} dir="auto" autofocus aria-label={t('search.title')} placeholder={t('search.hint')} onInput={(e) => go({ q: e.currentTarget.value })} />
        <label><span class="hidden">{t('search.desk')}</span>
          <select value={desk} onChange={(e) => choose(e.currentTarget.value)}>
            <option value="">{t('search.desk.all')}</option>
            {desks.map((d) => <option key={d} value={d}>{d}</option>)}
          </select>
        </label>
      </form>
      {!wanted ? <p class="quiet pad">{t('search.start')}</p> : (
        <Told of={asked}>{(found) => {
          const hits = [...found.hits, ...(older.of === key ? older.hits : [])], rest = older.of === key ? older.next : found.more;
          return (
            <>
              {found.cut && <p class="quiet pad">{t('search.cut')}</p>}
              {hits.length === 0 && <p class="quiet pad" role="status">{t('search.none')}</p>}
              <ul class="rows">{hits.map((h) => (
                <li key={`${h.entry}${h.kind}`}><Open sel={selOf(h)} class="row hit" current={sel === selOf(h)}>
                  <span class="main"><Marked text={h.title} marks={h.title_marks} /></span>
                  {h.snippet && h.snippet !== h.title && <span class="sub two-lines"><Marked text={h.snippet} marks={h.marks} /></span>}
                  <span class="sub"><Time at={h.at ?? h.recorded} as="short" /> · {t('frame.entry', { n: h.entry })}{h.retracted ? <> · <strong>{t('observe.retracted')}</strong></> : null}</span>
                </Open></li>
              ))}</ul>
              {rest && <p class="pad"><Button onClick={() => void next(rest)}>{t('search.more')}</Button></p>}
            </>
          );
        }}</Told>
      )}
    </>
  );
}
