// Minutes of the joint commission and of other meetings, form F20: who was there, what was spoken about and decided, and who
// does what until when.
import { Button, Did, Due, Facts, Form, Open, Receipt, Section, Time, Told, Words, audienceWords, filled, go, law, lines, may, momentOf, numbers, useAnswer, useMission, useStore, useTongue, view, zone, type Deed, type Field, type Tongue, type Values } from 'truce';
import { absences, caseLayer, minutesLayer, type Minutes } from './case';

const useMinutes = () => useAnswer<{ minutes: Minutes[] }>('/api/inquiry/minutes', { limit: 500 });

export function Meetings() {
  const { t } = useTongue();
  const { sel } = useStore(view);
  const asked = useMinutes();
  return <Told of={asked}>{({ minutes }) => minutes.length === 0 ? <p class="quiet pad">{t('minutes.none')}</p> : (
    <ul class="rows">{minutes.map((m) => {
      const next = [...m.open].sort((a, b) => (a.due < b.due ? -1 : 1))[0];
      return (
        <li key={m.minutes}><Open sel={`${minutesLayer}/${m.minutes}`} class="row clock" current={sel === `${minutesLayer}/${m.minutes}`}>
          <span class="main"><bdi>{m.body}</bdi></span>
          <span class="sub"><Time at={m.at} /></span>
          {next && <span class="sub">{t('minutes.open', { n: m.open.length })} · <Due at={next.due} /></span>}
        </Open></li>
      );
    })}</ul>
  )}</Told>;
}

export function ShowMinutes({ id }: { id: string }) {
  const { t } = useTongue();
  const asked = useMinutes();
  return <Told of={asked}>{({ minutes }) => {
    const found = minutes.find((m) => String(m.minutes) === id);
    return found ? <One m={found} /> : <p class="quiet pad">{t('frame.empty')}</p>;
  }}</Told>;
}

function One({ m }: { m: Minutes }) {
  const tongue = useTongue();
  const { t } = tongue;
  const { me } = useMission();
  const { step } = useStore(view);
  const agreement = useStore(law)?.agreement;
  const f = m.fact ?? {}, about = `${minutesLayer}/${m.minutes}`;
  const finishes = may(me, agreement, 'inquiry.finish_action');
  const list = (all: string[] | undefined) => (all?.length ? <ol class="numbered">{all.map((x, i) => <li key={i} dir="auto">{x}</li>)}</ol> : null);
  return (
    <article>
      <header class="head">
        <p class="kicker">{t('minutes.of', { n: m.minutes })}</p>
        <h2><bdi>{m.body}</bdi></h2>
        <p class="sub"><Time at={m.at} /></p>
      </header>
      <div class="part"><Did about={about} /></div>
      {(f.actions ?? []).length > 0 && (
        <Section title={t('minutes.actions')}>
          {f.actions!.map((a, i) => {
            const waits = m.open.find((o) => o.part === i + 1), name = `done-${i + 1}`;
            const mine = me?.kind === 'mission' || me?.party === a.owner;
            return (
              <div class="finding" key={i}>
                <h4>{audienceWords(tongue, agreement, a.for)} {waits ? <Due at={waits.due} /> : <span class="state">{tongue.code('outcome', 'done')}</span>}</h4>
                <Words>{a.text}</Words>
                <p class="sub">{t('inquiry.until', { time: '' })}<Time at={a.due} /></p>
                {waits && mine && finishes && step !== name && <Button onClick={() => go({ step: name })}>{t('minutes.finish')}</Button>}
                {waits && mine && finishes && step === name && (
                  <Form deed={{
                    key: `inquiry.finish/${m.minutes}-${i + 1}`, title: t('minutes.finish'), about, door: 'inquiry/minutes/done', start: { text: '' },
                    fields: [{ name: 'text', label: t('minutes.finish.text'), kind: 'text' }], command: (v) => ({ minutes: m.minutes, action: i + 1, text: v.text }),
                  }} onClose={() => go({ step: '' })} />
                )}
              </div>
            );
          })}
        </Section>
      )}
      {f.decisions?.length ? <Section title={t('minutes.decisions')}>{list(f.decisions)}</Section> : null}
      <Section title={t('minutes.items')}>{list(f.items) ?? <p class="quiet">{t('frame.unknown')}</p>}</Section>
      {f.statements?.length ? <Section title={t('minutes.statements')}>{f.statements.map((s, i) => <Words key={i}>{s}</Words>)}</Section> : null}
      <Section title={t('minutes.who')}>
        <Facts of={[
          [t('field.present'), f.present?.length ? <bdi>{tongue.list(f.present)}</bdi> : t('frame.unknown')],
          [t('field.absent'), f.absent?.length ? f.absent.map((a) => <div key={a.who}><bdi>{a.who}</bdi>: <bdi>{a.cause}</bdi></div>) : null],
          [t('inquiry.page'), f.cases?.length ? f.cases.map((c) => <div key={c}><Open sel={`${caseLayer}/${c}`}>{t('inquiry.case', { n: c })}</Open></div>) : null],
          [t('minutes.next'), m.next && <Time at={m.next} />],
        ]} />
      </Section>
      <Receipt entry={m.minutes} />
    </article>
  );
}

const mostActions = 8;

// deedOf is the form. An action's line appears when the one before it has a text.
function deedOf(tongue: Tongue, tz: string, owners: [string, string][], body: string): Omit<Deed, 'done'> {
  const { t } = tongue;
  const rows = Array.from({ length: mostActions }, (_, i) => i);
  const row = (i: number): Field[] => {
    const shown = (v: Values) => i === 0 || !!v[`actions[${i - 1}].text`]?.trim(), said = (v: Values) => shown(v) && !!v[`actions[${i}].text`]?.trim();
    return [
      { name: `actions[${i}].text`, label: t('minutes.action', { n: i + 1 }), kind: 'text', rows: 2, when: shown },
      { name: `actions[${i}].owner`, label: t('minutes.owner', { n: i + 1 }), kind: 'choice', options: owners, when: said },
      { name: `actions[${i}].due`, label: t('minutes.due', { n: i + 1 }), kind: 'moment', when: said },
    ];
  };
  return {
    key: 'inquiry.minute', title: t('minutes.do'), about: minutesLayer, door: 'inquiry/minutes', note: <p class="quiet">{t('minutes.do.is')} {t('allege.zone', { zone: tz })}</p>,
    start: { body, at: '', present: '', absent: '', items: '', decisions: '', statements: '', cases: '', next: '', audience: 'mission', ...Object.fromEntries(rows.flatMap((i) => [[`actions[${i}].text`, ''], [`actions[${i}].owner`, owners[0]?.[0] ?? ''], [`actions[${i}].due`, '']])) },
    fields: [
      { name: 'body', label: t('minutes.body'), kind: 'line', suggest: [body] }, { name: 'at', label: t('field.at'), kind: 'moment', hint: t('field.at.hint') },
      { name: 'present', label: t('field.present'), kind: 'list', rows: 3, hint: t('minutes.present.hint') }, { name: 'absent', label: t('field.absent'), kind: 'list', rows: 2, hint: t('field.absent.hint') },
      { name: 'items', label: t('minutes.items'), kind: 'list', hint: t('field.list') }, { name: 'decisions', label: t('minutes.decisions'), kind: 'list', rows: 3, hint: t('field.list') },
      ...rows.flatMap(row),
      { name: 'statements', label: t('minutes.statements'), kind: 'list', rows: 2, hint: t('field.list') }, { name: 'cases', label: t('minutes.cases'), kind: 'line', hint: t('minutes.numbers') },
      { name: 'next', label: t('minutes.next'), kind: 'moment' },
      { name: 'audience', label: t('field.to'), kind: 'radio', options: [['mission', tongue.code('audience', 'mission')], ['parties', t('work.everyone')]], hint: t('minutes.owners.read') },
    ],
    command: (v) => filled({
      body: v.body, at: v.at ? momentOf(v.at, tz) : '', present: lines(v.present), absent: absences(lines(v.absent)), items: lines(v.items), decisions: lines(v.decisions), statements: lines(v.statements),
      actions: rows.filter((i) => v[`actions[${i}].text`]?.trim()).map((i) => filled({ owner: v[`actions[${i}].owner`], text: v[`actions[${i}].text`], due: v[`actions[${i}].due`] ? momentOf(v[`actions[${i}].due`]!, tz) : '' })),
      cases: numbers(v.cases), next: v.next ? momentOf(v.next, tz) : '', audience: v.audience === 'mission' ? '' : v.audience,
    }),
    mustLook: true,
  };
}

export function Minute() {
  const tongue = useTongue();
  const agreement = useStore(law)?.agreement;
  const tz = useStore(zone);
  if (!agreement) return null;
  const owners: [string, string][] = [
    ...[...agreement.parties, ...agreement.guarantors].map((s): [string, string] => [s.id, tongue.name(s.name)]),
    ...['chair', 'duty_officer', 'analyst', 'team_leader', 'legal_adviser', 'public_information'].map((r): [string, string] => [r, tongue.code('role', r)]),
  ];
  return <Form deed={{ ...deedOf(tongue, tz, owners, tongue.t('minutes.commission')), done: (entries) => go({ mode: '', page: minutesLayer, sel: `${minutesLayer}/${entries[0]!.entry}` }) }} onClose={() => go({ mode: '' })} />;
}
