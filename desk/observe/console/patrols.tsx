// Patrols: who is out, how long ago they were heard of, and calls for help. Everything here is about people who are outside
// now. So it is shown as it stands, whatever moment is looked at.
import { Button, Did, Due, Facts, Form, Open, Receipt, Section, Standard, Store, Time, Told, Words, clock, degrees, filled, go, halo, law, lines, may, momentOf, numbers, useAnswer, useEffect, useMemo, useMission, useStore, useTongue, view, zone, type Agreement, type Deed, type Features, type Field, type Me, type Tongue, type Values } from 'truce';
import { pointOf, stops } from './route';

export const patrolLayer = 'observe.patrols', sosLayer = 'observe.sos';

interface Patrol {
  entry: number;
  team: string;
  mode: string;
  state: 'planned' | 'departed' | 'returned' | 'reported';
  departure: string;
  return: string;
  alarm_after_minutes: number;
  last_contact?: string;
  report_due?: string;
  report_overdue: boolean;
  contact_missed?: number;
  fact: { members?: { code: string; nationality?: string }[]; vehicles?: string[]; route?: { place_name: string; arrival?: string; place?: { lat: number; lon: number } }[]; purpose?: string; medical_plan?: string; notified?: string[]; weather?: string; escort?: string; historic?: boolean } | null;
}

interface SOS {
  entry: number;
  patrol?: number;
  team: string;
  danger: string;
  at: string;
  closed?: number;
  outcome?: string;
  fact: { place_name?: string; place?: { lat: number; lon: number }; need?: string; text?: string } | null;
}

interface Answer {
  patrols: Patrol[];
  sos: SOS[];
}

const usePatrols = (asked = true) => useAnswer<Answer>(asked ? '/api/observe/patrols' : null, { limit: 500 });

// silent is when the patrol's silence becomes an alarm; "" when no clock runs.
const silent = (p: Patrol): string => (p.state === 'departed' && p.last_contact && !p.fact?.historic ? new Date(Date.parse(p.last_contact) + p.alarm_after_minutes * 60_000).toISOString() : '');

const pairs = (codes: readonly string[], word: (code: string) => string): [string, string][] => codes.map((c) => [c, word(c)]);

// Call is an open call for help. A word, a shape and a plate of its own say so; colour only helps.
function Call({ s, strip }: { s: SOS; strip?: boolean }) {
  const tongue = useTongue();
  const { t } = tongue;
  return (
    <Open sel={`${sosLayer}/${s.entry}`} class={strip ? 'sos strip' : 'sos'}>
      <strong class="call"><svg viewBox="0 0 24 24" width="26" height="26" aria-hidden="true"><path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z" fill="none" stroke="currentColor" stroke-width="2.4" /><path d="M12 6v8M12 16.5v2" stroke="currentColor" stroke-width="2.8" /></svg> SOS</strong>
      <span><strong><bdi>{s.team}</bdi>: {tongue.code('danger', s.danger)}</strong> {s.fact?.place_name && <bdi>· {s.fact.place_name}</bdi>} · {t('sos.since')} <Time at={s.at} as="short" /></span>
    </Open>
  );
}

const out = new Store<SOS[]>([]);

// useCalls draws the open calls for help whose place is known.
export function useCalls(): Features {
  const tongue = useTongue();
  const calls = useStore(out);
  return useMemo(() => calls.filter((s) => s.fact?.place).map((s) => ({
    type: 'Feature', geometry: { type: 'Point', coordinates: [s.fact!.place!.lon, s.fact!.place!.lat] }, properties: { sel: `${sosLayer}/${s.entry}`, kind: 'sos', title: `SOS · ${s.team}: ${tongue.code('danger', s.danger)}` },
  })), [calls, tongue]);
}

// Alarm stands above every page of the mission's people for as long as somebody calls for help or is not heard of.
export function Alarm() {
  const tongue = useTongue();
  const { t } = tongue;
  const { me } = useMission();
  const { value } = usePatrols(me?.kind === 'mission');
  const calls = value?.sos.filter((s) => !s.closed) ?? [], lost = value?.patrols.filter((p) => p.contact_missed && p.state === 'departed') ?? [];
  useEffect(() => {
    out.set(calls);
    return () => out.set([]);
  }, [value]);
  if (calls.length + lost.length === 0) return null;
  return (
    <div class="alarms" role="alert">
      {calls.map((s) => <Call key={s.entry} s={s} strip />)}
      {lost.map((p) => <Open key={p.entry} sel={`${patrolLayer}/${p.entry}`} class="lost"><strong>▲ {t('patrol.lost', { team: p.team })}</strong> <span>{t('patrol.last')} <Time at={p.last_contact} as="short" /></span></Open>)}
    </div>
  );
}

export function Patrols() {
  const { t } = useTongue();
  const asked = usePatrols();
  return <Told of={asked}>{({ patrols, sos }) => {
    const of = (...states: string[]) => patrols.filter((p) => states.includes(p.state));
    const calls = sos.filter((s) => !s.closed), over = sos.filter((s) => s.closed);
    return (
      <>
        {calls.length > 0 && <div class="calls">{calls.map((s) => <Call key={s.entry} s={s} />)}</div>}
        {patrols.length === 0 && <p class="quiet pad">{t('patrol.none')}</p>}
        <Part title={t('patrol.out')} of={of('departed')} />
        <Part title={t('patrol.owes')} of={of('returned')} />
        <Part title={t('patrol.planned')} of={of('planned')} />
        <Part title={t('patrol.reported')} of={of('reported')} />
        {over.length > 0 && (
          <Section title={t('sos.over')}><ul class="rows">{over.map((s) => <li key={s.entry}><Open sel={`${sosLayer}/${s.entry}`} class="row clock"><OverSOS s={s} /></Open></li>)}</ul></Section>
        )}
      </>
    );
  }}</Told>;
}

function OverSOS({ s }: { s: SOS }) {
  const tongue = useTongue();
  return <><span class="main"><bdi>{s.team}</bdi>: {tongue.code('danger', s.danger)}</span><span class="sub"><Time at={s.at} as="short" /> · <span class="state">{tongue.code('sos', s.outcome)}</span></span></>;
}

function Part({ title, of }: { title: string; of: Patrol[] }) {
  const tongue = useTongue();
  const { t } = tongue;
  const { sel } = useStore(view);
  if (of.length === 0) return null;
  return (
    <Section title={title} aside={<span class="n">{tongue.number(of.length)}</span>}>
      <ul class="rows">{of.map((p) => (
        <li key={p.entry}><Open sel={`${patrolLayer}/${p.entry}`} class="row clock" current={sel === `${patrolLayer}/${p.entry}`}>
          <span class="main"><strong><bdi>{p.team}</bdi></strong> · {tongue.code('mode', p.mode)}</span>
          <span class="sub"><bdi>{p.fact?.route?.map((s) => s.place_name).join(' → ')}</bdi></span>
          <span class="sub"><Contact p={p} t={t} /></span>
        </Open></li>
      ))}</ul>
    </Section>
  );
}

// Contact is what counts of a patrol in its list: when it must be heard of, when it leaves, when its report is due.
function Contact({ p, t }: { p: Patrol; t: Tongue['t'] }) {
  const due = silent(p);
  if (p.state === 'departed') return <>{p.contact_missed ? <strong class="due late">{t('patrol.missed')}</strong> : due ? <>{t('patrol.contact')} <Due at={due} really /></> : null} · {t('patrol.last')} <Time at={p.last_contact} as="short" /></>;
  if (p.state === 'returned') return <>{t('patrol.report.due')} {p.report_due ? <Due at={p.report_due} really /> : null}</>;
  return <><Time at={p.departure} as="short" /> – <Time at={p.return} as="short" /></>;
}

export function ShowPatrol({ id }: { id: string }) {
  const { t } = useTongue();
  const asked = usePatrols();
  return <Told of={asked}>{({ patrols, sos }) => {
    const found = patrols.find((p) => String(p.entry) === id);
    return found ? <OnePatrol p={found} sos={sos.filter((s) => s.patrol === found.entry)} /> : <p class="quiet pad">{t('frame.empty')}</p>;
  }}</Told>;
}

function OnePatrol({ p, sos }: { p: Patrol; sos: SOS[] }) {
  const tongue = useTongue();
  const { t } = tongue;
  const { me } = useMission();
  const { step } = useStore(view);
  const agreement = useStore(law)?.agreement;
  const tz = useStore(zone);
  const f = p.fact ?? {}, due = silent(p), about = `${patrolLayer}/${p.entry}`;
  const way = (f.route ?? []).map((s) => s.place ?? pointOf(agreement, s.place_name)).filter((x) => x !== undefined).map((x): [number, number] => [x.lon, x.lat]);
  useEffect(() => {
    halo.set(way.length > 1 ? [{ type: 'Feature', geometry: { type: 'LineString', coordinates: way }, properties: {} }] : []);
    return () => halo.set([]);
  }, [p.entry, way.length]);
  const all = me ? deeds(p, me, agreement, tongue, tz) : [];
  const open = all.find((d) => d.id === step);
  return (
    <article>
      <header class="head">
        <p class="kicker">{t('patrol.of', { n: p.entry })} · <span class="state">{tongue.code('patrol', p.state)}</span></p>
        <h2><bdi>{p.team}</bdi></h2>
        <p class="sub"><Time at={p.departure} /> – <Time at={p.return} /></p>
      </header>
      <Standard kind="patrol" />
      {sos.filter((s) => !s.closed).map((s) => <div class="calls" key={s.entry}><Call s={s} /></div>)}
      {p.contact_missed && p.state === 'departed' ? <p class="refused" role="alert"><strong>{t('patrol.missed')}</strong> {t('patrol.missed.is', { n: p.alarm_after_minutes })}</p> : null}
      <Section title={t('work.title')}>
        {open ? <Form key={open.deed.key} deed={{ ...open.deed, about }} onClose={() => go({ step: '' })} /> : all.length === 0 ? <p class="quiet">{t('work.none')}</p> : (
          <div class="steps">{all.map((d) => <Button key={d.id} class={d.id === 'sos' ? 'grave' : d.due ? 'primary' : ''} onClick={() => go({ step: d.id })}>{d.deed.title}</Button>)}</div>
        )}
        <Did about={about} />
      </Section>
      <Section title={t('patrol.stands')}>
        <Facts of={[
          [t('patrol.last'), p.last_contact && <Time at={p.last_contact} />],
          [t('patrol.contact'), due && <><Time at={due} as="short" /> <Due at={due} really /></>],
          [t('patrol.report.due'), p.state === 'returned' && p.report_due && <><Time at={p.report_due} as="short" /> <Due at={p.report_due} really /></>],
          [t('patrol.silence'), t('patrol.minutes', { n: p.alarm_after_minutes })],
        ]} />
      </Section>
      <Section title={t('patrol.plan')}>
        <Facts of={[
          [t('patrol.mode'), tongue.code('mode', p.mode)],
          [t('patrol.purpose'), f.purpose && <bdi>{f.purpose}</bdi>],
          [t('patrol.route'), f.route?.length ? <ol class="numbered">{f.route.map((s, i) => <li key={i}><bdi>{s.place_name}</bdi> {s.arrival && <Time at={s.arrival} as="hour" />}</li>)}</ol> : null],
          [t('patrol.members'), f.members?.length ? <bdi>{f.members.map((m) => m.code + (m.nationality ? ` (${m.nationality})` : '')).join(', ')}</bdi> : null],
          [t('patrol.vehicles'), f.vehicles?.length ? <bdi>{f.vehicles.join(', ')}</bdi> : null],
          [t('patrol.medical'), f.medical_plan && <bdi>{f.medical_plan}</bdi>],
          [t('patrol.notified'), f.notified?.length ? <bdi>{f.notified.join(', ')}</bdi> : null],
          [t('patrol.escort'), f.escort && <bdi>{f.escort}</bdi>],
          [t('patrol.weather'), f.weather && <bdi>{f.weather}</bdi>],
        ]} />
      </Section>
      <Receipt entry={p.entry} />
    </article>
  );
}

interface Offer {
  id: string;
  due: boolean;
  deed: Omit<Deed, 'about'>;
}

const mostVisits = 8;

// deeds are what can be done with a patrol as it stands, by whom.
function deeds(p: Patrol, me: Me, agreement: Agreement | undefined, tongue: Tongue, tz: string): Offer[] {
  const { t } = tongue;
  const out: Offer[] = [];
  const put = (id: string, right: string, door: string, due: boolean, deed: Omit<Deed, 'about' | 'key' | 'door' | 'title'>) => {
    if (may(me, agreement, right)) out.push({ id, due, deed: { ...deed, key: `observe.${id}/${p.entry}`, title: t(`patrol.do.${id}` as 'patrol.do.depart'), door: `observe/${door}` } });
  };
  const at: Field = { name: 'at', label: t('field.at'), kind: 'moment', hint: t('field.at.hint') }, remark: Field = { name: 'text', label: t('field.remark'), kind: 'text' };
  const moment = (v: Values, name = 'at') => (v[name] ? momentOf(v[name]!, tz) : '');
  const note = <p class="quiet">{t('allege.zone', { zone: tz })}</p>;
  const places = (p.fact?.route ?? []).map((s) => s.place_name);
  if (p.state === 'planned') put('depart', 'observe.patrol', 'patrols/depart', true, { note, start: { at: '', text: '' }, fields: [at, remark], command: (v) => filled({ patrol: p.entry, at: moment(v), text: v.text }) });
  if (p.state === 'departed') {
    put('checkin', 'observe.check_in', 'patrols/check-in', true, {
      note, start: { state: 'well', means: 'radio', place_name: '', text: '', at: '' },
      fields: [
        { name: 'state', label: t('patrol.state'), kind: 'radio', options: pairs(['well', 'delayed', 'restricted', 'hold', 'medevac', 'trouble'], (s) => tongue.code('checkin', s)) },
        { name: 'means', label: t('patrol.means'), kind: 'choice', options: pairs(['radio', 'telephone', 'satellite', 'tracker', 'in_person', 'other'], (m) => tongue.code('contact', m)) },
        { name: 'place_name', label: t('allege.name'), kind: 'line', suggest: places }, remark, at,
      ],
      command: (v) => filled({ patrol: p.entry, state: v.state, means: v.means, place_name: v.place_name, place: v.place_name ? pointOf(agreement, v.place_name) : undefined, text: v.text, at: moment(v) }),
    });
    put('return', 'observe.patrol', 'patrols/return', false, { note, start: { at: '', text: '' }, fields: [at, remark], command: (v) => filled({ patrol: p.entry, at: moment(v), text: v.text }) });
    put('sos', 'observe.sos', 'sos', false, { ...sosForm(tongue, tz, places), start: { ...sosStart, team: p.team }, command: (v) => sosCommand(v, tz, agreement, p.entry) });
  }
  if (p.state === 'returned') {
    const rows = Array.from({ length: mostVisits }, (_, i) => i);
    put('report', 'observe.patrol', 'patrols/report', true, {
      note: <p class="quiet">{t('patrol.report.is')} {t('allege.zone', { zone: tz })}</p>,
      start: { incidents: '', restrictions: '', persons_met: '', vehicle_state: '', comms_state: '', mood: '', next: '', text: '', ...Object.fromEntries(rows.flatMap((i) => [[`visits[${i}].place_name`, places[i] ?? ''], [`visits[${i}].arrived`, ''], [`visits[${i}].left`, ''], [`visits[${i}].text`, '']])) },
      fields: [
        ...rows.flatMap((i): Field[] => {
          const shown = (v: Values) => i === 0 || !!v[`visits[${i - 1}].place_name`]?.trim(), named = (v: Values) => shown(v) && !!v[`visits[${i}].place_name`]?.trim();
          return [
            { name: `visits[${i}].place_name`, label: t('patrol.visit', { n: i + 1 }), kind: 'line', suggest: places, when: shown }, { name: `visits[${i}].arrived`, label: t('patrol.arrived'), kind: 'moment', when: named },
            { name: `visits[${i}].left`, label: t('patrol.left'), kind: 'moment', when: named }, { name: `visits[${i}].text`, label: t('patrol.seen'), kind: 'text', rows: 2, when: named },
          ];
        }),
        { name: 'incidents', label: t('patrol.incidents'), kind: 'line', hint: t('minutes.numbers') }, { name: 'restrictions', label: t('patrol.restrictions'), kind: 'line', hint: t('minutes.numbers') },
        { name: 'persons_met', label: t('patrol.persons'), kind: 'list', rows: 2, hint: t('patrol.persons.hint') }, { name: 'vehicle_state', label: t('patrol.vehicle.state'), kind: 'line' }, { name: 'comms_state', label: t('patrol.comms.state'), kind: 'line' },
        { name: 'mood', label: t('patrol.mood'), kind: 'text', rows: 2 }, { name: 'next', label: t('patrol.next'), kind: 'text', rows: 2 }, remark,
      ],
      command: (v) => filled({
        patrol: p.entry,
        visits: rows.filter((i) => v[`visits[${i}].place_name`]?.trim()).map((i) => filled({ place_name: v[`visits[${i}].place_name`], arrived: moment(v, `visits[${i}].arrived`), left: moment(v, `visits[${i}].left`), text: v[`visits[${i}].text`], place: pointOf(agreement, v[`visits[${i}].place_name`] ?? '') })),
        incidents: numbers(v.incidents), restrictions: numbers(v.restrictions), persons_met: lines(v.persons_met), vehicle_state: v.vehicle_state, comms_state: v.comms_state, mood: v.mood, next: v.next, text: v.text,
      }),
    });
  }
  return out;
}

const sosStart: Values = { team: '', danger: 'attack', place_name: '', need: '', text: '', at: '' };

function sosForm(tongue: Tongue, tz: string, places: string[], teams?: string[]): Pick<Deed, 'fields' | 'note' | 'send'> {
  const { t } = tongue;
  return {
    note: <p class="quiet">{t('sos.is')}</p>, send: t('sos.send'),
    fields: [
      ...(teams ? [{ name: 'team', label: t('observe.team'), kind: 'line' as const, suggest: teams }] : []),
      { name: 'danger', label: t('sos.danger'), kind: 'radio', options: pairs(['attack', 'detention', 'accident', 'medical', 'mine', 'threat', 'other'], (d) => tongue.code('danger', d)) },
      { name: 'place_name', label: t('sos.where'), kind: 'line', suggest: places }, { name: 'need', label: t('sos.need'), kind: 'text', rows: 2 }, { name: 'text', label: t('field.remark'), kind: 'text', rows: 2 },
      { name: 'at', label: t('field.at'), kind: 'moment', hint: `${t('field.at.hint')} ${t('allege.zone', { zone: tz })}` },
    ],
  };
}

const sosCommand = (v: Values, tz: string, agreement: Agreement | undefined, patrol?: number) => filled({ patrol, team: v.team, danger: v.danger, place_name: v.place_name, place: v.place_name ? pointOf(agreement, v.place_name) : undefined, need: v.need, text: v.text, at: v.at ? momentOf(v.at, tz) : '' });

// Call for help, of a team that may have no patrol.
export function Raise() {
  const tongue = useTongue();
  const agreement = useStore(law)?.agreement;
  const tz = useStore(zone);
  const { value } = usePatrols();
  const teams = [...new Set([...(value?.patrols ?? []).filter((p) => p.state === 'departed').map((p) => p.team), ...(agreement?.posts ?? []).map((p) => p.id)])];
  return (
    <Form deed={{
      ...sosForm(tongue, tz, (agreement?.places ?? []).map((p) => p.name?.en ?? p.id), teams), key: 'observe.sos', title: tongue.t('patrol.do.sos'), about: sosLayer, door: 'observe/sos', start: sosStart,
      command: (v) => sosCommand(v, tz, agreement, value?.patrols.find((p) => p.state === 'departed' && p.team === v.team?.trim())?.entry),
      done: (entries) => go({ mode: '', page: patrolLayer, sel: `${sosLayer}/${entries[0]!.entry}` }),
    }} onClose={() => go({ mode: '' })} />
  );
}

export function ShowSOS({ id }: { id: string }) {
  const { t } = useTongue();
  const asked = usePatrols();
  return <Told of={asked}>{({ sos }) => {
    const found = sos.find((s) => String(s.entry) === id);
    return found ? <OneSOS s={found} /> : <p class="quiet pad">{t('frame.empty')}</p>;
  }}</Told>;
}

function OneSOS({ s }: { s: SOS }) {
  const tongue = useTongue();
  const { t } = tongue;
  const { me } = useMission();
  const { step } = useStore(view);
  const agreement = useStore(law)?.agreement;
  const tz = useStore(zone);
  const now = useStore(clock);
  const about = `${sosLayer}/${s.entry}`, closes = me?.kind === 'mission' && !s.closed && may(me, agreement, 'observe.sos');
  return (
    <article>
      <header class={s.closed ? 'head' : 'head sosopen'}>
        <p class="kicker">{t('sos.of', { n: s.entry })} · <span class="state">{s.closed ? tongue.code('sos', s.outcome) : t('sos.open')}</span></p>
        <h2>{s.closed ? '' : 'SOS · '}<bdi>{s.team}</bdi>: {tongue.code('danger', s.danger)}</h2>
        <p class="sub"><Time at={s.at} />{!s.closed && <> · {t('sos.ago', { span: tongue.span(Date.parse(now) - Date.parse(s.at)) })}</>}</p>
      </header>
      <Section title={t('work.title')}>
        <Did about={about} />
        {closes && step === 'close' ? (
          <Form deed={{
            key: `observe.sos.close/${s.entry}`, title: t('sos.close'), about, door: 'observe/sos/close', note: <p class="quiet">{t('sos.close.is')} {t('allege.zone', { zone: tz })}</p>, start: { outcome: 'safe', text: '', at: '' },
            fields: [
              { name: 'outcome', label: t('sos.outcome'), kind: 'radio', options: pairs(['safe', 'evacuated', 'harmed', 'false_alarm'], (o) => tongue.code('sos', o)) }, { name: 'text', label: t('sos.how'), kind: 'text' },
              { name: 'at', label: t('field.at'), kind: 'moment', hint: t('field.at.hint') },
            ],
            command: (v) => filled({ sos: s.entry, outcome: v.outcome, text: v.text, at: v.at ? momentOf(v.at, tz) : '' }),
          }} onClose={() => go({ step: '' })} />
        ) : closes ? <div class="steps"><Button class="primary" onClick={() => go({ step: 'close' })}>{t('sos.close')}</Button></div> : <p class="quiet">{t(s.closed ? 'sos.ended' : 'work.none')}</p>}
      </Section>
      <Section title={t('sos.said')}>
        <Facts of={[
          [t('sos.danger'), tongue.code('danger', s.danger)],
          [t('sos.where'), s.fact?.place_name ? <bdi>{s.fact.place_name}</bdi> : t('frame.unknown')],
          [t('observe.where'), s.fact?.place && <bdi>{degrees(s.fact.place, undefined)}</bdi>],
          [t('sos.need'), s.fact?.need ? <bdi>{s.fact.need}</bdi> : t('frame.unknown')],
          [t('patrol.word'), s.patrol !== undefined && <Open sel={`${patrolLayer}/${s.patrol}`}>{t('patrol.of', { n: s.patrol })}</Open>],
          [t('sos.outcome'), s.closed && <Open sel={`entry/${s.closed}`}>{tongue.code('sos', s.outcome)}</Open>],
        ]} />
        <Words>{s.fact?.text}</Words>
      </Section>
      <Receipt entry={s.entry} />
    </article>
  );
}

// Plan announces a patrol.
export function Plan() {
  const tongue = useTongue();
  const { t } = tongue;
  const agreement = useStore(law)?.agreement;
  const tz = useStore(zone);
  return (
    <Form deed={{
      key: 'observe.plan', title: t('patrol.do.plan'), about: patrolLayer, door: 'observe/patrols', note: <p class="quiet">{t('patrol.plan.is')} {t('allege.zone', { zone: tz })}</p>,
      start: { team: '', mode: 'mobile', members: '', vehicles: '', departure: '', return: '', route: '', purpose: '', contact_interval_minutes: '', medical_plan: '', notified: '', escort: '', weather: '' },
      fields: [
        { name: 'team', label: t('observe.team'), kind: 'line' }, { name: 'mode', label: t('patrol.mode'), kind: 'radio', options: pairs(['mobile', 'static', 'foot', 'air', 'remote'], (m) => tongue.code('mode', m)) },
        { name: 'purpose', label: t('patrol.purpose'), kind: 'text', rows: 2 }, { name: 'departure', label: t('patrol.departure'), kind: 'moment' }, { name: 'return', label: t('patrol.return'), kind: 'moment' },
        { name: 'route', label: t('patrol.route'), kind: 'list', rows: 4, hint: t('patrol.route.hint') }, { name: 'members', label: t('patrol.members'), kind: 'list', rows: 3, hint: t('patrol.members.hint') },
        { name: 'vehicles', label: t('patrol.vehicles'), kind: 'list', rows: 2, hint: t('field.list') }, { name: 'contact_interval_minutes', label: t('patrol.interval'), kind: 'number', hint: t('patrol.interval.hint') },
        { name: 'medical_plan', label: t('patrol.medical'), kind: 'text', rows: 2 }, { name: 'notified', label: t('patrol.notified'), kind: 'list', rows: 2, hint: t('field.list') },
        { name: 'escort', label: t('patrol.escort'), kind: 'line' }, { name: 'weather', label: t('patrol.weather'), kind: 'line' },
      ],
      command: (v) => filled({
        team: v.team, mode: v.mode, purpose: v.purpose, departure: v.departure ? momentOf(v.departure, tz) : '', return: v.return ? momentOf(v.return, tz) : '', route: stops(lines(v.route), v.departure ?? '', tz, agreement),
        members: lines(v.members).map((l) => { const [code, nationality] = l.split(':').map((x) => x.trim()); return filled({ code, nationality }); }), vehicles: lines(v.vehicles),
        contact_interval_minutes: v.contact_interval_minutes?.trim() ? Math.round(Number(v.contact_interval_minutes)) : undefined, medical_plan: v.medical_plan, notified: lines(v.notified), escort: v.escort, weather: v.weather,
      }),
      done: (entries) => go({ mode: '', page: patrolLayer, sel: `${patrolLayer}/${entries[0]!.entry}` }),
    }} onClose={() => go({ mode: '' })} />
  );
}
