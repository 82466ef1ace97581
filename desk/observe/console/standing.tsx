// What may be done about a report: its level of verification is set by somebody who did not enter it, and it can be taken back.
// Taken back it stays, with the reason beside it.
import { Button, Did, Form, Section, filled, go, law, lines, may, useMission, useStore, useTongue, view } from 'truce';
import type { WholeReport } from './reports';

export function Standing({ r }: { r: WholeReport }) {
  const tongue = useTongue();
  const { t } = tongue;
  const { me } = useMission();
  const { step } = useStore(view);
  const agreement = useStore(law)?.agreement;
  const about = `observe.reports/${r.entry}/standing`;
  const rates = me?.kind === 'mission' && !r.retracted && may(me, agreement, 'observe.rate'), retracts = !r.retracted && may(me, agreement, 'observe.retract');
  if (!rates && !retracts) return null;
  const joint = me?.roles?.some((role) => role === 'panel_member' || role === 'chair');
  const levels = [-2, -1, 0, 1, 2, 3, 4, ...(joint ? [5] : [])];
  return (
    <Section title={t('standing.title')}>
      <Did about={about} />
      {rates && step === 'rate' ? (
        <Form deed={{
          key: `observe.rate/${r.entry}`, title: t('standing.rate'), about, door: 'observe/ratings', note: <p class="quiet">{t('standing.rate.is')}</p>,
          start: { level: String(r.level ?? 0), origins: '', physical: '', reason: '' },
          fields: [
            { name: 'level', label: t('observe.level'), kind: 'choice', options: levels.map((l) => [String(l), `${tongue.number(l)} · ${tongue.code('level', l)}`]) },
            { name: 'origins', label: t('standing.origins'), kind: 'list', rows: 2, hint: t('standing.origins.hint') }, { name: 'physical', label: t('standing.physical'), kind: 'check' },
            { name: 'reason', label: t('field.reason'), kind: 'text', rows: 3, need: true },
          ],
          command: (v) => filled({ report: r.entry, level: Number(v.level), origins: lines(v.origins), physical: v.physical ? true : undefined, reason: v.reason }),
        }} onClose={() => go({ step: '' })} />
      ) : retracts && step === 'retract' ? (
        <Form deed={{
          key: `observe.retract/${r.entry}`, title: t('standing.retract'), about, door: 'observe/retractions', note: <p class="quiet">{t('standing.retract.is')}</p>,
          start: { reason: '' }, fields: [{ name: 'reason', label: t('field.reason'), kind: 'text', rows: 3, need: true }], command: (v) => filled({ report: r.entry, reason: v.reason }),
        }} onClose={() => go({ step: '' })} />
      ) : (
        <div class="steps">
          {rates && <Button onClick={() => go({ step: 'rate' })}>{t('standing.rate')}</Button>}
          {retracts && <Button onClick={() => go({ step: 'retract' })}>{t('standing.retract')}</Button>}
        </div>
      )}
    </Section>
  );
}
