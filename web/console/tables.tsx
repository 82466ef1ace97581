// What stands for a desk that brings no pages of its own: its declared tables, and a page for each entry.
import { useState } from 'preact/hooks';
import { useTongue } from '../shared/i18n';
import { useMission } from '../shared/mission';
import { useAnswer } from '../shared/live';
import { useStore } from '../shared/store';
import { go, view } from '../shared/view';
import { drawn, seen } from '../shared/drawn';
import { Button, Chip, Facts, Open, Receipt, Section, Time, Told } from '../shared/ui';

export function TableList() {
  const { t } = useTongue();
  const { layers } = useMission();
  return (
    <>
      <div class="listhead"><h2>{t('frame.tables')}</h2></div>
      <ul class="rows">{layers.map((l) => (
        <li key={l.id}><a class="row" href={`?page=table:${l.id}`} onClick={(e) => { e.preventDefault(); go({ page: `table:${l.id}` }); }}><span class="main"><bdi>{l.title}</bdi></span><span class="sub"><bdi>{l.id}</bdi></span></a></li>
      ))}</ul>
      <p class="quiet pad"><a href="/plain">{t('frame.plain')}</a></p>
    </>
  );
}

interface Rows {
  rows: { entry: number; values: Record<string, unknown> }[];
  next?: number;
}

export function TablePage({ id }: { id: string }) {
  const { t } = useTongue();
  const { layers } = useMission();
  const layer = layers.find((l) => l.id === id);
  const [before, older] = useState(0);
  const asked = useAnswer<Rows>(layer ? `/api/layers/${encodeURIComponent(id)}` : null, { before: before || null });
  const { sel } = useStore(view);
  if (!layer) return <p class="quiet">{t('frame.empty')}</p>;
  return (
    <>
      <div class="listhead"><h2><bdi>{layer.title}</bdi></h2><Button onClick={() => go({ page: 'tables' })}>{t('frame.tables')}</Button></div>
      <Told of={asked}>{(page) => page.rows.length === 0 ? <p class="quiet">{t('frame.empty')}</p> : (
        <>
          <ul class="rows">{page.rows.map((r) => {
            const [first, ...rest] = layer.columns.map((c) => ({ ...c, value: r.values[c.name] })).filter((c) => c.value !== null && c.value !== undefined && c.value !== '' && c.value !== false);
            return (
              <li key={r.entry + JSON.stringify(r.values)}><Open sel={`entry/${r.entry}`} class="row table" current={sel === `entry/${r.entry}`}>
                <span class="main">{first && <Value value={first.value} />}</span>
                <span class="cells">{rest.slice(0, 6).map((c) => <span key={c.name}><i>{c.title}</i> <Value value={c.value} /></span>)}</span>
              </Open></li>
            );
          })}</ul>
          {page.next && <p class="pad"><Button onClick={() => older(page.next!)}>{t('frame.more')}</Button></p>}
        </>
      )}</Told>
    </>
  );
}

const moment = /^\d{4}-\d\d-\d\dT/;

function Value({ value }: { value: unknown }) {
  const { t, number } = useTongue();
  if (value === null || value === undefined || value === '') return <span class="unknown">{t('frame.unknown')}</span>;
  if (typeof value === 'boolean') return <>{t(value ? 'frame.yes' : 'frame.no')}</>;
  if (typeof value === 'number') return <bdi>{Number.isInteger(value) ? value : number(value)}</bdi>;
  if (typeof value === 'string') return moment.test(value) ? <Time at={value} as="short" /> : <bdi>{value}</bdi>;
  if (Array.isArray(value) && value.every((v) => typeof v === 'string')) return <bdi>{value.join(', ')}</bdi>;
  return <bdi class="raw">{JSON.stringify(value)}</bdi>;
}

interface Entry {
  number: number;
  kind?: string;
  recorded: string;
  status?: string;
  author?: { member?: string; party?: string };
  fact?: Record<string, unknown>;
}

// EntryPanel shows any entry as the record has it.
export function EntryPanel({ id }: { id: string }) {
  const { t } = useTongue();
  const asked = useAnswer<Entry>(/^\d+$/.test(id) ? `/api/record/entries/${id}` : null);
  if (!/^\d+$/.test(id)) return <p class="quiet">{t('frame.empty')}</p>;
  return (
    <Told of={asked}>{(e) => (
      <article>
        <header class="head"><p class="kicker"><bdi>{e.kind ?? ''}</bdi></p><h2>{t('frame.entry', { n: Number(id) })}</h2><p class="sub"><Time at={e.recorded} /></p></header>
        {e.fact ? <Facts of={Object.entries(e.fact).map(([name, value]) => [name.replaceAll('_', ' '), <Value value={value} />])} /> : <p class="quiet">{t('frame.empty')}</p>}
        <Receipt entry={Number(id)} />
      </article>
    )}</Told>
  );
}

// Several lists what lies in one place of the map.
export function Several({ sels }: { sels: string[] }) {
  const { t, number } = useTongue();
  const all = [...Object.values(useStore(drawn)).flatMap((l) => l?.features ?? []), ...useStore(seen)];
  const found = sels.map((s) => all.find((f) => f.properties.sel === s)).filter((f) => f !== undefined);
  return (
    <Section title={t('map.cluster')} aside={<span class="n">{number(found.length)}</span>}>
      <ul class="rows">{found.map((f) => (
        <li key={String(f.properties.sel)}><Open sel={String(f.properties.sel)} class="row"><Chip no={String(f.properties.clause ?? '')} /><span class="main">{String(f.properties.title)}</span><span class="sub">{f.properties.at !== undefined && <Time at={String(f.properties.at)} as="short" />}</span></Open></li>
      ))}</ul>
    </Section>
  );
}
