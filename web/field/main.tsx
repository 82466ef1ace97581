// The field app: what an observer writes without a line, and what keeps the observer safe.
import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import '../console/fonts.css';
import './style.css';
import { useStore } from '../shared/store';
import { fresh, loadTrack, PatrolPage, stopTrack, track, usePatrol } from './patrol';
import { look, show, turn, useWords, type Lang } from './say';
import { Fill, here, useTick } from './sheet';
import { local } from './fill';
import { begin, device, drafts, dropDraft, enrol, items, line, load, mission, now, refusedBy, sync, trouble, unload, wiped, write, type Draft, type Item, type Sheet } from './sync';
import * as vault from './vault';

type Screen = { at: 'home' } | { at: 'sheet'; sheet: Sheet; draft: Draft } | { at: 'queue' } | { at: 'patrol' } | { at: 'settings' };
type Stage = 'starting' | 'enrol' | 'locked' | 'open' | 'hidden';

// The code that the operations room shows stands behind the #, which no browser sends and no log keeps.
const code = ((): { secret: string; key: string } | null => {
  const p = new URLSearchParams(location.hash.slice(1)), secret = p.get('enrol');
  if (!secret) return null;
  history.replaceState(null, '', location.pathname);
  return { secret, key: p.get('key') ?? '' };
})();

function App() {
  const [stage, go] = useState<Stage>('starting');
  const gone = useStore(wiped);
  useEffect(() => { void vault.made().then((m) => go(m ? 'locked' : 'enrol')); }, []);
  useEffect(() => { if (gone) go('enrol'); }, [gone]);
  const lock = (to: Stage) => {
    stopTrack();
    vault.lock();
    unload();
    track.set([]);
    go(to);
  };
  useEffect(() => {
    let away = 0;
    const turned = () => {
      if (document.hidden) away = Date.now();
      else if (vault.unlocked() && away && Date.now() - away > 120_000) lock('locked');
    };
    const key = (e: KeyboardEvent) => { if (e.key === 'Escape' && vault.unlocked()) lock('hidden'); };
    document.addEventListener('visibilitychange', turned);
    addEventListener('keydown', key);
    return () => { document.removeEventListener('visibilitychange', turned); removeEventListener('keydown', key); };
  }, []);
  const opened = async () => {
    await load();
    await loadTrack();
    go('open');
    void sync();
  };
  if (stage === 'starting') return null;
  if (stage === 'hidden') return <Clock back={() => go('locked')} />;
  if (stage === 'enrol') return <Enrol done={() => void opened()} gone={gone} />;
  if (stage === 'locked') return <Unlock done={() => void opened()} gone={() => go('enrol')} />;
  return <Room lock={lock} />;
}

// Clock is what somebody sees over a shoulder: the time, and nothing else. Three touches bring the PIN.
function Clock({ back }: { back: () => void }) {
  const touches = useRef(0);
  useTick(1000);
  return <main class="clock"><button onClick={() => { if (++touches.current > 2) back(); }}><time>{new Date().toLocaleTimeString(look.value.lang, { hour: '2-digit', minute: '2-digit' })}</time></button></main>;
}

function Languages() {
  const { lang } = useStore(look), { t } = useWords();
  const names: Record<Lang, string> = { en: 'English', ar: 'العربية', ru: 'Русский' };
  return <div class="row" role="group" aria-label={t('language')}>{(Object.keys(names) as Lang[]).map((l) => <button type="button" key={l} lang={l} aria-pressed={lang === l} onClick={() => turn({ lang: l })}>{names[l]}</button>)}</div>;
}

function Enrol({ done, gone }: { done: () => void; gone: boolean }) {
  const { t } = useWords();
  const [can, know] = useState<'yes' | 'insecure' | 'old'>();
  const [pin, first] = useState(''), [again, second] = useState(''), [team, name] = useState('');
  const [problem, fail] = useState(''), [busy, work] = useState(false);
  useEffect(() => { void vault.able().then(know); }, []);
  const start = async () => {
    if (pin.length < 6) return fail(t('pin.short'));
    if (pin !== again) return fail(t('pin.differ'));
    work(true);
    try {
      await enrol(code!, pin, team.trim());
      done();
    } catch (e) {
      const why = refusedBy(e);
      fail(why === 'other' ? t('enrol.other') : t('broken', { why }));
      work(false);
    }
  };
  return (
    <main class="room">
      <Languages />
      {gone && <p class="note" role="status">{t('wiped')}</p>}
      <h1>{t('enrol')}</h1>
      {can === 'insecure' || can === 'old' ? <p class="alert" role="alert">{t(`enrol.${can}`)}</p> : !code || gone ? <p class="note">{t('enrol.none')}</p> : (
        <form noValidate onSubmit={(e) => { e.preventDefault(); void start(); }}>
          <label class="blank">{t('team')}<input name="team" value={team} autocomplete="off" onInput={(e) => name(e.currentTarget.value)} /></label>
          <label class="blank">{t('pin')}<input name="pin" type="password" autocomplete="new-password" value={pin} onInput={(e) => first(e.currentTarget.value)} /></label>
          <label class="blank">{t('pin.again')}<input name="again" type="password" autocomplete="new-password" value={again} onInput={(e) => second(e.currentTarget.value)} /></label>
          <p class="hint">{t('pin.about')}</p>
          {problem && <p class="alert" role="alert">{problem}</p>}
          <button type="submit" class="primary large" disabled={busy}>{t('enrol')}</button>
        </form>
      )}
    </main>
  );
}

function Unlock({ done, gone }: { done: () => void; gone: () => void }) {
  const { t } = useWords();
  const [pin, type] = useState(''), [problem, fail] = useState(''), [busy, work] = useState(false);
  const open = async () => {
    work(true);
    const what = await vault.unlock(pin);
    work(false);
    type('');
    if (what === 'open') done();
    else if (what === 'wiped') gone();
    else fail(t('pin.wrong'));
  };
  return (
    <main class="room">
      <Languages />
      <form onSubmit={(e) => { e.preventDefault(); void open(); }}>
        <label class="blank">{t('pin')}<input name="pin" type="password" autocomplete="current-password" value={pin} onInput={(e) => type(e.currentTarget.value)} /></label>
        {problem && <p class="alert" role="alert">{problem}</p>}
        <button type="submit" class="primary large" disabled={busy}>{t('unlock')}</button>
      </form>
    </main>
  );
}

function Room({ lock }: { lock: (to: Stage) => void }) {
  const { t } = useWords();
  const [screen, go] = useState<Screen>({ at: 'home' });
  const [said, say] = useState('');
  const m = useStore(mission), state = useStore(line), wrong = useStore(trouble), waiting = useStore(items).filter((i) => i.state === 'waiting').length;
  const top = useRef<HTMLElement>(null);
  const turnTo = (s: Screen, word = '') => {
    go(s);
    say(word);
    requestAnimationFrame(() => { scrollTo(0, 0); top.current?.focus(); });
  };
  const open = (sheet: Sheet, draft: Draft) => turnTo({ at: 'sheet', sheet, draft });
  return (
    <>
      <header class="bar">
        {screen.at !== 'home' && <button onClick={() => turnTo({ at: 'home' })}>{t('back')}</button>}
        {m?.exercise && <strong class="exercise">{t('exercise')}</strong>}
        <span class="line" role="status">{state === 'online' ? '● ' + t('online') : '○ ' + t('offline')}{waiting > 0 && <> · {t('waiting', { n: waiting })}</>}</span>
        <button onClick={() => lock('hidden')}>{t('hide')}</button>
      </header>
      <Update />
      <main class="room" ref={top} tabIndex={-1}>
        {wrong && <p class="alert" role="alert">{wrong === 'other' ? t('enrol.other') : wrong}</p>}
        {said && <p class="note" role="status">{said}</p>}
        {screen.at === 'home' && <Home open={open} go={turnTo} />}
        {screen.at === 'sheet' && <Fill key={screen.draft.id} sheet={screen.sheet} draft={screen.draft} done={(item) => turnTo({ at: 'home' }, t('kept', { n: item.number }))} />}
        {screen.at === 'queue' && <Queue open={open} />}
        {screen.at === 'patrol' && <PatrolPage open={open} />}
        {screen.at === 'settings' && <Settings lock={lock} />}
      </main>
    </>
  );
}

const mainSheets = ['observation', 'restriction', 'crater', 'allegation', 'alert'];

function Home({ open, go }: { open: (sheet: Sheet, draft: Draft) => void; go: (s: Screen) => void }) {
  const { t, of, n } = useWords();
  const m = useStore(mission), kept = useStore(items), begun = useStore(drafts), team = useStore(device)?.team ?? '';
  const begin = (s: Sheet) => open(s, fresh(s.id, { team, start: local(now()), at: local(now()) }));
  const others = (m?.sheets ?? []).filter((s) => !mainSheets.includes(s.id) && !['patrol-plan', 'departure', 'check-in', 'return', 'patrol-report'].includes(s.id));
  return (
    <>
      <SOS />
      <h1>{t('write')}</h1>
      <ul class="tiles">{[...mainSheets.map((id) => m?.sheets.find((s) => s.id === id)), ...others].map((s) => s && <li key={s.id}><button onClick={() => begin(s)}><span>{of(s.title)}</span><small>{s.code}</small></button></li>)}</ul>
      {begun.length > 0 && <ul class="rows">{begun.map((d) => {
        const s = m?.sheets.find((x) => x.id === d.sheet);
        return s && <li key={d.id}><button onClick={() => open(s, d)}>{t('draft')}: {of(s.title)}</button><button aria-label={`${t('drop')}: ${of(s.title)}`} onClick={() => { void dropDraft(d.id); for (const f of d.files) void vault.dropFile(f.id); }}>✕</button></li>;
      })}</ul>}
      <nav class="tiles three">
        <button onClick={() => go({ at: 'patrol' })}>{t('patrol')}</button>
        <button onClick={() => go({ at: 'queue' })}>{t('queue')} ({n(kept.length)})</button>
        <button onClick={() => go({ at: 'settings' })}>{t('settings')}</button>
      </nav>
    </>
  );
}

const longPress = 2000; // ms

// SOS goes out after a long press, by touch or by key, and asks nothing: what is not known is left out.
function SOS() {
  const { t } = useWords();
  const [patrol] = usePatrol();
  const [held, hold] = useState(false), [item, sent] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const now_ = useStore(items).find((i) => i.id === item);
  useStore(mission);
  const call = async () => {
    hold(false);
    const sheet = mission.value?.sheets.find((s) => s.id === 'alert');
    if (!sheet) return;
    navigator.vibrate?.([200, 100, 200]);
    const team = device.value?.team || device.value?.member || 'unknown';
    const values = { team, danger: 'other', at: new Date(now()).toISOString(), ...(patrol ? { patrol: patrol.entry } : {}) };
    const last = track.value.at(-1);
    const place = await Promise.race([here().then((h) => h.point, () => undefined), new Promise<undefined>((done) => setTimeout(() => done(undefined), 4000))]) ?? (last && { lat: last.lat, lon: last.lon });
    const made = await write(sheet, { ...values, ...(place ? { place } : {}) }, fresh('alert', {}), true);
    sent(made.id);
    void sync();
  };
  const begin = () => {
    if (held) return;
    hold(true);
    timer.current = setTimeout(() => void call(), longPress);
  };
  const end = () => {
    hold(false);
    clearTimeout(timer.current);
  };
  return (
    <section class="sos">
      <button class={held ? 'held' : ''} onPointerDown={begin} onPointerUp={end} onPointerLeave={end} onPointerCancel={end} onContextMenu={(e) => e.preventDefault()}
        onKeyDown={(e) => { if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); begin(); } }} onKeyUp={end} onBlur={end}>{t('sos')}</button>
      {item && <p class="alert" role="alert">{t(now_?.state === 'recorded' ? 'sos.sent' : line.value === 'offline' ? 'sos.trying' : 'sos.kept')}</p>}
    </section>
  );
}

function Queue({ open }: { open: (sheet: Sheet, draft: Draft) => void }) {
  const { t, of, at, n } = useWords();
  const all = useStore(items), m = useStore(mission);
  const rewrite = (i: Item, how: 'mend' | 'correct') => {
    const sheet = m?.sheets.find((s) => s.id === i.sheet);
    if (!sheet) return;
    // A correction is another report; the files went with the first.
    open(sheet, { ...fresh(i.sheet, i.values), ...(how === 'mend' ? { number: i.number, mends: i.id, files: i.files, ...(i.corrects ? { corrects: i.corrects } : {}) } : { corrects: i.number }) });
  };
  const state = (i: Item): string => {
    const done = i.files.filter((f) => f.entry !== undefined).length;
    return i.state === 'recorded' && done < i.files.length ? t('state.files', { done, all: i.files.length }) : t(`state.${i.state}`);
  };
  return (
    <section>
      <h1>{t('queue')}</h1>
      <button class="primary" onClick={() => void sync()}>{t('send')}</button>
      {all.length === 0 && <p>{t('nothing')}</p>}
      <ul class="rows tall">{all.map((i) => (
        <li key={i.id} class={i.state}>
          <p><strong>{t('number', { n: i.number })} {of(i.title)}</strong> <time>{at(i.written)}</time></p>
          <p>{{ waiting: '○', recorded: '✓', doubtful: '▲', refused: '✕' }[i.state]} {state(i)}{i.entries?.[0] && <> · {t('entry', { n: i.entries[0].entry })}</>}</p>
          {i.corrects && <p class="hint">{t('corrects', { n: i.corrects })}</p>}
          {i.why && <p class="hint" dir="auto">{i.why}</p>}
          {i.state === 'refused' && <button onClick={() => rewrite(i, 'mend')}>{t('mend')}</button>}
          {i.state === 'recorded' && Object.keys(i.values).length > 0 && <button onClick={() => rewrite(i, 'correct')} aria-label={`${t('correct')} ${n(i.number)}`}>{t('correct')}</button>}
        </li>
      ))}</ul>
    </section>
  );
}

function Settings({ lock }: { lock: (to: Stage) => void }) {
  const { t, span } = useWords();
  const { theme } = useStore(look), d = useStore(device), kept = useStore(items);
  const [firm, know] = useState(true);
  useEffect(() => { void navigator.storage?.persisted?.().then(know); }, []);
  const wipe = async () => {
    const left = kept.filter((i) => i.state === 'waiting' || i.files.some((f) => f.entry === undefined)).length;
    if (!confirm(t('wipe.sure', { n: left }))) return;
    unload();
    await vault.wipe();
    wiped.set(true);
  };
  return (
    <section>
      <h1>{t('settings')}</h1>
      <Languages />
      <div class="row" role="group" aria-label={t('look')}>{(['auto', 'dark', 'bright'] as const).map((l) => <button key={l} aria-pressed={theme === l} onClick={() => turn({ theme: l })}>{t(`look.${l}`)}</button>)}</div>
      <p class="note">{!d || d.skew === null ? t('clock.never') : t(d.skew >= 0 ? 'clock' : 'clock.behind', { span: span(d.skew) })}</p>
      {!firm && <p class="note">{t('evict')}</p>}
      <button onClick={() => lock('locked')}>{t('lock')}</button>
      <button class="grave" onClick={() => void wipe()}>{t('wipe')}</button>
    </section>
  );
}

// Update offers a new version; nothing that rests on the phone depends on which one runs.
function Update() {
  const { t } = useWords();
  const [next, ready] = useState<ServiceWorker>();
  useEffect(() => {
    void navigator.serviceWorker?.getRegistration().then((r) => {
      if (!r) return;
      const look = () => { if (r.waiting && navigator.serviceWorker.controller) ready(r.waiting); };
      look();
      r.addEventListener('updatefound', () => r.installing?.addEventListener('statechange', look));
    });
  }, []);
  return next ? <p class="note bar" role="status">{t('update')} <button onClick={() => { navigator.serviceWorker.addEventListener('controllerchange', () => location.reload()); next.postMessage('now'); }}>{t('update.now')}</button></p> : null;
}

show();
begin();
void navigator.serviceWorker?.register('./sw.js', { scope: './' }).catch(() => undefined);
render(<App />, document.getElementById('app')!);
