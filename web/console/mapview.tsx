// Puts the map into the page and hands it what is drawn.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useStore } from '../shared/store';
import { go, part, view } from '../shared/view';
import { useTongue } from '../shared/i18n';
import { law, useMission } from '../shared/mission';
import type { Map } from '../shared/map';
import { boundsOf } from '../shared/shapes';
import { draft, drawn, halo, marked, ofSource, pointed, pointing, useWanted } from '../shared/drawn';
import type { SourceName } from '../shared/style';
import { Button, Chip } from '../shared/ui';

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
  const look = { lang, dark, local: basemap, origin: location.origin };

  useEffect(() => {
    const change = () => setDark(night.matches);
    night.addEventListener('change', change);
    void import('../shared/map').then(setCode); // apart from the frame, which is drawn before it
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
  }, [lang, dark, basemap, begun]);

  const all = useStore(drawn);
  const wanted = useWanted();
  const filter = `${v.from}|${v.to}|${v.clause}|${v.q}|${v.page === 'search'}`;
  useEffect(() => {
    for (const source of ['zones', 'lines', 'posts', 'things'] as SourceName[]) map.current?.set(source, ofSource(all, source));
  }, [all, begun]);
  useEffect(() => {
    const shown = ofSource(all, 'incidents').filter((f) => f.geometry && wanted({ at: String(f.properties.at), clause: String(f.properties.clause), text: String(f.properties.text) }));
    map.current?.set('incidents', shown);
  }, [all, begun, filter]);

  const marks = useStore(marked);
  useEffect(() => map.current?.choose([v.sel, ...marks]), [v.sel, marks, begun, all]);
  const rings = useStore(halo), drafted = useStore(draft), point = useStore(pointing);
  useEffect(() => map.current?.set('halo', rings), [rings, begun]);
  useEffect(() => map.current?.set('draft', drafted), [drafted, begun]);
  useEffect(() => map.current?.point(point), [point, begun]);
  useEffect(() => {
    const { layer } = part(v.sel);
    const found = all[layer]?.features.find((f) => f.properties.sel === v.sel);
    if (found?.geometry?.type === 'Point') map.current?.show(...(found.geometry.coordinates as [number, number]));
  }, [v.sel, begun]);
  useEffect(() => {
    if (v.map) map.current?.jump(v.map[0], v.map[1], v.map[2]);
  }, [v.map]);

  return (
    <>
      <div class="map" ref={box} role="region" aria-label={t('map.label')} />
      {!can && <p class="nomap">{t('map.nowebgl')}</p>}
      {hover && <div class="tip" style={{ left: `${hover.x}px`, top: `${hover.y}px` }}>{hover.title}</div>}
      <div class="mapkeys" role="group" aria-label={t('frame.map')}>
        <Button onClick={() => map.current?.zoom(1)} title={t('map.in')}>+</Button>
        <Button onClick={() => map.current?.zoom(-1)} title={t('map.out')}>−</Button>
        <Button onClick={() => { const b = area && boundsOf([area]); if (b) map.current?.fit(b); }} title={t('map.fit')}>⤢</Button>
      </div>
      <Legend />
    </>
  );
}

// drawable says whether this browser can draw the map at all.
function drawable(): boolean {
  try {
    return !!document.createElement('canvas').getContext('webgl2');
  } catch {
    return false;
  }
}

function Legend() {
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
      </ul>
      <p>{t('map.note')}</p>
      <p>{t('map.source')}</p>
    </details>
  );
}
