// A patrol on its way: when it must be heard of next, where it was, and the way that it took.
import { useState } from 'preact/hooks';
import { Store, useStore } from '../shared/store';
import { local } from './fill';
import { useWords } from './say';
import { here, keep, useTick } from './sheet';
import { device, drafts, items, keepDraft, mission, now, randomID, relearn, sync, write, type Draft, type Patrol, type Point, type Sheet, type Values } from './sync';
import * as vault from './vault';

interface Fix extends Point {
  at: number; // by the mission's clock
  within: number;
}

// The track is kept as it grows; it stands sealed with the rest.
export const track = new Store<Fix[]>([]);
const watching = new Store<number | null>(null);
let since = 0;

export async function loadTrack(): Promise<void> {
  track.set((await vault.get<Fix[]>('track')) ?? []);
}

export function stopTrack(): void {
  if (watching.value !== null) navigator.geolocation.clearWatch(watching.value);
  watching.set(null);
}

function startTrack(): void {
  watching.set(navigator.geolocation.watchPosition((p) => {
    if (Date.now() - since < 15_000) return; // a battery lasts longer than curiosity
    since = Date.now();
    track.update((all) => [...all, { lat: p.coords.latitude, lon: p.coords.longitude, within: Math.ceil(p.coords.accuracy), at: now() }]);
    void vault.put('track', track.value).catch(() => undefined);
  }, () => undefined, { enableHighAccuracy: true, maximumAge: 15_000 }));
}

// gpx is the track as GPX 1.1.
export const gpx = (fixes: Fix[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="truce"><trk><trkseg>\n${fixes
    .map((f) => `<trkpt lat="${f.lat.toFixed(6)}" lon="${f.lon.toFixed(6)}"><time>${new Date(f.at).toISOString()}</time></trkpt>\n`).join('')}</trkseg></trk></gpx>\n`;

// due is when the patrol's silence becomes an alarm, as far as this phone knows: what waits here has not been heard.
export const due = (p: Patrol): number => Date.parse(p.last_contact ?? p.departure) + p.alarm_after_minutes * 60_000;

export function usePatrol(): [Patrol | undefined, Patrol[], (entry: number) => void] {
  const m = useStore(mission);
  const [chosen, choose] = useState(0);
  const team = useStore(device)?.team ?? '';
  const out = m?.patrols ?? [];
  return [out.find((p) => p.entry === chosen) ?? out.find((p) => p.team === team) ?? out[0], out, choose];
}

const sheetOf = (id: string): Sheet | undefined => mission.value?.sheets.find((s) => s.id === id);

export function PatrolPage({ open }: { open: (sheet: Sheet, draft: Draft) => void }) {
  const { t, at, of } = useWords();
  const [patrol, out, choose] = usePatrol();
  const fixes = useStore(track), tracked = useStore(watching);
  const [said, say] = useState('');
  useStore(items);
  useTick(10_000);
  if (!patrol) return (
    <section><h1>{t('patrol')}</h1><p>{t('nopatrol')}</p><Steps open={open} /></section>
  );
  const checkIn = async () => {
    const sheet = sheetOf('check-in');
    if (!sheet) return;
    const place = await here().then((h) => h.point, () => undefined);
    const item = await write(sheet, { patrol: patrol.entry, state: 'well', means: 'tracker', at: new Date(now()).toISOString(), ...(place ? { place } : {}) }, fresh('check-in', {}));
    say(t('kept', { n: item.number }));
    relearn();
    void sync();
  };
  const reportDraft = (): Draft => drafts.value.find((d) => d.sheet === 'patrol-report') ?? fresh('patrol-report', { patrol: String(patrol.entry), visits: [] });
  const visits = (reportDraft().values['visits'] as Values[] | undefined) ?? [];
  const arrive = async () => {
    const place = await here().then((h) => h.point, () => undefined);
    const d = reportDraft();
    await keepDraft({ ...d, values: { ...d.values, visits: [...visits, { arrived: local(now()), ...(place ? { place } : {}) }] } });
    say(t('visits', { n: visits.length + 1 }));
  };
  const leave = async () => {
    const d = reportDraft();
    await keepDraft({ ...d, values: { ...d.values, visits: visits.map((v, i) => (i === visits.length - 1 && !v['left'] ? { ...v, left: local(now()) } : v)) } });
    say(t('visits', { n: visits.length }));
  };
  const attach = async () => {
    stopTrack();
    const d = reportDraft();
    await keepDraft({ ...d, files: [...d.files, await keep(new Blob([gpx(fixes)], { type: 'application/gpx+xml' }), `track-${patrol.entry}.gpx`)] });
    await vault.remove('track');
    track.set([]);
    say(t('attach'));
  };
  const late = due(patrol) < now();
  return (
    <section>
      <h1>{t('patrol')} <bdi>{patrol.team}</bdi></h1>
      {out.length > 1 && <label class="blank">{t('which')}<select value={String(patrol.entry)} onChange={(e) => choose(Number(e.currentTarget.value))}>{out.map((p) => <option key={p.entry} value={p.entry}>{p.team} · {p.entry}</option>)}</select></label>}
      <p class={late ? 'alert' : 'note'} role={late ? 'alert' : 'status'}>{t(late ? 'late' : 'contact', { time: at(due(patrol)) })}</p>
      <button class="primary large" onClick={() => void checkIn()}>{t('allwell')}</button>
      <p class="row"><button onClick={() => void arrive()}>{t('arrived')}</button><button onClick={() => void leave()} disabled={visits.length === 0}>{t('left')}</button></p>
      <p class="row">
        {tracked === null ? <button onClick={startTrack}>{t('track')}</button> : <button aria-pressed="true" onClick={() => (fixes.length > 0 ? void attach() : stopTrack())}>{t('tracking', { n: fixes.length })}</button>}
        {tracked === null && fixes.length > 0 && <button onClick={() => void attach()}>{t('tracking', { n: fixes.length })}</button>}
      </p>
      {said && <p role="status">{said}</p>}
      {visits.length > 0 && <button onClick={() => { const s = sheetOf('patrol-report'); if (s) open(s, reportDraft()); }}>{of(sheetOf('patrol-report')?.title)}</button>}
      <Steps open={open} />
    </section>
  );
}

export const fresh = (sheet: string, values: Values): Draft => ({ id: randomID(), sheet, values, files: [], began: Date.now() });

// Steps are the sheets of a patrol's way.
function Steps({ open }: { open: (sheet: Sheet, draft: Draft) => void }) {
  const { of } = useWords();
  useStore(mission);
  return <ul class="tiles">{['patrol-plan', 'departure', 'check-in', 'return', 'patrol-report'].map(sheetOf).map((s) => s && <li key={s.id}><button onClick={() => open(s, drafts.value.find((d) => d.sheet === s.id) ?? fresh(s.id, s.id === 'departure' || s.id === 'return' || s.id === 'check-in' ? { at: local(now()) } : {}))}>{of(s.title)}</button></li>)}</ul>;
}
