// Heavy weapons: what the parties declare to keep where, what visits found, and what is to be behind which line by when. A site
// that nobody could enter is a list of its own: it is never read as absent.
import { Button, Did, Due, Facts, Form, Open, Receipt, Section, Time, Told, filled, go, law, may, momentOf, placeName, sideName, useAnswer, useEffect, useMission, useStore, useTongue, view, halo, zone, type Agreement, type Deed, type Point, type Tongue, type Values } from 'truce';
import { PlaceInForm, placeIn, placeOf } from './place';

export const weaponLayer = 'observe.weapons', withdrawalLayer = 'observe.withdrawals';

interface Holding {
  entry: number;
  party: string;
  site: string;
  class: string;
  declared: number;
  verdict: string; // "declared" until the first visit
  verified?: string;
  next_due: string;
  overdue: boolean;
  place: Point | null;
  fact: { place_name?: string; seal_no?: string; at?: string; text?: string } | null;
}

interface Withdrawal {
  entry: number;
  party: string;
  class: string;
  due: string;
  state: string;
  overdue: boolean;
  fact: { line?: string; distance_m?: number; count?: number; text?: string } | null;
}

interface Answer {
  holdings: Holding[];
  missing: number[];
  found_in_zone: number[];
  inaccessible: number[];
  withdrawals: Withdrawal[];
}

const useWeapons = () => useAnswer<Answer>('/api/observe/weapons');

const classes = ['tank', 'gun', 'howitzer', 'mortar', 'mlrs', 'anti_tank', 'air_defence', 'hmg', 'missile', 'uav', 'other'];
const verdicts = ['verified_present', 'missing', 'found_in_zone', 'absent_explained', 'inaccessible'];

const pairs = (codes: readonly string[], word: (code: string) => string): [string, string][] => codes.map((c) => [c, word(c)]);
const whole = (text: string | undefined): number | undefined => (text?.trim() ? Number(text) : undefined);
const lineName = (tongue: Tongue, agreement: Agreement | undefined, id: string | undefined) => tongue.name(agreement?.lines?.find((l) => l.id === id)?.name) || id || '';

export function Weapons() {
  const tongue = useTongue();
  const { t } = tongue;
  const { sel } = useStore(view);
  const agreement = useStore(law)?.agreement;
  return <Told of={useWeapons()}>{(w) => {
    const of = (entries: number[]) => w.holdings.filter((h) => entries.includes(h.entry));
    const apart = new Set([...w.missing, ...w.found_in_zone, ...w.inaccessible]);
    const part = (title: string, holdings: Holding[], note?: string) => holdings.length > 0 && (
      <Section title={title} aside={<span class="n">{tongue.number(holdings.length)}</span>}>
        {note && <p class="quiet">{note}</p>}
        <ul class="rows">{holdings.map((h) => (
          <li key={h.entry}><Open sel={`${weaponLayer}/${h.entry}`} class="row clock" current={sel === `${weaponLayer}/${h.entry}`}>
            <span class="main"><strong><bdi>{h.site}</bdi></strong> · {tongue.number(h.declared)} × {tongue.code('weapon', h.class)}</span>
            <span class="sub">{tongue.name(sideName(agreement, h.party))} · <span class="state">{tongue.code('verdict', h.verdict)}</span></span>
            <span class="sub">{t('weapons.next')} <Time at={h.next_due} as="short" /> {h.overdue && <strong class="due late">{t('weapons.overdue')}</strong>}</span>
          </Open></li>
        ))}</ul>
      </Section>
    );
    return (
      <>
        {w.holdings.length + w.withdrawals.length === 0 && <p class="quiet pad">{t('weapons.none')}</p>}
        {part(t('weapons.missing'), of(w.missing))}
        {part(t('weapons.found'), of(w.found_in_zone))}
        {part(t('weapons.inaccessible'), of(w.inaccessible), t('weapons.inaccessible.is'))}
        {part(t('weapons.sites'), w.holdings.filter((h) => !apart.has(h.entry)))}
        {w.withdrawals.length > 0 && (
          <Section title={t('weapons.withdrawals')} aside={<span class="n">{tongue.number(w.withdrawals.length)}</span>}>
            <ul class="rows">{w.withdrawals.map((x) => (
              <li key={x.entry}><Open sel={`${withdrawalLayer}/${x.entry}`} class="row clock" current={sel === `${withdrawalLayer}/${x.entry}`}>
                <span class="main">{tongue.code('weapon', x.class)} · {tongue.name(sideName(agreement, x.party))}</span>
                <span class="sub">{t('weapons.behind', { distance: tongue.metres(x.fact?.distance_m ?? 0), line: lineName(tongue, agreement, x.fact?.line) })} · <span class="state">{tongue.code('withdrawal', x.state)}</span></span>
                <span class="sub"><Time at={x.due} as="short" /> {x.overdue && <strong class="due late">{t('weapons.overdue')}</strong>}</span>
              </Open></li>
            ))}</ul>
          </Section>
        )}
      </>
    );
  }}</Told>;
}

export function ShowHolding({ id }: { id: string }) {
  const { t } = useTongue();
  return <Told of={useWeapons()}>{({ holdings }) => {
    const found = holdings.find((h) => String(h.entry) === id);
    return found ? <OneHolding h={found} /> : <p class="quiet pad">{t('frame.empty')}</p>;
  }}</Told>;
}

function OneHolding({ h }: { h: Holding }) {
  const tongue = useTongue();
  const { t } = tongue;
  const { me } = useMission();
  const { step } = useStore(view);
  const agreement = useStore(law)?.agreement;
  const tz = useStore(zone);
  const f = h.fact ?? {}, about = `${weaponLayer}/${h.entry}`;
  useEffect(() => {
    halo.set(h.place ? [{ type: 'Feature', geometry: { type: 'Point', coordinates: [h.place.lon, h.place.lat] }, properties: {} }] : []);
    return () => halo.set([]);
  }, [h.entry]);
  const verifies = me?.kind === 'mission' && may(me, agreement, 'observe.verify_weapons');
  const entered = (v: Values) => v.verdict !== 'inaccessible';
  return (
    <article>
      <header class="head">
        <p class="kicker">{t('weapons.of', { n: h.entry })} · <span class="state">{tongue.code('verdict', h.verdict)}</span></p>
        <h2><bdi>{h.site}</bdi></h2>
        <p class="sub">{tongue.number(h.declared)} × {tongue.code('weapon', h.class)} · {tongue.name(sideName(agreement, h.party))}</p>
      </header>
      {h.verdict === 'inaccessible' && <p class="flag">{t('weapons.inaccessible.is')}</p>}
      <Section title={t('work.title')}>
        <Did about={about} />
        {!verifies ? <p class="quiet">{t('work.none')}</p> : step !== 'verify' ? <div class="steps"><Button class={h.overdue ? 'primary' : ''} onClick={() => go({ step: 'verify' })}>{t('weapons.verify')}</Button></div> : (
          <Form deed={{
            key: `observe.verify/${h.entry}`, title: t('weapons.verify'), about, door: 'observe/verifications', note: <p class="quiet">{t('weapons.verify.is')} {t('allege.zone', { zone: tz })}</p>,
            start: { team: '', verdict: 'verified_present', counted: '', seal: '', reason: '', report: '', restriction: '', at: '', text: '' },
            fields: [
              { name: 'team', label: t('observe.team'), kind: 'line' },
              { name: 'verdict', label: t('weapons.verdict'), kind: 'radio', options: pairs(verdicts, (c) => tongue.code('verdict', c)) },
              { name: 'counted', label: t('weapons.counted'), kind: 'number', hint: t('weapons.counted.hint'), when: entered },
              { name: 'seal', label: t('weapons.seal'), kind: 'choice', also: ['seal_intact'], options: [['', t('frame.unknown')], ['yes', t('weapons.seal.intact')], ['no', t('weapons.seal.broken')]], when: entered },
              { name: 'report', label: t('weapons.report'), kind: 'number', when: (v) => v.verdict === 'found_in_zone' },
              { name: 'restriction', label: t('weapons.restriction'), kind: 'number', when: (v) => !entered(v) },
              { name: 'reason', label: t('field.reason'), kind: 'text', rows: 2, when: (v) => v.verdict === 'absent_explained' || !entered(v) },
              { name: 'text', label: t('field.remark'), kind: 'text', rows: 2 }, { name: 'at', label: t('field.at'), kind: 'moment', hint: t('field.at.hint') },
            ],
            command: (v) => filled({
              declaration: h.entry, team: v.team, verdict: v.verdict, counted: entered(v) ? whole(v.counted) : undefined, seal_intact: entered(v) && v.seal ? v.seal === 'yes' : undefined,
              report: v.verdict === 'found_in_zone' ? whole(v.report) : undefined, restriction: entered(v) ? undefined : whole(v.restriction), reason: v.verdict === 'absent_explained' || !entered(v) ? v.reason : '', text: v.text, at: v.at ? momentOf(v.at, tz) : '',
            }),
          }} onClose={() => go({ step: '' })} />
        )}
      </Section>
      <Section title={t('weapons.declared')}>
        <Facts of={[
          [t('allege.name'), f.place_name && <bdi>{placeName(tongue, agreement, f.place_name)}</bdi>],
          [t('weapons.sealno'), f.seal_no && <bdi>{f.seal_no}</bdi>],
          [t('field.at'), f.at && <Time at={f.at} />],
          [t('field.remark'), f.text && <bdi>{f.text}</bdi>],
          [t('weapons.verified'), h.verified ? <Time at={h.verified} /> : t('weapons.never')],
          [t('weapons.next'), <><Time at={h.next_due} as="short" /> <Due at={h.next_due} /></>],
        ]} />
      </Section>
      <Receipt entry={h.entry} />
    </article>
  );
}

export function ShowWithdrawal({ id }: { id: string }) {
  const { t } = useTongue();
  return <Told of={useWeapons()}>{({ withdrawals }) => {
    const found = withdrawals.find((w) => String(w.entry) === id);
    return found ? <OneWithdrawal w={found} /> : <p class="quiet pad">{t('frame.empty')}</p>;
  }}</Told>;
}

function OneWithdrawal({ w }: { w: Withdrawal }) {
  const tongue = useTongue();
  const { t } = tongue;
  const { me } = useMission();
  const { step } = useStore(view);
  const agreement = useStore(law)?.agreement;
  const tz = useStore(zone);
  const f = w.fact ?? {}, about = `${withdrawalLayer}/${w.entry}`, mission = me?.kind === 'mission';
  const reports = (mission || me?.party === w.party) && may(me, agreement, 'observe.declare_weapons');
  return (
    <article>
      <header class="head">
        <p class="kicker">{t('weapons.withdrawal.of', { n: w.entry })} · <span class="state">{tongue.code('withdrawal', w.state)}</span></p>
        <h2>{tongue.code('weapon', w.class)} · {tongue.name(sideName(agreement, w.party))}</h2>
        <p class="sub"><Time at={w.due} /> {w.overdue ? <strong class="due late">{t('weapons.overdue')}</strong> : <Due at={w.due} />}</p>
      </header>
      <Section title={t('work.title')}>
        <Did about={about} />
        {!reports ? <p class="quiet">{t('work.none')}</p> : step !== 'report' ? <div class="steps"><Button class="primary" onClick={() => go({ step: 'report' })}>{t('weapons.progress')}</Button></div> : (
          <Form deed={{
            key: `observe.withdrawn/${w.entry}`, title: t('weapons.progress'), about, door: 'observe/withdrawals/report', note: <p class="quiet">{t('weapons.progress.is')} {t('allege.zone', { zone: tz })}</p>,
            start: { basis: mission ? 'seen' : 'claimed', moved: '', complete: '', text: '', at: '' },
            fields: [
              ...(mission ? [{ name: 'basis', label: t('weapons.basis'), kind: 'radio' as const, options: pairs(['claimed', 'seen'], (c) => tongue.code('withdrawal', c)) }] : []),
              { name: 'moved', label: t('weapons.moved'), kind: 'number' }, { name: 'complete', label: t('weapons.complete'), kind: 'check' },
              { name: 'text', label: t('field.remark'), kind: 'text', rows: 2 }, { name: 'at', label: t('field.at'), kind: 'moment', hint: t('field.at.hint') },
            ],
            command: (v) => filled({ withdrawal: w.entry, basis: mission ? v.basis : 'claimed', moved: whole(v.moved), complete: !!v.complete, text: v.text, at: v.at ? momentOf(v.at, tz) : '' }),
          }} onClose={() => go({ step: '' })} />
        )}
      </Section>
      <Section title={t('weapons.set')}>
        <Facts of={[
          [t('weapons.line'), <bdi>{lineName(tongue, agreement, f.line)}</bdi>],
          [t('weapons.distance'), f.distance_m ? tongue.metres(f.distance_m) : null],
          [t('weapons.count'), f.count !== undefined && f.count !== null ? tongue.number(f.count) : t('weapons.all')],
          [t('field.remark'), f.text && <bdi>{f.text}</bdi>],
        ]} />
      </Section>
      <Receipt entry={w.entry} />
    </article>
  );
}

// Declare is the form for what a storage site holds: a party's own, or one that the mission was handed.
export function Declare() {
  const tongue = useTongue();
  const { t } = tongue;
  const { me } = useMission();
  const agreement = useStore(law)?.agreement;
  const tz = useStore(zone);
  if (!agreement) return null; // the form begins with a party of it
  const parties = agreement.parties.filter((p) => me?.kind === 'mission' || p.id === me?.party);
  return (
    <Form deed={{
      key: 'observe.declare', title: t('weapons.declare'), about: weaponLayer, door: 'observe/weapons', note: <p class="quiet">{t('weapons.declare.is')} {t('allege.zone', { zone: tz })}</p>,
      start: { site: '', party: parties[0]?.id ?? '', class: 'mortar', count: '', seal_no: '', where: '', at: '', text: '' },
      fields: [
        { name: 'site', label: t('weapons.site'), kind: 'line' }, { name: 'party', label: t('weapons.party'), kind: 'choice', options: parties.map((p) => [p.id, tongue.name(p.name)]) },
        { name: 'class', label: t('weapons.class'), kind: 'choice', options: pairs(classes, (c) => tongue.code('weapon', c)) }, { name: 'count', label: t('weapons.count'), kind: 'number' }, { name: 'seal_no', label: t('weapons.sealno'), kind: 'line' },
        { name: 'where', label: t('allege.place'), kind: 'own', also: ['place', 'place_name', 'uncertainty_m'], own: (value, change, why) => <PlaceInForm id="weapons" value={value} change={change} why={why} /> },
        { name: 'confirm_place', label: t('allege.confirm.place'), kind: 'check', when: (v) => !!placeIn(v.where).place && !!placeIn(v.where).point },
        { name: 'at', label: t('field.at'), kind: 'moment', hint: t('field.at.hint') }, { name: 'text', label: t('field.remark'), kind: 'text', rows: 2 },
      ],
      // No number is not zero: the server asks for one then.
      command: (v) => ({ ...filled({ site: v.site, party: v.party, class: v.class, seal_no: v.seal_no, ...placeOf(placeIn(v.where)), confirm_place: v.confirm_place ? true : undefined, at: v.at ? momentOf(v.at, tz) : '', text: v.text }), count: whole(v.count) ?? -1 }),
      done: (entries) => go({ mode: '', page: weaponLayer, sel: `${weaponLayer}/${entries[0]!.entry}`, at: '', known: -1 }),
    }} onClose={() => go({ mode: '' })} />
  );
}

// Withdraw is the form for what is to be behind which line by when, as the parties agreed it.
export function Withdraw() {
  const tongue = useTongue();
  const { t } = tongue;
  const agreement = useStore(law)?.agreement;
  const tz = useStore(zone);
  if (!agreement) return null; // the form begins with a party and a line of it
  const deed: Deed = {
    key: 'observe.withdraw', title: t('weapons.withdraw'), about: withdrawalLayer, door: 'observe/withdrawals', note: <p class="quiet">{t('weapons.withdraw.is')} {t('allege.zone', { zone: tz })}</p>,
    start: { party: agreement.parties[0]?.id ?? '', class: 'tank', line: agreement.lines?.[0]?.id ?? '', distance_m: '', count: '', due: '', text: '' },
    fields: [
      { name: 'party', label: t('weapons.party'), kind: 'choice', options: agreement.parties.map((p) => [p.id, tongue.name(p.name)]) }, { name: 'class', label: t('weapons.class'), kind: 'choice', options: pairs(classes, (c) => tongue.code('weapon', c)) },
      { name: 'line', label: t('weapons.line'), kind: 'choice', options: (agreement.lines ?? []).map((l) => [l.id, tongue.name(l.name) || l.id]) }, { name: 'distance_m', label: t('weapons.distance.m'), kind: 'number' },
      { name: 'count', label: t('weapons.count'), kind: 'number', hint: t('weapons.count.hint') }, { name: 'due', label: t('weapons.due'), kind: 'moment' }, { name: 'text', label: t('field.remark'), kind: 'text', rows: 2 },
    ],
    command: (v) => filled({ party: v.party, class: v.class, line: v.line, distance_m: whole(v.distance_m) ?? 0, count: whole(v.count), due: v.due ? momentOf(v.due, tz) : '', text: v.text }),
    done: (entries) => go({ mode: '', page: weaponLayer, sel: `${withdrawalLayer}/${entries[0]!.entry}`, at: '', known: -1 }),
  };
  return <Form deed={deed} onClose={() => go({ mode: '' })} />;
}
