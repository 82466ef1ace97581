// A case opened by hand, and a report joined to a case: what the rules did not do by themselves.
import { Button, Did, Form, filled, go, law, may, momentOf, numbers, typeName, useAnswer, useMission, useState, useStore, useTongue, zone, type Agreement, type Deed, type Tongue } from 'truce';
import { caseLayer, numberOf, text, type Fact } from './case';

// What a report says that a case takes over; nothing for a case without one.
interface From {
  report?: number;
  fact?: Fact;
}

function deedOf(tongue: Tongue, agreement: Agreement, tz: string, { report, fact }: From): Omit<Deed, 'about' | 'done'> {
  const { t } = tongue;
  const sides = [...agreement.parties, ...agreement.guarantors], accused = text(fact, 'accused').replace(/\?$/, '');
  const local = (moment: string) => (moment ? new Intl.DateTimeFormat('sv-SE', { timeZone: tz, dateStyle: 'short', timeStyle: 'short' }).format(new Date(moment)).replace(' ', 'T') : '');
  return {
    key: `inquiry.open/${report ?? ''}`, title: t('open.do'), door: 'inquiry/cases', note: <p class="quiet">{t('open.is')} {t('allege.zone', { zone: tz })}</p>,
    start: { type: text(fact, 'type'), side: sides.some((s) => s.id === accused) ? accused : '', clause: '', start: local(text(fact, 'start')), place_name: text(fact, 'place_name'), text: '', reports: '' },
    fields: [
      { name: 'type', label: t('allege.type'), kind: 'choice', options: [['', t('allege.type.choose')], ...agreement.event_types.map((k): [string, string] => [k.code, typeName(tongue, agreement, k.code)])] },
      { name: 'side', label: t('observe.accused'), kind: 'choice', options: [['', t('observe.accused.nobody')], ...sides.map((s): [string, string] => [s.id, tongue.name(s.name)])] },
      { name: 'clause', label: t('field.clause'), kind: 'choice', also: ['clauses'], options: [['', t('frame.none')], ...agreement.clauses.map((k): [string, string] => [k.no, `${k.no} · ${tongue.name(k.text).slice(0, 60)}`])] },
      { name: 'start', label: t('observe.when'), kind: 'moment' },
      { name: 'place_name', label: t('allege.name'), kind: 'line', suggest: (agreement.places ?? []).map((p) => p.name?.en ?? p.id) },
      { name: 'text', label: t('open.why'), kind: 'text', rows: 4 },
      ...(report ? [] : [{ name: 'reports', label: t('open.reports'), kind: 'list' as const, rows: 2, hint: t('open.reports.hint') }]),
    ],
    command: (v) => filled({
      type: v.type, side: v.side, clauses: v.clause ? [v.clause] : [], start: v.start ? momentOf(v.start, tz) : '', place_name: v.place_name, text: v.text,
      reports: report ? [report] : numbers(v.reports), place: fact?.place, uncertainty_m: fact?.uncertainty_m,
    }),
  };
}

const opened = (entries: { entry: number }[]) => go({ mode: '', page: caseLayer, sel: `${caseLayer}/${entries[0]!.entry}`, at: '', known: -1 });

// OpenByHand is the form without a report.
export function OpenByHand() {
  const tongue = useTongue();
  const agreement = useStore(law)?.agreement;
  const tz = useStore(zone);
  if (!agreement) return null;
  return <Form deed={{ ...deedOf(tongue, agreement, tz, {}), about: caseLayer, done: opened }} onClose={() => go({ mode: '' })} />;
}

// Uncased stands below a report that is in no case: the duty officer joins it to one, or opens one.
export function Uncased({ report }: { report: number }) {
  const tongue = useTongue();
  const { t } = tongue;
  const { me } = useMission();
  const agreement = useStore(law)?.agreement;
  const tz = useStore(zone);
  const [doing, does] = useState<'' | 'join' | 'open'>('');
  const { value } = useAnswer<{ fact?: Fact }>(doing === 'open' ? `/api/record/entries/${report}` : null);
  const about = `observe.reports/${report}/case`;
  const joins = me?.kind === 'mission' && may(me, agreement, 'inquiry.triage'), opens = me?.kind === 'mission' && may(me, agreement, 'inquiry.open');
  const close = () => does('');
  return (
    <>
      {doing === '' && (joins || opens) && <div class="steps">{opens && <Button onClick={() => does('open')}>{t('open.with')}</Button>}{joins && <Button onClick={() => does('join')}>{t('join.do')}</Button>}</div>}
      {doing === 'join' && (
        <Form deed={{
          key: `inquiry.join/${report}`, title: t('join.do'), about, door: 'inquiry/reports', start: { case: '', reason: '' }, note: <p class="quiet">{t('join.is')}</p>,
          fields: [{ name: 'case', label: t('join.case'), kind: 'number' }, { name: 'reason', label: t('field.reason'), kind: 'text' }],
          command: (v) => filled({ case: numberOf(v.case), report, reason: v.reason }),
        }} onClose={close} />
      )}
      {doing === 'open' && value && agreement && <Form deed={{ ...deedOf(tongue, agreement, tz, { report, ...(value.fact ? { fact: value.fact } : {}) }), about, done: opened }} onClose={close} />}
    </>
  );
}

// Joined says what became of the joining, where the report now is in a case.
export const Joined = ({ report }: { report: number }) => <Did about={`observe.reports/${report}/case`} />;
