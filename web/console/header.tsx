// The header says in one line what must not be mistaken: exercise or real, what is in force, when is looked at, whether
// the line stands, and who is signed in.
import { useStore } from '../shared/store';
import { go, view, langs, type Lang } from '../shared/view';
import { useTongue } from '../shared/i18n';
import { law, sideName, useKnown, useMission, useNow } from '../shared/mission';
import { line, useAnswer } from '../shared/live';
import { post } from '../shared/api';
import { Button, Time } from '../shared/ui';
import { day, hour, offsetOf, type Counts } from '../shared/bins';
import { zone } from '../shared/i18n';
import { layers } from './desks';

export function Header({ onPalette }: { onPalette: () => void }) {
  const tongue = useTongue();
  const { t } = tongue;
  const v = useStore(view);
  const { status } = useMission();
  const terms = useStore(law);
  return (
    <header class="top">
      <Mark exercise={status.exercise} />
      <div class="name">
        <h1 title={tongue.name(terms?.agreement.title)}>{tongue.name(terms?.agreement.title).replace(/^(EXERCISE|تمرين|УЧЕНИЕ): ?/, '') || 'Truce'}</h1>
        <p class="inforce">
          {terms && <span class={`status ${terms.status}`}>{tongue.code('status', terms.status)}</span>}
          <Today />
        </p>
      </div>
      <When />
      <form class="search" role="search" onSubmit={(e) => { e.preventDefault(); if (v.q.trim()) go({ page: 'search' }); }}>
        <input id="search" type="search" value={v.q} placeholder={t('frame.search.hint')} aria-label={t('frame.search')} onInput={(e) => go({ q: e.currentTarget.value })} />
        <Button onClick={onPalette} title={`${t('frame.palette')} Ctrl K`} class="palettekey"><kbd>Ctrl K</kbd></Button>
      </form>
      <Line />
      <label class="pickone"><span class="hidden">{t('frame.language')}</span>
        <select value={v.lang} onChange={(e) => go({ lang: e.currentTarget.value as Lang })}>
          {langs.map((l) => <option key={l} value={l}>{{ en: 'English', ar: 'العربية', ru: 'Русский' }[l]}</option>)}
        </select>
      </label>
      <Who />
    </header>
  );
}

// Mark is a word and a shape besides its colour: a hatched plate for an exercise, a solid one for what is real.
function Mark({ exercise }: { exercise: boolean }) {
  const { t } = useTongue();
  return (
    <strong class={exercise ? 'mark exercise' : 'mark live'} title={t(exercise ? 'frame.exercise.about' : 'frame.live.about')}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">{exercise ? <path d="M8 1 15 14H1z" fill="none" stroke="currentColor" stroke-width="2" /> : <circle cx="8" cy="8" r="6" fill="currentColor" />}</svg>
      {t(exercise ? 'frame.exercise' : 'frame.live')}
    </strong>
  );
}

const door = layers.find((l) => l.many)?.many?.counts ?? null;

// midnight is when the day of a moment began in a zone.
function midnight(now: string, zone: string): string {
  const ms = Date.parse(now), offset = offsetOf(zone, ms);
  return new Date(Math.floor((ms + offset) / day) * day - offset).toISOString();
}

// Today counts what happened on the day that is looked at, and who keeps whom waiting.
function Today() {
  const { t } = useTongue();
  const v = useStore(view);
  const now = useNow();
  const known = useKnown();
  const begun = midnight(now, useStore(zone));
  const incidents = useAnswer<Counts>(door, { from: begun, to: v.at || new Date(Date.parse(begun) + 24 * hour).toISOString(), known: v.known >= 0 ? v.known : null }).value?.total ?? 0;
  const { value } = useAnswer<{ clocks: { due: string }[] }>('/api/inquiry/clocks', { limit: 500, known });
  const late = value?.clocks.filter((c) => c.due < now).length ?? 0;
  return (
    <>
      <button type="button" class="count" onClick={() => go({ page: 'observe.reports' })}>{t('frame.today')} {t('frame.today.count', { n: incidents })}</button>
      {value && <button type="button" class="count" onClick={() => go({ page: 'inquiry.clocks' })}>{t('frame.waiting.count', { n: value.clocks.length })}</button>}
      {late > 0 && <button type="button" class="count late" onClick={() => go({ page: 'inquiry.clocks' })}>{t('frame.late.count', { n: late })}</button>}
    </>
  );
}

function When() {
  const { t } = useTongue();
  const { at, known } = useStore(view);
  const now = useNow();
  const past = at !== '' || known >= 0;
  return (
    <div class={past ? 'when past' : 'when'}>
      <span><span class="label">{past ? t('time.asof') : t('frame.now')}</span> <Time at={now} /></span>
      {known >= 0 && <span class="quiet">{t('frame.knownat', { n: known })}</span>}
      {past && <Button onClick={() => go({ at: '', known: -1 })}>{t('frame.tonow')}</Button>}
    </div>
  );
}

// Line says whether what is shown is all that is recorded.
function Line() {
  const { t } = useTongue();
  const l = useStore(line);
  const behind = Math.max(0, l.size - l.shown);
  const state = l.state === 'live' && l.shown > 0 && behind > 0 ? 'behind' : l.state;
  const words = { live: t('line.live'), starting: t('line.starting'), cut: t('line.cut'), behind: t('line.behind', { n: behind }) }[state];
  return <span class={`line ${state}`} role="status" data-state={state}><i aria-hidden="true" />{words}</span>;
}

function Who() {
  const tongue = useTongue();
  const { t } = tongue;
  const { me, demo } = useMission();
  const a = useStore(law)?.agreement;
  const called = (m: { name: string; roles: string[]; side?: string }) => `${m.side ? `${tongue.name(sideName(a, m.side))} · ` : ''}${tongue.code('role', m.roles[0])}`;
  if (demo.length) {
    return (
      <label class="pickone"><span class="hidden">{t('frame.become')}</span>
        <select id="roles" value={me?.member ?? ''} title={t('frame.become')} onChange={(e) => void become(e.currentTarget.value)}>
          {!me && <option value="">{tongue.code('audience', 'public')}</option>}
          {demo.map((m) => <option key={m.member} value={m.member}>{called(m)}</option>)}
        </select>
      </label>
    );
  }
  if (!me) return <span class="who quiet">{t('frame.signin')}</span>;
  return <span class="who">{t('frame.who', { name: me.code_name || me.member, role: called({ name: '', roles: me.roles, ...(me.party ? { side: me.party } : {}) }) })} <a href="/leave">{t('frame.signout')}</a></span>;
}

// become signs in as another member of the demo, by a link like everybody's.
async function become(member: string): Promise<void> {
  const { path } = await post<{ path: string }>(`/demo/roles/${encodeURIComponent(member)}`);
  await post('/api/people/enter', { secret: path.split('#')[1] });
  location.reload();
}
