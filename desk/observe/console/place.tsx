// A place as people give it: drawn on the map as point, line or area, written as a position in any form, or by name. What is
// recorded is a point and a radius; what was drawn larger becomes its middle and a radius that holds all of it, and says so.
import { Button, Problem, ask, draft as drawnDraft, fold, law, pointed, pointing, ring, useEffect, useMemo, useRef, useState, useStore, useTongue, type Point } from 'truce';

export interface PlaceValue {
  shape: 'point' | 'line' | 'area';
  drawn: [lon: number, lat: number][];
  place: string; // name, as typed or chosen
  typed: string; // position, as typed
  point: Point | null;
  understood: string;
  radius: string;
}

export const nowhere: PlaceValue = { shape: 'point', drawn: [], place: '', typed: '', point: null, understood: '', radius: '' };

// placeOf is what a command says of a place; what is not known is left out.
export function placeOf(v: PlaceValue): Record<string, unknown> {
  return { ...(v.place.trim() ? { place_name: v.place.trim() } : {}), ...(v.point ? { place: v.point } : {}), ...(Number(v.radius) > 0 ? { uncertainty_m: Math.round(Number(v.radius)) } : {}) };
}

// placeIn is the place that a form keeps as one of its values.
export const placeIn = (text: string | undefined): PlaceValue => (text ? (JSON.parse(text) as PlaceValue) : nowhere);

// PlaceInForm is the field for it. Its answers come late, so it changes the newest.
export function PlaceInForm({ id, value, change, why }: { id: string; value: string; change: (value: string) => void; why: (field: string) => string[] }) {
  const now = useRef(value);
  now.current = value;
  return <PlaceField id={id} value={placeIn(value)} why={why} change={(c) => change((now.current = JSON.stringify({ ...placeIn(now.current), ...c })))} />;
}

// drawnNote keeps the shape itself in words, since the record holds its middle and radius.
export function drawnNote(v: PlaceValue): string {
  return v.shape !== 'point' && v.drawn.length > 1 ? `Drawn on the map as a ${v.shape}: ${v.drawn.map(([lon, lat]) => `${lat.toFixed(5)} ${lon.toFixed(5)}`).join(', ')}` : '';
}

const metres = (a: Point, b: Point): number => {
  const rad = Math.PI / 180, dLat = (b.lat - a.lat) * rad, dLon = (b.lon - a.lon) * rad;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(dLon / 2) ** 2;
  return 12_742_000 * Math.asin(Math.sqrt(h));
};

// around is the middle of a drawing and a radius, rounded up, that holds all of it.
export function around(drawn: [number, number][]): { point: Point; radius: number } | null {
  if (!drawn.length) return null;
  const lons = drawn.map((p) => p[0]), lats = drawn.map((p) => p[1]);
  const point = { lat: Number(((Math.min(...lats) + Math.max(...lats)) / 2).toFixed(5)), lon: Number(((Math.min(...lons) + Math.max(...lons)) / 2).toFixed(5)) };
  return { point, radius: Math.ceil(Math.max(...drawn.map(([lon, lat]) => metres(point, { lat, lon }))) / 10) * 10 };
}

// western writes Arabic-Indic digits as the server reads them.
const western = (text: string) => text.replace(/[٠-٩]/g, (d) => String(d.charCodeAt(0) - 0x660)).replaceAll('،', ',');

// bare leaves out the articles that people write or leave out: al-, ash-, ال.
const bare = (name: string) => fold(name).replace(/\b(al|ash|as|ar|ad|an|at|az) ?/g, '').replace(/(^|\s)ال/g, '$1').replace(/\s+/g, '');

// apart counts the letters that must be changed, added or left out, up to most.
export function apart(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

export function PlaceField({ value, change, why, id }: { value: PlaceValue; change: (c: Partial<PlaceValue>) => void; why: (field: string) => string[]; id: string }) {
  const tongue = useTongue();
  const { t, lang } = tongue;
  const text = useStore(law)?.agreement;
  const point = useStore(pointed);
  const now = useRef(value);
  now.current = value;

  useEffect(() => {
    pointing.set(true);
    pointed.set(null);
    return () => {
      pointing.set(false);
      drawnDraft.set([]);
    };
  }, []);
  useEffect(() => {
    if (!point) return;
    const v = now.current, at: [number, number] = [Number(point.lon.toFixed(5)), Number(point.lat.toFixed(5))];
    if (v.shape === 'point') change({ drawn: [at], point: { lat: at[1], lon: at[0] }, typed: `${at[1]}, ${at[0]}`, understood: '' });
    else {
      const drawn = [...v.drawn, at], a = around(drawn)!;
      change({ drawn, point: a.point, radius: a.radius > 0 ? String(a.radius) : v.radius, typed: `${a.point.lat}, ${a.point.lon}`, understood: '' });
    }
  }, [point]);
  useEffect(() => {
    const { point: p, radius, shape, drawn } = value;
    const corner = (c: [number, number]) => ({ type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: c }, properties: {} });
    drawnDraft.set(p ? [
      ...(shape === 'point' || drawn.length === 0 ? [corner([p.lon, p.lat])] : drawn.map(corner)),
      ...(shape === 'line' && drawn.length > 1 ? [{ type: 'Feature' as const, geometry: { type: 'LineString' as const, coordinates: drawn }, properties: {} }] : []),
      ...(shape === 'area' && drawn.length > 2 ? [{ type: 'Feature' as const, geometry: { type: 'Polygon' as const, coordinates: [[...drawn, drawn[0]!]] }, properties: {} }] : []),
      ...(Number(radius) > 0 ? [{ type: 'Feature' as const, geometry: ring(p.lon, p.lat, Number(radius)), properties: {} }] : []),
    ] : []);
  }, [value.point, value.radius, value.drawn, value.shape]);

  const known = useMemo(() => (text?.places ?? []).map((p) => ({ place: p, names: [p.name?.en, p.name?.ar, p.name?.ru, ...(p.aliases ?? [])].filter((n): n is string => !!n).map(bare) })), [text]);
  const [open, show] = useState(false);
  const wanted = bare(value.place.trim());
  const slips = wanted.length > 7 ? 2 : 1; // letters that may be wrong
  const candidates = wanted.length < 2 ? [] : known.map((k) => ({ ...k, far: Math.min(...k.names.map((n) => (n === wanted ? 0 : n.startsWith(wanted) ? 0.5 : n.includes(wanted) ? 0.8 : wanted.length < 4 ? 9 : apart(n, wanted, slips)))) }))
    .filter((k) => k.far <= slips).sort((a, b) => a.far - b.far || (value.point ? metres(value.point, a.place.point) - metres(value.point, b.place.point) : 0)).slice(0, 6);
  const chosen = known.find((k) => k.place.name?.en === value.place);
  const nearest = value.point && !value.place ? [...known].sort((a, b) => metres(value.point!, a.place.point) - metres(value.point!, b.place.point)).slice(0, 3) : [];

  // The server reads positions, so that every form understands the same.
  const asked = useRef('');
  const understand = async (typed: string) => {
    asked.current = typed;
    change({ typed, point: null, understood: '', drawn: [], shape: 'point' });
    if (!/\d/.test(western(typed)) || typed.trim().length < 5) return;
    try {
      const { value: p } = await ask<{ point: Point; dms: string; mgrs: string; uncertainty_m?: number }>('/api/position', { text: western(typed) });
      if (asked.current === typed) change({ typed, point: p.point, understood: `${p.dms} · ${p.mgrs}`, ...(p.uncertainty_m ? { radius: String(p.uncertainty_m) } : {}) });
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      if (asked.current === typed) change({ typed, point: null, understood: '' });
    }
  };
  const choose = (k: (typeof known)[number]) => {
    show(false);
    change({ place: k.place.name?.en ?? k.place.id }); // its point and how exact it is follow from the agreement's list, and are marked so
  };
  const option = (k: (typeof known)[number]) => (
    <li key={k.place.id}><button type="button" onClick={() => choose(k)}><span>{tongue.name(k.place.name)} {lang !== 'en' && <bdi class="quiet">{k.place.name?.en}</bdi>}</span>{value.point && <span class="quiet">{t('allege.apart', { distance: tongue.metres(metres(value.point, k.place.point)) })}</span>}</button></li>
  );
  const said = (field: string) => why(field).map((w) => <p key={w} class="why" role="alert"><bdi>{w}</bdi></p>);
  const wrong = (field: string) => (why(field).length ? true : undefined);
  return (
    <fieldset class="field place"><legend>{t('allege.place')}</legend>
      <div class="drawkeys" role="group" aria-label={t('allege.draw')}><span class="quiet">{t('allege.draw')}</span>
        {(['point', 'line', 'area'] as const).map((s) => <Button key={s} pressed={value.shape === s} onClick={() => change({ shape: s, drawn: s === 'point' ? value.drawn.slice(0, 1) : value.drawn })}>{t(`allege.draw.${s}`)}</Button>)}
        {(value.drawn.length > 0 || value.point) && <Button onClick={() => change({ drawn: [], point: null, typed: '', understood: '' })}>{t('allege.draw.clear')}</Button>}
      </div>
      {value.shape !== 'point' && <p class="hint">{t('allege.draw.hint')}</p>}
      <label for={`${id}-position`}>{t('observe.where')}</label>
      <input id={`${id}-position`} name="position" value={value.typed} dir="auto" autocomplete="off" aria-describedby="allege-place" aria-invalid={wrong('place')} onInput={(e) => void understand(e.currentTarget.value)} />
      <p class="hint" id="allege-place">{value.understood ? <bdi>{t('allege.place.found', { place: value.understood })}</bdi> : t('allege.place.hint')}</p>
      {said('place')}
      <label for={`${id}-name`}>{t('allege.name')}</label>
      <input id={`${id}-name`} name="place_name" value={value.place} dir="auto" autocomplete="off" aria-invalid={wrong('place_name')} onInput={(e) => { show(true); change({ place: e.currentTarget.value }); }} />
      {open && candidates.length > 0 && <ul class="suggest near">{candidates.map(option)}</ul>}
      {chosen && <p class="hint">{t('allege.place.found', { place: tongue.name(chosen.place.name) })}{value.point && <> · {t('allege.apart', { distance: tongue.metres(metres(value.point, chosen.place.point)) })}</>}</p>}
      {value.place && !chosen && candidates.length === 0 && <p class="hint">{t('allege.place.notfound')}</p>}
      {nearest.length > 0 && <><p class="hint">{t('allege.nearest')}</p><ul class="suggest near">{nearest.map(option)}</ul></>}
      {said('place_name')}
      <label for={`${id}-radius`}>{t('allege.radius')}</label>
      <input id={`${id}-radius`} type="number" min="1" inputMode="numeric" value={value.radius} aria-invalid={wrong('uncertainty_m')} onInput={(e) => change({ radius: e.currentTarget.value })} />
      {said('uncertainty_m')}
    </fieldset>
  );
}
