// The frame: what is in force above, the desks at the side, the list, the map, what is opened, and time below.
import { useEffect, useState } from 'preact/hooks';
import { useStore } from '../shared/store';
import { go, part, view } from '../shared/view';
import { useTongue } from '../shared/i18n';
import { law, useLaw, useMission } from '../shared/mission';
import { feed } from '../shared/drawn';
import { Button, Icon } from '../shared/ui';
import type { DrawnLayer, Page } from '../shared/desk';
import { asides, desks, layers, modes, pages, panels } from './desks';
import { Header } from './header';
import { Seen } from './seen';
import { MapView } from './mapview';
import { Timeline } from './timeline';
import { Palette, type Step } from './palette';
import { TableList, TablePage, EntryPanel, Several } from './tables';
import type { WordKey } from '../shared/words';

export function App() {
  const tongue = useTongue();
  const { t, lang, dir } = tongue;
  const v = useStore(view);
  useLaw();
  const [palette, setPalette] = useState(false);
  const { status } = useMission();
  const text = useStore(law)?.agreement;
  useEffect(() => {
    document.documentElement.lang = lang;
    document.documentElement.dir = dir;
  }, [lang]);
  useEffect(() => {
    document.title = `${t(status.exercise ? 'frame.exercise' : 'frame.live')} · ${tongue.name(text?.title) || 'Truce'}`;
  }, [lang, text]);
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'k') {
        e.preventDefault();
        setPalette(true);
      } else if (e.key === 'Escape' && !e.defaultPrevented) {
        if (view.value.mode) go({ mode: '' });
        else if (view.value.step) go({ step: '' });
        else if (view.value.sel && !typing(e)) go({ sel: '' });
      } else if (e.key === '/' && !typing(e)) {
        e.preventDefault();
        document.getElementById('search')?.focus();
      } else if ((e.key === 'ArrowDown' || e.key === 'ArrowUp') && e.target instanceof HTMLAnchorElement && e.target.classList.contains('row')) {
        e.preventDefault();
        step(e.target, e.key === 'ArrowDown' ? 1 : -1);
      }
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, []);
  const mode = modes.find((m) => m.id === v.mode);
  const wide = !mode && panels[part(v.sel).layer]?.wide;
  const open = !!mode || !!v.sel;
  return (
    <div class={`frame${open ? ' open' : ''}${wide ? ' wide' : ''}`}>
      <a class="skip" href="#list">{t('frame.skip')}</a>
      {layers.map((l) => <Feed key={l.id} layer={l} />)}
      <Header onPalette={() => setPalette(true)} />
      <Seen />
      <Rail />
      <main class="list" id="list" tabIndex={-1} aria-label={t('frame.list')}><List /></main>
      <div class="stage"><MapView /></div>
      {open && (
        <aside class="detail" aria-label={t('frame.detail')}>
          <div class="close"><Button onClick={() => go(mode ? { mode: '' } : { sel: '' })} title={t('frame.close')}><span aria-hidden="true">×</span></Button></div>
          {mode ? <mode.Show /> : <Panel sel={v.sel} />}
        </aside>
      )}
      <Timeline />
      {palette && <Palette steps={useSteps} onClose={() => setPalette(false)} />}
    </div>
  );
}

const typing = (e: Event): boolean => e.target instanceof HTMLElement && (e.target.matches('input, textarea, select') || e.target.isContentEditable);

// step moves the focus through the rows of a list.
function step(from: HTMLElement, by: number): void {
  const rows = [...(from.closest('main, aside')?.querySelectorAll<HTMLAnchorElement>('a.row') ?? [])];
  rows[rows.indexOf(from as HTMLAnchorElement) + by]?.focus();
}

function Feed({ layer }: { layer: DrawnLayer }) {
  const features = layer.useFeatures();
  useEffect(() => {
    if (!features) return;
    if ('features' in features) feed(layer.id, layer.source, features.features, features.more);
    else feed(layer.id, layer.source, features);
  }, [features]);
  return null;
}

// usePages are the desks' pages that the reader may open, and the tables of what has none.
export function usePages() {
  const { layers: open, me } = useMission();
  return pages.filter((p) => (!p.layer || open.some((l) => l.id === p.layer)) && (!p.may || p.may(me)));
}

const tables = 'tables';

function useCurrent(): string {
  const { page } = useStore(view);
  const mine = usePages();
  return page || mine[0]?.id || tables;
}

// A room is a desk as it stands in the rail: one place for all its pages, of which it opens the first.
interface Room {
  title: WordKey;
  icon: string;
  pages: Page[];
}

function useRooms(): Room[] {
  const mine = usePages();
  return desks.flatMap((d) => {
    const pages = (d.pages ?? []).filter((p) => mine.includes(p)), first = pages[0];
    if (!first) return [];
    return d.title ? [{ title: pages.length > 1 ? d.title : first.title, icon: first.icon, pages }] : pages.map((p) => ({ title: p.title, icon: p.icon, pages: [p] }));
  });
}

function Rail() {
  const { t } = useTongue();
  const current = useCurrent();
  const item = (id: string, title: WordKey, icon: string, here: boolean) => (
    <li key={id}><button type="button" aria-current={here ? 'page' : undefined} onClick={() => go({ page: id })}><Icon path={icon} /><span>{t(title)}</span></button></li>
  );
  return (
    <nav class="rail" aria-label={t('frame.pages')}>
      <ul>
        {useRooms().map((r) => item(r.pages[0]!.id, r.title, r.icon, r.pages.some((p) => p.id === current)))}
        {item(tables, 'frame.tables', 'M4 5h16v14H4z M4 10h16 M4 15h16 M10 5v14', current === tables || current.startsWith('table:'))}
      </ul>
    </nav>
  );
}

// Doors lead to the other pages of the same desk.
function Doors({ of }: { of: string }) {
  const { t } = useTongue();
  const room = useRooms().find((r) => r.pages.some((p) => p.id === of));
  if (!room || room.pages.length < 2) return null;
  return (
    <nav class="doors" aria-label={t(room.title)}>
      {room.pages.map((p) => <button key={p.id} type="button" aria-current={p.id === of ? 'page' : undefined} onClick={() => go({ page: p.id })}>{t(p.title)}</button>)}
    </nav>
  );
}

function List() {
  const { t, lang } = useTongue();
  const current = useCurrent();
  const { me } = useMission();
  const text = useStore(law)?.agreement;
  const page = pages.find((p) => p.id === current);
  if (current.startsWith('table:')) return <TablePage id={current.slice('table:'.length)} />;
  if (!page) return <TableList />;
  const mine = modes.filter((m) => m.may(me, text) && (m.page ? m.page === page.id : m.id.split('.')[0] === page.id.split('.')[0]));
  return (
    <>
      <Doors of={page.id} />
      <div class="listhead">
        <h2>{t(page.title)}</h2>
        {mine.map((m) => <Button key={m.id} class={m.grave ? 'grave' : 'primary'} onClick={() => go({ mode: m.id })}>{t(m.title)}</Button>)}
      </div>
      <page.List key={page.id + lang} />
    </>
  );
}

function Panel({ sel }: { sel: string }) {
  const { layer, id } = part(sel);
  if (layer === 'several') return <Several sels={id.split(',')} />;
  const panel = panels[layer];
  return (
    <>
      {panel ? <panel.Show key={sel} id={id} /> : <EntryPanel key={sel} id={id} />}
      {asides.filter((a) => a.on === layer).map((a, i) => <a.Show key={`${sel}${i}`} id={id} />)}
    </>
  );
}

// useSteps are what the command palette offers.
function useSteps(): Step[] {
  const tongue = useTongue();
  const { t } = tongue;
  const { me, demo } = useMission();
  const mine = usePages();
  const text = useStore(law)?.agreement;
  return [
    ...modes.filter((m) => m.may(me, text)).map((m) => ({ kind: t('frame.do'), title: t(m.title), run: () => go({ mode: m.id }) })),
    ...mine.map((p) => ({ kind: t('frame.open'), title: t(p.title), run: () => go({ page: p.id }) })),
    { kind: t('frame.open'), title: t('frame.tables'), run: () => go({ page: tables }) },
    { kind: t('frame.do'), title: t('verify.file'), run: () => go({ sel: 'verify/' }) },
    ...(text?.clauses ?? []).map((c) => ({ kind: t('terms.clause', { no: c.no }), title: tongue.name(c.text), run: () => go({ page: 'terms.clauses', sel: `terms.clauses/${c.no}` }) })),
    ...(text?.places ?? []).map((p) => ({ kind: t('frame.map'), title: tongue.name(p.name), also: [p.name?.en, p.name?.ar, p.name?.ru, ...(p.aliases ?? [])].join(' '), run: () => go({ map: [p.point.lon, p.point.lat, 11.5] }) })),
    { kind: t('frame.do'), title: t('frame.utc'), run: () => go({ utc: !view.value.utc }) },
    { kind: t('frame.do'), title: t('frame.tonow'), run: () => go({ at: '', known: -1 }) },
    { kind: t('frame.language'), title: 'English', run: () => go({ lang: 'en' }) },
    { kind: t('frame.language'), title: 'العربية', run: () => go({ lang: 'ar' }) },
    { kind: t('frame.language'), title: 'Русский', run: () => go({ lang: 'ru' }) },
    { kind: t('frame.open'), title: t('frame.plain'), run: () => location.assign('/plain') },
    { kind: t('frame.do'), title: t('frame.print'), run: () => print() },
    ...(demo.length ? [{ kind: t('frame.do'), title: t('frame.become'), run: () => document.getElementById('roles')?.focus() }] : []),
  ];
}

