// Reports that may speak of the same event. The program only suggests; a person links.
import { Button, Form, Open, Section, Did, law, may, useAnswer, useMission, useState, useStore, useTongue, typeName } from 'truce';
import type { Report } from './reports';

interface Duplicate extends Report {
  apart_minutes: number;
  apart_m: number;
  linked: boolean;
}

export function Duplicates({ entry }: { entry: number }) {
  const tongue = useTongue();
  const { t } = tongue;
  const { me } = useMission();
  const text = useStore(law)?.agreement;
  const [linking, link] = useState(0);
  const { value } = useAnswer<{ duplicates: Duplicate[] }>(`/api/observe/reports/${entry}/duplicates`);
  const about = `observe.reports/${entry}`;
  if (!value?.duplicates.length) return <Did about={about} />;
  return (
    <Section title={t('observe.duplicates')}>
      <p class="quiet">{t('observe.duplicates.is')}</p>
      <Did about={about} />
      <ul class="plain">{value.duplicates.map((d) => (
        <li key={d.entry}>
          <Open sel={`observe.reports/${d.entry}`}>{t('inquiry.report', { n: d.entry })}</Open> {typeName(tongue, text, d.type)}
          {d.apart_minutes >= 0 && d.apart_m >= 0 && <span class="quiet"> · {t('observe.duplicates.apart', { minutes: d.apart_minutes, distance: tongue.metres(d.apart_m) })}</span>}
          {d.linked ? <span class="quiet"> · {t('observe.linked')}</span> : may(me, text, 'observe.link') && linking !== d.entry && <> <Button onClick={() => link(d.entry)}>{t('observe.link')}</Button></>}
          {linking === d.entry && (
            <Form deed={{
              key: `observe.link/${entry}-${d.entry}`, title: t('observe.link'), about, door: 'observe/links', start: { relation: 'account_of', reason: '' },
              fields: [{ name: 'relation', label: t('observe.relation.choose'), kind: 'choice', options: ['account_of', 'duplicate_of', 'related', 'retaliation_of'].map((r) => [r, tongue.code('relation', r)]) }, { name: 'reason', label: t('field.reason'), kind: 'text' }],
              command: (v) => ({ from: entry, to: d.entry, relation: v.relation, reason: v.reason }),
            }} onClose={() => link(0)} />
          )}
        </li>
      ))}</ul>
    </Section>
  );
}
