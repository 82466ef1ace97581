// Puts the map into the page and hands it what is drawn.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useStore } from '../shared/store';
import { go, part, view } from '../shared/view';
import { useTongue } from '../shared/i18n';
import { law, useMission } from '../shared/mission';
import type { Map } from '../shared/map';
import { boundsOf, type Features } from '../shared/shapes';
import { draft, drawn, halo, marked, ofSource, pointed, pointing, seen, useWanted } from '../shared/drawn';
import { useTiles, type Say, type Sight } from '../shared/tiles';
import type { SourceName } from '../shared/style';
import { Button, Chip } from '../shared/ui';
import { layers } from './desks';

const night = matchMedia('(prefers-color-scheme: dark)');

export function MapView() {
  const { t, lang } = useTongue();
  const v = useStore(view);
  const { basemap } = useMission().status;
  const area = useStore(law)?.agreement.area.geometry;
  const box = useRef<HTMLDivElement>(null);
  const map = useRef<Map | null>(null);
  const [dark, setDark] = useState(night.matches);
  const [hover, setHover] = useState<{ title: string; x: number; y: number } | null>(null);
  const [fonts, setFonts] = useState(false);
  const can = useRef(drawable()).current;
  const [code, setCode] = useState<typeof import('../shared/map')>();
  const [credits, setCredits] = useState('');
  const [sight, setSight] = useState<Sight | null>(null);
  const clauses = useStore(law)?.agreement.clauses;
  const look = { lang, dark, local: basemap, origin: location.origin, clauses: useMemo(() => clauses?.map((c) => c.no) ?? [], [clauses]) };

  useEffect(() => {
    const change = () => setDark(night.matches);
    night.addEventListener('change', change);
    if (can) void import('../shared/map').then(setCode); // apart from the frame, which is drawn before it
    // The map draws its letters once: the faces must be there before.
    const faces = ['Aā', ...(lang === 'ar' ? ['ع'] : lang === 'ru' ? ['Ж'] : [])];
    void Promise.all(faces.flatMap((s) => [`16px "Truce Sans"`, `600 16px "Truce Sans"`].map((f) => document.fonts.load(f, s)))).finally(() => setFonts(true));
    return () => night.removeEventListener('change', change);
  }, []);

  const begun = can && !!code && fonts && (!!v.map || !!area);
  useEffect(() => {
    if (!begun || !code || !box.current) return;
    const at = view.value.map, bounds = area && boundsOf([area]);
    map.current = new code.Map(box.current, look, {
      select: (sels) => go({ sel: sels.length > 1 ? `several/${sels.join(',')}` : (sels[0] ?? '') }),
      point: (lon, lat) => pointed.set({ lon, lat }),
      moved: (lon, lat, zoom) => go({ map: [lon, lat, zoom] }),
      sees: setSight,
      credits: setCredits,
      hover: (title, x, y) => setHover(title ? { title, x, y } : null),
    }, at ? { center: [at[0], at[1]], zoom: at[2] } : { bounds: bounds ?? [-20, -10, 60, 50] });
    const watch = new ResizeObserver(() => map.current?.resize());
    watch.observe(box.current);
    return () => {
      watch.disconnect();
      map.current?.remove();
      map.current = null;
    };
  }, [begun]);

  useEffect(() => {
    const faces = lang === 'ar' ? 'ع' : lang === 'ru' ? 'Ж' : 'A';
    void document.fonts.load('16px "Truce Sans"', faces).finally(() => map.current?.restyle(look));
  }, [lang, dark, basemap, begun, look.clauses.join()]);

  const all = useStore(drawn);
  const wanted = useWanted();
  const filter = `${v.from}|${v.to}|${v.clause}|${v.q}|${v.page === 'search'}`;
  useEffect(() => {
    for (const source of ['ground', 'zones', 'lines', 'posts', 'things', 'aircraft'] as SourceName[]) map.current?.set(source, ofSource(all, source));
  }, [all, begun]);
  const many = useMany(sight);
  const listed = useMemo(() => ofSource(all, 'incidents').filter((f) => f.geometry && wanted({ at: String(f.properties.at), until: String(f.properties.until ?? f.properties.at), clause: String(f.properties.clause), text: String(f.properties.text) })), [all, filter]);
  useEffect(() => {
    map.current?.crowd(many.from === 'tiles');
    if (many.from === 'list') map.current?.set('incidents', listed);
    else if (many.features) map.current?.set('incidents', many.features);
  }, [listed, many.from, many.features, begun]);

  const marks = useStore(marked);
  useEffect(() => map.current?.choose([v.sel, ...marks]), [v.sel, marks, begun, all]);
  const rings = useStore(halo), drafted = useStore(draft), point = useStore(pointing);
  useEffect(() => map.current?.set('halo', rings), [rings, begun]);
  useEffect(() => map.current?.set('draft', drafted), [drafted, begun]);
  useEffect(() => map.current?.point(point), [point, begun]);
  useEffect(() => {
    const { layer } = part(v.sel);
    const found = [...(all[layer]?.features ?? []), ...seen.value].find((f) => f.properties.sel === v.sel);
    if (found?.geometry?.type === 'Point') map.current?.show(...(found.geometry.coordinates as [number, number]));
  }, [v.sel, begun]);
  useEffect(() => {
    if (v.map) map.current?.jump(v.map[0], v.map[1], v.map[2]);
  }, [v.map]);

  return (
    <>
      <div class="map" ref={box} role="region" aria-label={t('map.label')} />
      {many.newest > 0 && <p class="mapnote" role="status">{t('map.newest', { n: many.newest })}</p>}
      {many.preparing && <p class="mapnote" role="status">{t('map.preparing')}</p>}
      {!can && <p class="nomap">{t('map.nowebgl')}</p>}
      {hover && <div class="tip" style={{ left: `${hover.x}px`, top: `${hover.y}px` }}>{hover.title}</div>}
      <div class="mapkeys" role="group" aria-label={t('frame.map')}>
        <Button onClick={() => map.current?.zoom(1)} title={t('map.in')}>+</Button>
        <Button onClick={() => map.current?.zoom(-1)} title={t('map.out')}>−</Button>
        <Button onClick={() => { const b = area && boundsOf([area]); if (b) map.current?.fit(b); }} title={t('map.fit')}>⤢</Button>
      </div>
      <Legend credits={credits} />
    </>
  );
}

const layer = layers.find((l) => l.many);
const says: Say = (entry) => ({ entry });

// useMany reads the tiles of what is more than a list holds. What is searched for by its words, and what was known at an
// entry, tiles do not say: then the newest are drawn from the list, and newest says how many these are of more.
function useMany(sight: Sight | null): { from: 'list' | 'tiles'; features: Features | null; newest: number; preparing: boolean } {
  const v = useStore(view);
  const list = useStore(drawn)[layer?.id ?? ''];
  const say = layer?.many?.useSay() ?? says;
  const more = !!list?.more, tiled = more && v.known < 0 && !v.q;
  const to = [v.to, v.at].filter(Boolean).sort()[0] ?? '';
  const { features, preparing } = useTiles(tiled ? layer!.id : null, { from: v.from, to, ...(v.clause ? layer?.many?.clause(v.clause) : {}) }, sight, say);
  useEffect(() => seen.set((features ?? []).filter((f) => f.properties.sel !== undefined)), [features]);
  return { from: tiled ? 'tiles' : 'list', features, newest: more && !tiled ? list.features.length : 0, preparing: tiled && preparing };
}

// drawable says whether this browser can draw the map at all.
function drawable(): boolean {
  try {
    return !!document.createElement('canvas').getContext('webgl2');
  } catch {
    return false;
  }
}

function Legend({ credits }: { credits: string }) {
  const { t } = useTongue();
  return (
    <details class="legend">
      <summary>{t('map.legend')}</summary>
      <ul>
        <li><Chip no="C3" quiet /> {t('map.candidate')}</li>
        <li><Chip no="" quiet /> {t('map.notcovered')}</li>
        <li><i class="key cluster" aria-hidden="true">5</i> {t('map.cluster')}</li>
        <li><i class="key uncertain" aria-hidden="true" /> {t('map.uncertain')}</li>
        <li><i class="key contact" aria-hidden="true" /> {t('map.line')}</li>
        <li><i class="key area" aria-hidden="true" /> {t('map.area')}</li>
        <li><i class="key zone" aria-hidden="true" /> {t('map.zone')}</li>
        <li><svg width="16" height="16" viewBox="0 0 36 36" aria-hidden="true"><path d="M18 6 31 29H5z" fill="none" stroke="currentColor" stroke-width="3.5" /></svg> {t('map.post')}</li>
        <li><svg width="16" height="16" viewBox="0 0 36 36" aria-hidden="true"><path d="M18 4 32 18 18 32 4 18z" fill="none" stroke="currentColor" stroke-width="3.5" /></svg> {t('map.crossing')}</li>
        <li><svg width="18" height="18" viewBox="0 0 40 40" aria-hidden="true"><path d="M12 14a8 8 0 1 1 16 0a8 8 0 1 1 0 14a8 8 0 1 1-16 0a8 8 0 1 1 0-14z" fill="none" stroke="currentColor" stroke-width="3" /></svg> {t('map.kind')}</li>
        <li><svg width="16" height="16" viewBox="0 0 36 36" aria-hidden="true"><path d="M11 1h14l10 10v14l-10 10H11L1 25V11z" fill="#7a1f00" /><path d="M18 8v13M18 24v4" stroke="#fff" stroke-width="4" /></svg> {t('map.sos')}</li>
      </ul>
      <p>{t('map.note')}</p>
      <p>{t('map.source')}{credits && <> · <bdi>{credits}</bdi></>}</p>
    </details>
  );
}
