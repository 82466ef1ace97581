// Restrictions: what kept the observers from moving or seeing, by a party's act or for their own safety.
import { Form, Open, Standard, Time, Told, filled, go, law, momentOf, placeName, sideName, useAnswer, useStore, useTongue, view, zone, type Agreement, type Tongue } from 'truce';
import { PlaceInForm, placeIn, placeOf } from './place';
import { accused } from './reports';

export const restrictionLayer = 'observe.restrictions';

interface Restriction {
  entry: number;
  kind: string;
  cause: string;
  effect: string;
  holder: string;
  start?: string;
  minutes?: number;
  place_name?: string;
  patrol?: number;
  retracted?: number;
}

export function Restrictions() {
  const tongue = useTongue();
  const { t } = tongue;
  const v = useStore(view);
  const agreement = useStore(law)?.agreement;
  const asked = useAnswer<{ restrictions: Restriction[] }>('/api/observe/restrictions', { limit: 500, from: v.from, to: [v.to, v.at].filter(Boolean).sort()[0] ?? '' });
  return <Told of={asked}>{({ restrictions }) => restrictions.length === 0 ? <p class="quiet pad">{t('restrict.none')}</p> : (
    <ul class="rows">{restrictions.map((r) => (
      <li key={r.entry}><Open sel={`observe.reports/${r.entry}`} class="row clock" current={v.sel === `observe.reports/${r.entry}`}>
        <span class="main">{tongue.code('restriction', r.kind)}: {tongue.code('effect', r.effect)}{r.place_name && <> · <bdi>{placeName(tongue, agreement, r.place_name)}</bdi></>}</span>
        <span class="sub">{r.cause === 'own_safety' ? tongue.code('cause', r.cause) : t('restrict.holds', { side: accused(tongue, agreement, r.holder) })}{r.minutes !== undefined && r.minutes !== null && <> · {t('patrol.minutes', { n: r.minutes })}</>}</span>
        <span class="sub"><Time at={r.start} />{r.retracted ? <span class="flag"> {t('observe.retracted')}</span> : null}</span>
      </Open></li>
    ))}</ul>
  )}</Told>;
}

const kinds = ['denial', 'delay', 'conditional_access', 'escort_required', 'route_mined', 'uxo', 'weather', 'threat', 'fire_on_patrol', 'uav_shot_at', 'uav_jammed', 'sensor_damaged', 'detention', 'search_of_vehicle', 'document_confiscation', 'visa', 'curfew', 'own_security', 'other'];
const either = ['route_mined', 'uxo', 'curfew', 'other']; // of these the reporter says whether a party's act was the cause
const effects = ['denied', 'delayed', 'conditional', 'escorted', 'limited_view', 'threat', 'turned_back', 'jammed'];

function holders(tongue: Tongue, agreement: Agreement | undefined): [string, string][] {
  return [['?', tongue.t('observe.accused.unknown')], ...(agreement?.parties ?? []).map((p): [string, string] => [p.id, tongue.name(p.name)]), ...(agreement?.excluded_groups ?? []).map((p): [string, string] => [p.id, tongue.name(sideName(agreement, p.id))]), ['-', tongue.t('observe.accused.nobody')]];
}

export function Restrict() {
  const tongue = useTongue();
  const { t } = tongue;
  const agreement = useStore(law)?.agreement;
  const tz = useStore(zone);
  return (
    <>
      <Standard kind="checkpoint" />
      <Form deed={{
        key: 'observe.restrict', title: t('restrict.do'), about: restrictionLayer, door: 'observe/restrictions', note: <p class="quiet">{t('restrict.is')} {t('allege.zone', { zone: tz })}</p>,
        start: { kind: 'denial', cause: 'party', effect: 'denied', team: '', patrol: '', holder: '?', refused_by: '', reason_quoted: '', where: '', start: '', end: '', protest_to: '', answer: '', alternative: '', text: '' },
        fields: [
          { name: 'kind', label: t('restrict.kind'), kind: 'choice', options: kinds.map((k) => [k, tongue.code('restriction', k)]) },
          { name: 'cause', label: t('restrict.cause'), kind: 'radio', options: ['party', 'own_safety'].map((c) => [c, tongue.code('cause', c)]), when: (v) => either.includes(v.kind ?? '') },
          { name: 'effect', label: t('restrict.effect'), kind: 'choice', options: effects.map((e) => [e, tongue.code('effect', e)]) },
          { name: 'team', label: t('observe.team'), kind: 'line' }, { name: 'patrol', label: t('restrict.patrol'), kind: 'number' },
          { name: 'where', label: t('allege.place'), kind: 'own', also: ['place', 'place_name', 'uncertainty_m'], own: (value, change, why) => <PlaceInForm id="restrict" value={value} change={change} why={why} /> },
          { name: 'confirm_place', label: t('allege.confirm.place'), kind: 'check', when: (v) => !!placeIn(v.where).place && !!placeIn(v.where).point },
          { name: 'start', label: t('allege.start'), kind: 'moment' }, { name: 'end', label: t('allege.end'), kind: 'moment', hint: t('restrict.end') },
          { name: 'holder', label: t('restrict.holder'), kind: 'choice', options: holders(tongue, agreement) }, { name: 'refused_by', label: t('restrict.by'), kind: 'line', hint: t('field.given_by.hint') },
          { name: 'reason_quoted', label: t('restrict.reason'), kind: 'text', rows: 2, hint: t('allege.text.hint') }, { name: 'protest_to', label: t('restrict.protest'), kind: 'line' }, { name: 'answer', label: t('restrict.answer'), kind: 'text', rows: 2 },
          { name: 'alternative', label: t('restrict.alternative'), kind: 'text', rows: 2 }, { name: 'text', label: t('observe.own'), kind: 'text' },
        ],
        command: (v) => filled({
          kind: v.kind, cause: either.includes(v.kind ?? '') ? v.cause : '', effect: v.effect, team: v.team, patrol: v.patrol?.trim() ? Number(v.patrol) : undefined, holder: v.holder, refused_by: v.refused_by, reason_quoted: v.reason_quoted,
          ...placeOf(placeIn(v.where)), confirm_place: v.confirm_place ? true : undefined, start: v.start ? momentOf(v.start, tz) : '', end: v.end ? momentOf(v.end, tz) : '', protest_to: v.protest_to, answer: v.answer, alternative: v.alternative, text: v.text,
        }),
        done: (entries) => go({ mode: '', page: restrictionLayer, sel: `observe.reports/${entries[0]!.entry}`, at: '', known: -1 }),
      }} onClose={() => go({ mode: '' })} />
    </>
  );
}
