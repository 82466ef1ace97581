// The shift log: one shift hands the operations room to the next, with what is open.
import { Form, Open, Receipt, Section, Time, Told, Words, filled, go, momentOf, numbers, useAnswer, useMission, useStore, useTongue, view, zone } from 'truce';

export const shiftLayer = 'observe.shifts';

interface Handover {
  entry: number;
  from: string;
  to: string;
  shift_start: string;
  shift_end: string;
  fact: { open?: number[]; text?: string } | null;
}

const useShifts = () => useAnswer<{ handovers: Handover[] }>('/api/observe/handovers', { limit: 200 });

export function Shifts() {
  const { t } = useTongue();
  const { sel } = useStore(view);
  return <Told of={useShifts()}>{({ handovers }) => handovers.length === 0 ? <p class="quiet pad">{t('shift.none')}</p> : (
    <ul class="rows">{handovers.map((h) => (
      <li key={h.entry}><Open sel={`${shiftLayer}/${h.entry}`} class="row clock" current={sel === `${shiftLayer}/${h.entry}`}>
        <span class="main"><bdi>{h.from}</bdi> <span class="arrow" aria-hidden="true" /> <bdi>{h.to}</bdi></span>
        <span class="sub"><Time at={h.shift_start} as="short" /> – <Time at={h.shift_end} as="short" /></span>
        {h.fact?.open?.length ? <span class="sub">{t('shift.open', { n: h.fact.open.length })}</span> : null}
      </Open></li>
    ))}</ul>
  )}</Told>;
}

export function ShowShift({ id }: { id: string }) {
  const { t } = useTongue();
  return <Told of={useShifts()}>{({ handovers }) => {
    const h = handovers.find((x) => String(x.entry) === id);
    if (!h) return <p class="quiet pad">{t('frame.empty')}</p>;
    return (
      <article>
        <header class="head">
          <p class="kicker">{t('shift.of', { n: h.entry })}</p>
          <h2><bdi>{h.from}</bdi> <span class="arrow" aria-hidden="true" /> <bdi>{h.to}</bdi></h2>
          <p class="sub"><Time at={h.shift_start} /> – <Time at={h.shift_end} /></p>
        </header>
        <Section title={t('shift.text')}><Words>{h.fact?.text}</Words></Section>
        {h.fact?.open?.length ? <Section title={t('shift.left')}><ul class="rows">{h.fact.open.map((n) => <li key={n}><Open sel={`entry/${n}`} class="row">{t('shift.entry', { n })}</Open></li>)}</ul></Section> : null}
        <Receipt entry={h.entry} />
      </article>
    );
  }}</Told>;
}

export function HandOver() {
  const { t } = useTongue();
  const tz = useStore(zone);
  const { me } = useMission();
  const people = useAnswer<{ member?: string; id?: string; kind: string }[]>('/api/people/members');
  const members = (people.value ?? []).filter((p) => p.kind === 'mission').map((p) => p.member ?? p.id ?? '').filter((m) => m && m !== me?.member);
  return (
    <Form deed={{
      key: 'observe.handover', title: t('shift.do'), about: shiftLayer, door: 'observe/handovers', note: <p class="quiet">{t('shift.is')} {t('allege.zone', { zone: tz })}</p>,
      start: { to: '', shift_start: '', shift_end: '', open: '', text: '' },
      fields: [
        { name: 'to', label: t('shift.to'), kind: 'line', suggest: members }, { name: 'shift_start', label: t('shift.start'), kind: 'moment' }, { name: 'shift_end', label: t('shift.end'), kind: 'moment' },
        { name: 'text', label: t('shift.text'), kind: 'text', rows: 5 }, { name: 'open', label: t('shift.left'), kind: 'line', hint: t('minutes.numbers') },
      ],
      command: (v) => filled({ to: v.to, shift_start: v.shift_start ? momentOf(v.shift_start, tz) : '', shift_end: v.shift_end ? momentOf(v.shift_end, tz) : '', open: numbers(v.open), text: v.text }),
      done: (entries) => go({ mode: '', page: shiftLayer, sel: `${shiftLayer}/${entries[0]!.entry}` }),
    }} onClose={() => go({ mode: '' })} />
  );
}
