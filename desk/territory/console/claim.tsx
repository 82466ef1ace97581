// The form by which ground is claimed: corners are clicked on the map, and taken from edges that are drawn already.
import { Button, Form, draft as drawn, go, law, momentOf, pointed, pointing, sideName, useEffect, useMission, useRef, useState, useStore, useTongue, view, zone, type Deed } from 'truce';
import { snapTo } from './ground';
import { snap, type Corner } from './snap';

export const statuses = ['controlled_uncontested', 'controlled_contested', 'contested', 'presence_only', 'siege_of_other', 'influence_tribal_local', 'no_data', 'excluded_group'];

const read = (text: string): Corner[] => {
  try {
    return (JSON.parse(text || '[]') as Corner[]).filter((c) => Array.isArray(c) && c.length === 2);
  } catch {
    return [];
  }
};

// Corners is the field of the area: a list, since not everybody can click, and the map beside it.
function Corners({ value, change, why, disabled }: { value: string; change: (v: string) => void; why: string[]; disabled: boolean }) {
  const tongue = useTongue();
  const { t } = tongue;
  const point = useStore(pointed);
  const [moving, move] = useState(-1);
  const [taken, take] = useState(false);
  const corners = read(value), now = useRef(corners);
  now.current = corners;
  useEffect(() => {
    pointing.set(true);
    pointed.set(null);
    return () => {
      pointing.set(false);
      drawn.set([]);
    };
  }, []);
  useEffect(() => {
    if (!point || disabled) return;
    const reach = 9 * (360 / 512 / 2 ** (view.value.map?.[2] ?? 9)); // pixels
    const own: GeoJSON.MultiPolygon[] = now.current.length > 1 ? [{ type: 'MultiPolygon', coordinates: [[[...now.current]]] }] : [];
    const { at, snapped } = snap([point.lon, point.lat], moving < 0 ? snapTo.value : [...snapTo.value, ...own], reach);
    take(snapped);
    change(JSON.stringify(moving < 0 ? [...now.current, at] : now.current.map((c, i) => (i === moving ? at : c))));
    move(-1);
  }, [point]);
  useEffect(() => {
    const ring = corners.length > 0 ? [...corners, corners[0]!] : [];
    drawn.set([
      ...(corners.length > 2 ? [{ type: 'Feature' as const, geometry: { type: 'Polygon' as const, coordinates: [ring] }, properties: {} }] : corners.length === 2 ? [{ type: 'Feature' as const, geometry: { type: 'LineString' as const, coordinates: corners }, properties: {} }] : []),
      ...corners.map((c) => ({ type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: c }, properties: {} })),
    ]);
  }, [value]);
  return (
    <fieldset class="field"><legend>{t('territory.area')}</legend>
      <p class="hint">{moving >= 0 ? t('territory.corner.moving') : t('territory.claim.is')}</p>
      {corners.length < 3 && <p class="hint">{t('territory.corners.need')}</p>}
      <ol class="plain corners">{corners.map((c, i) => (
        <li key={i}><span>{t('territory.corner', { n: i + 1 })}</span> <bdi class="num" dir="ltr">{c[1].toFixed(5)}, {c[0].toFixed(5)}</bdi>
          <Button pressed={moving === i} disabled={disabled} onClick={() => move(moving === i ? -1 : i)}>{t('territory.corner.move')}</Button>
          <Button disabled={disabled} onClick={() => change(JSON.stringify(corners.filter((_, n) => n !== i)))}>{t('territory.corner.remove')}</Button></li>
      ))}</ol>
      {taken && <p class="hint" role="status">{t('territory.snapped')}</p>}
      {corners.length > 0 && <Button disabled={disabled} onClick={() => change(JSON.stringify(corners.slice(0, -1)))}>{t('territory.corner.undo')}</Button>}
      {why.map((s) => <p class="why" role="alert" key={s}><bdi>{s}</bdi></p>)}
    </fieldset>
  );
}

export function MakeClaim() {
  const tongue = useTongue();
  const { t } = tongue;
  const { me } = useMission();
  const agreement = useStore(law)?.agreement;
  const tz = useStore(zone);
  const mission = me?.kind === 'mission';
  const sides = [...(agreement?.parties ?? []), ...(agreement?.guarantors ?? [])].map((s): [string, string] => [s.id, tongue.name(sideName(agreement, s.id))]);
  const groups = (agreement?.excluded_groups ?? []).map((g): [string, string] => [g.id, tongue.name(g.name)]);
  const deed: Deed = {
    key: 'territory.claim', title: t('territory.claim'), about: 'territory.map', door: 'territory/claims', mustLook: true,
    start: { area: '[]', holder: '', status: 'controlled_uncontested', basis: 'observed', seen: '', source: mission ? '' : tongue.name(sideName(agreement, me?.party ?? '')), level: '1', uncertainty: '', note: '' },
    fields: [
      { name: 'area', label: t('territory.area'), kind: 'own', own: (value, change, why, disabled) => <Corners value={value} change={change} why={why('area')} disabled={disabled} /> },
      { name: 'status', label: t('territory.status'), kind: 'choice', options: statuses.map((s): [string, string] => [s, tongue.code('control', s)]) },
      { name: 'holder', label: t('territory.holder'), kind: 'choice', options: [['', t('territory.nodata')], ...sides, ...groups], when: (v) => v.status !== 'no_data' },
      { name: 'seen', label: t('territory.seen'), kind: 'moment' },
      { name: 'source', label: t('territory.source'), kind: 'line' },
      { name: 'basis', label: t('territory.basis'), kind: 'radio', options: ['observed', 'claimed'].map((b): [string, string] => [b, tongue.code('controlbasis', b)]) },
      ...(mission ? [{ name: 'level', label: t('territory.level'), kind: 'choice' as const, options: ['0', '1', '2', '3'].map((l): [string, string] => [l, tongue.code('level', l)]) }] : []),
      { name: 'uncertainty', label: t('territory.uncertainty'), kind: 'number' },
      { name: 'note', label: t('territory.note'), kind: 'text' },
    ],
    command: (v) => {
      const ring = read(v.area ?? '');
      return {
        status: v.status, ...(v.status !== 'no_data' ? { holder: v.holder } : {}), ...(ring.length ? { area: [[[...ring, ring[0]]]] } : {}), ...(v.seen ? { seen_at: momentOf(v.seen, tz) } : {}),
        source: v.source, basis: v.basis, ...(mission ? { level: Number(v.level) } : {}), ...(v.uncertainty ? { uncertainty_m: Number(v.uncertainty) } : {}), ...(v.note ? { note: v.note } : {}),
      };
    },
  };
  return <Form deed={deed} onClose={() => go({ mode: '' })} />;
}
