// Sharing: the chosen part of a report is released to more people than may read the report. Nothing of the report goes out by
// itself: who shares writes the text, chooses the rest, and sees what each side will see before it is sent.
import { Button, Did, Facts, Form, Section, Time, Words, audienceWords, degrees, filled, go, law, lines, may, placeName, typeName, useMission, useStore, useTongue, view, type Agreement, type Point, type Rehearsed, type Tongue } from 'truce';
import { accused, type WholeReport } from './reports';

export function Share({ r }: { r: WholeReport }) {
  const tongue = useTongue();
  const { t } = tongue;
  const { me } = useMission();
  const { step } = useStore(view);
  const agreement = useStore(law)?.agreement;
  const about = `observe.reports/${r.entry}/share`;
  if (!may(me, agreement, 'observe.share')) return null;
  const audiences: [string, string][] = [...['parties', ...(agreement?.parties ?? []).map((p) => `party:${p.id}`), ...(agreement?.guarantors ?? []).map((g) => `guarantor:${g.id}`), 'public'].map((a): [string, string] => [a, audienceWords(tongue, agreement, a)])];
  return (
    <Section title={t('share.title')}>
      <Did about={about} />
      {step !== 'share' ? <div class="steps"><Button onClick={() => go({ step: 'share' })}>{t('share.do')}</Button></div> : (
        <Form deed={{
          key: `observe.share/${r.entry}`, title: t('share.do'), about, door: 'observe/shares', note: <p class="quiet">{t('share.is')}</p>,
          start: { audience: 'parties', text: '', type: r.type, accused: '', place_name: r.place_name ?? '', coarse: '', time: 'yes', level: '', public_names: '' },
          fields: [
            { name: 'audience', label: t('field.to'), kind: 'choice', options: audiences }, { name: 'text', label: t('share.text'), kind: 'text', rows: 4, hint: t('share.text.hint') },
            { name: 'type', label: t('allege.type'), kind: 'choice', options: [['', t('share.not')], [r.type, typeName(tongue, agreement, r.type)]], hint: t('share.type.hint') },
            { name: 'accused', label: t('observe.accused'), kind: 'choice', options: [['', t('share.not')], ...(r.accused && !['?', '-'].includes(r.accused) ? [[r.accused, accused(tongue, agreement, r.accused)] as [string, string]] : [])] },
            { name: 'place_name', label: t('allege.name'), kind: 'line', hint: t('share.empty') },
            ...(r.place ? [{ name: 'coarse', label: t('share.place'), kind: 'choice' as const, also: ['coarse_m', 'place', 'uncertainty_m'], options: [['', t('share.not')], ...[25_000, 10_000, 5_000, 1_000].map((m): [string, string] => [String(m), t('share.coarse', { distance: tongue.metres(m) })]), ['exact', t('share.exact')]] as [string, string][] }] : []),
            ...(r.start ? [{ name: 'time', label: t('share.time'), kind: 'check' as const, also: ['start', 'end'] }] : []), { name: 'level', label: t('share.level'), kind: 'check', also: ['severity'] },
            { name: 'public_names', label: t('field.public_names'), kind: 'list', rows: 2, hint: t('field.public_names.hint'), when: (v) => v.audience === 'public' },
          ],
          command: (v) => filled({
            report: r.entry, audience: v.audience, text: v.text, type: v.type, accused: v.accused, place_name: v.place_name, place: v.coarse ? r.place : undefined, coarse_m: v.coarse && v.coarse !== 'exact' ? Number(v.coarse) : undefined,
            uncertainty_m: v.coarse ? r.uncertainty_m : undefined, ...(v.time && r.start ? { start: r.start, end: r.end } : {}), ...(v.level ? { severity: r.severity, level: r.level } : {}), public_names: v.audience === 'public' ? lines(v.public_names) : undefined,
          }),
          show: (facts) => <>{facts.map((f, i) => <Shown key={i} f={f} tongue={tongue} agreement={agreement} />)}</>, mustLook: true, send: t('share.send'),
        }} onClose={() => go({ step: '' })} />
      )}
    </Section>
  );
}

// Shown is what a reader of the shared part will read of it, and nothing else.
function Shown({ f, tongue, agreement }: { f: Rehearsed; tongue: Tongue; agreement: Agreement | undefined }) {
  const { t } = tongue;
  const s = (name: string) => (typeof f.fact[name] === 'string' ? (f.fact[name] as string) : '');
  if (f.kind.startsWith('observe.judged/')) return <p class="quiet">{s('outcome') === 'candidate' ? t('observe.outcome.candidate', { clause: s('primary') }) : t('observe.outcome.not_covered')}</p>;
  const place = f.fact.place as Point | undefined, radius = f.fact.uncertainty_m as number | undefined;
  return (
    <div>
      <Words>{s('text')}</Words>
      <Facts of={[
        [t('observe.what'), s('type') && typeName(tongue, agreement, s('type'))], [t('observe.accused'), s('accused') && accused(tongue, agreement, s('accused'))], [t('allege.name'), s('place_name') && <bdi>{placeName(tongue, agreement, s('place_name'))}</bdi>],
        [t('observe.where'), place && <><bdi>{degrees(place, radius)}</bdi>{radius ? <span class="quiet"> {t('observe.radius', { distance: tongue.metres(radius) })}</span> : null}</>],
        [t('observe.when'), s('start') && <Time at={s('start')} />], [t('observe.level'), f.fact.level !== undefined && tongue.code('level', f.fact.level as number)], [t('observe.severity'), f.fact.severity ? t('observe.severity.of', { n: f.fact.severity as number }) : null],
      ]} />
    </div>
  );
}
