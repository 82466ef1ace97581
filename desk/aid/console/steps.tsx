// What can be done with a convoy, a notification or a match, by whom. Who may is read from the agreement's rights table; the server
// decides, and its sentence is shown.
import { Button, Did, Form, Section, go, law, lines, may, sideName, useMission, useStore, useTongue, view, type Agreement, type Deed, type Field, type Me, type Tongue, type Values } from 'truce';
import { convoyLayer, filled, numberOf, pairs, siteLayer, strikeLayer, utc, type Convoy, type Sent, type Site, type Strike } from './relief';

export interface Offer { id: string; deed: Omit<Deed, 'about'> }

const onPaper = ['requested', 'approved', 'refused', 'no_reply', 'letters', 'security_committee'];
const onTheWay = ['dispatched', 'at_checkpoint', 'crossed_line'];

export function convoyOffers(c: Convoy, me: Me, agreement: Agreement | undefined, tongue: Tongue): Offer[] {
  const { t } = tongue;
  const no = c.convoy, out: Offer[] = [];
  const can = (right: string, ...states: string[]) => may(me, agreement, right) && states.includes(c.state);
  const add = (id: string, title: string, door: string, fields: Field[], command: (v: Values) => unknown, start: Values = {}, note?: string) =>
    out.push({ id, deed: { key: `aid.${id}/${no}`, title, door: `aid/convoys/${door}`, fields, start, command, ...(note ? { note: <p class="hint">{note}</p> } : {}) } });
  const text: Field = { name: 'text', label: t('aid.f.text'), kind: 'text' };
  const mine = me.kind !== 'mission' && c.cells.some((cell) => cell.side === me.party);
  if (can('aid.request', 'planned')) add('request', t('aid.do.request'), 'request', [], () => ({ convoy: no }), {}, t('aid.do.request.is'));
  if (mine && can('aid.answer', ...onPaper)) {
    add('answer', t('aid.do.answer'), 'answer', [
      { name: 'answer', label: t('aid.f.answer'), kind: 'radio', options: pairs(tongue, ['approve', 'approve_with_conditions', 'refuse']), need: true },
      { name: 'conditions', label: t('aid.f.conditions'), kind: 'list', when: (v) => v.answer === 'approve_with_conditions' },
      { name: 'reason', label: t('aid.f.reason'), kind: 'choice', options: pairs(tongue, ['security', 'list_incomplete', 'route', 'no_letter', 'medical_items', 'quantity', 'timing', 'none_given']), when: (v) => v.answer === 'refuse' }, text,
    ], (v) => filled({ convoy: no, answer: v.answer, conditions: v.answer === 'approve_with_conditions' ? lines(v.conditions) : [], reason: v.answer === 'refuse' ? v.reason : '', text: v.text }), { answer: 'approve', reason: 'security' });
  }
  if (can('aid.load', 'approved', 'loading')) {
    add('load', t('aid.do.load'), 'load', [
      { name: 'truck', label: t('aid.f.truck'), kind: 'line', need: true }, { name: 'seals', label: t('aid.f.seals'), kind: 'list', rows: 2 },
      ...c.items.map((i): Field => ({ name: `i.${i.code}`, label: t('aid.f.loaded', { item: i.name, unit: i.unit }), kind: 'number' })),
      { name: 'checker', label: t('aid.f.checker'), kind: 'line', need: true }, { name: 'witness', label: t('aid.f.witness'), kind: 'line' }, { name: 'deviations', label: t('aid.f.deviations'), kind: 'text' },
      { name: 'verified', label: t('aid.f.verified'), kind: 'check' },
    ], (v) => filled({
      convoy: no, checker: v.checker, witness: v.witness, deviations: v.deviations, ...(v.verified === 'yes' ? { verified: true } : {}),
      trucks: [{ truck: v.truck ?? '', seals: lines(v.seals), items: c.items.filter((i) => numberOf(v[`i.${i.code}`]) > 0).map((i) => ({ code: i.code, quantity: numberOf(v[`i.${i.code}`]) })) }],
    }), Object.fromEntries(c.items.map((i) => [`i.${i.code}`, String(Math.max(0, i.planned - i.loaded))])));
  }
  if (can('aid.dispatch', 'loading_verified')) add('dispatch', t('aid.do.dispatch'), 'dispatch', [{ name: 'escort', label: t('aid.f.escort'), kind: 'line' }], (v) => filled({ convoy: no, escort: v.escort }));
  if (can('aid.checkpoint', ...onTheWay)) {
    const sides: [string, string][] = [...(agreement?.parties ?? []), ...(agreement?.excluded_groups ?? [])].map((p) => [p.id, tongue.name(sideName(agreement, p.id))]);
    add('checkpoint', t('aid.do.checkpoint'), 'checkpoint', [
      { name: 'place', label: t('aid.f.place'), kind: 'line', need: true, suggest: (agreement?.places ?? []).map((p) => p.name?.en ?? p.id) }, { name: 'holder', label: t('aid.f.holder'), kind: 'choice', options: sides },
      { name: 'arrived', label: t('aid.f.arrived'), kind: 'moment', need: true }, { name: 'left', label: t('aid.f.left'), kind: 'moment' },
      { name: 'seals', label: t('aid.f.sealstate'), kind: 'choice', options: pairs(tongue, ['intact', 'broken', 'unknown']) }, { name: 'outcome', label: t('aid.f.came'), kind: 'radio', options: pairs(tongue, ['passed', 'held', 'turned_back']) },
      ...c.items.filter((i) => i.loaded > i.removed).map((i): Field => ({ name: `r.${i.code}`, label: t('aid.f.removed', { item: i.name, unit: i.unit }), kind: 'number' })),
      { name: 'by', label: t('aid.f.by'), kind: 'line', when: (v) => c.items.some((i) => numberOf(v[`r.${i.code}`]) > 0) },
      { name: 'why', label: t('aid.f.why'), kind: 'choice', options: pairs(tongue, ['medical', 'security', 'quantity', 'not_listed', 'taken', 'none_given']), when: (v) => c.items.some((i) => numberOf(v[`r.${i.code}`]) > 0) }, text,
    ], (v) => filled({
      convoy: no, place: v.place, holder: v.holder, arrived: utc(v.arrived), left: utc(v.left), seals: v.seals, outcome: v.outcome, text: v.text,
      removed: c.items.filter((i) => numberOf(v[`r.${i.code}`]) > 0).map((i) => ({ code: i.code, quantity: numberOf(v[`r.${i.code}`]), by: v.by || v.holder || '', reason: v.why ?? 'none_given' })),
    }), { holder: sides[0]?.[0] ?? '', seals: 'intact', outcome: 'passed', why: 'none_given' });
    add('cross', t('aid.do.cross'), 'cross', [{ name: 'crossing', label: t('aid.f.crossing'), kind: 'choice', options: (agreement?.crossings ?? []).map((x) => [x.id, `${x.id} · ${tongue.name(x.name)}`]) }],
      (v) => ({ convoy: no, crossing: v.crossing }), { crossing: c.plan.crossing ?? agreement?.crossings?.[0]?.id ?? '' });
  }
  if (can('aid.deliver', ...onTheWay)) {
    add('deliver', t('aid.do.deliver'), 'deliver', [
      { name: 'outcome', label: t('aid.outcome'), kind: 'radio', options: pairs(tongue, ['delivered', 'partial', 'returned', 'attacked', 'looted']) }, { name: 'receiver', label: t('aid.f.receiver'), kind: 'line' },
      { name: 'reached', label: t('aid.f.reached'), kind: 'number' },
      ...c.items.map((i): Field => ({ name: `d.${i.code}`, label: t('aid.f.delivered', { item: i.name, unit: i.unit }), kind: 'number' })), text,
    ], (v) => filled({
      convoy: no, outcome: v.outcome, receiver: v.receiver, reached: numberOf(v.reached), text: v.text,
      items: c.items.filter((i) => numberOf(v[`d.${i.code}`]) > 0).map((i) => ({ code: i.code, delivered: numberOf(v[`d.${i.code}`]) })),
    }), { outcome: 'delivered', reached: String(c.plan.people), ...Object.fromEntries(c.items.map((i) => [`d.${i.code}`, String(i.loaded - i.removed)])) });
  }
  if (can('aid.step', ...onPaper)) {
    add('step', t('aid.do.step'), 'step', [
      { name: 'step', label: t('aid.f.step'), kind: 'choice', options: pairs(tongue, ['letter', 'governor', 'security_committee', 'other']) }, { name: 'actor', label: t('aid.f.actor'), kind: 'line', need: true },
      { name: 'outcome', label: t('aid.f.came'), kind: 'choice', options: pairs(tongue, ['asked', 'agreed', 'refused', 'no_answer']) }, text,
    ], (v) => filled({ convoy: no, step: v.step, actor: v.actor, outcome: v.outcome, text: v.text }), { step: 'letter', outcome: 'asked' });
  }
  if (can('aid.monitor', 'delivered', 'partial', 'attacked', 'looted', 'monitored')) {
    add('monitor', t('aid.do.monitor'), 'monitor', [{ name: 'diversion', label: t('aid.f.diversion'), kind: 'radio', options: pairs(tongue, ['none', 'suspected', 'found']) }, { ...text, need: true }],
      (v) => ({ convoy: no, diversion: v.diversion, text: v.text ?? '' }), { diversion: 'none' });
  }
  if (can('aid.close', 'planned', ...onPaper, 'delivered', 'partial', 'returned', 'attacked', 'looted', 'monitored')) {
    add('close', t('aid.do.close'), 'close', [{ name: 'reason', label: t('aid.f.reason'), kind: 'text', need: true }], (v) => ({ convoy: no, reason: v.reason ?? '' }));
  }
  return out;
}

export function siteOffers(no: number, s: Site | undefined, told: Sent | undefined, me: Me, agreement: Agreement | undefined, tongue: Tongue): Offer[] {
  const { t } = tongue;
  const out: Offer[] = [];
  const add = (id: string, title: string, door: string, fields: Field[], command: (v: Values) => unknown, start: Values = {}, note?: string) =>
    out.push({ id, deed: { key: `aid.${id}/${no}`, title, door: `aid/${door}`, fields, start, command, ...(note ? { note: <p class="hint">{note}</p> } : {}) } });
  const reason: Field = { name: 'reason', label: t('aid.f.reason'), kind: 'text', need: true };
  const holds = told ? told.change === 'notified' || told.change === 'amended' : s?.state === 'active';
  if (told && holds && may(me, agreement, 'aid.acknowledge') && !['acknowledged', 'rejected'].includes(told.outcome ?? '')) {
    add('acknowledge', t('aid.do.acknowledge'), 'sites/acknowledge', [
      { name: 'outcome', label: t('aid.f.answer'), kind: 'radio', options: pairs(tongue, ['acknowledged', 'received', 'rejected']) }, { ...reason, when: (v) => v.outcome === 'rejected' },
    ], (v) => filled({ site: no, outcome: v.outcome, reason: v.outcome === 'rejected' ? v.reason : '' }), { outcome: 'acknowledged' });
  }
  if (holds && may(me, agreement, 'aid.position') && (!told || told.scope === 'exact')) add('position', t('aid.do.position'), 'positions', [reason], (v) => ({ site: no, reason: v.reason ?? '' }), {}, t('aid.do.position.is'));
  const owns = s && (s.owner.side ? s.owner.side === me.party : me.kind === 'mission' && (s.owner.member === me.member || me.roles.includes('humanitarian_desk')));
  if (owns && s.state === 'active' && may(me, agreement, 'aid.confirm')) add('confirm', t('aid.do.confirm'), 'sites/confirm', [], () => ({ site: no }));
  if (owns && s.state !== 'withdrawn' && may(me, agreement, 'aid.withdraw')) add('withdraw', t('aid.do.withdraw'), 'sites/withdraw', [reason], (v) => ({ site: no, reason: v.reason ?? '' }), {}, t('aid.protection'));
  return out;
}

export function strikeOffers(s: Strike, me: Me, agreement: Agreement | undefined, tongue: Tongue): Offer[] {
  const { t } = tongue;
  const out: Offer[] = [];
  const which: Field = { name: 'site', label: t('aid.sites.ours'), kind: 'choice', options: s.found.map((f) => [String(f.site), `${t('aid.site', { n: f.site })} · ${tongue.code('aid', f.function)}`]) };
  const start = { site: String(s.found[0]?.site ?? '') };
  if (may(me, agreement, 'aid.query')) {
    out.push({ id: 'query', deed: { key: `aid.query/${s.entry}`, title: t('aid.do.query'), door: 'aid/queries', fields: [which], start, command: (v) => ({ compared: s.entry, site: numberOf(v.site) }), note: <p class="hint">{t('aid.do.query.is')}</p> } });
  }
  if (may(me, agreement, 'aid.assess')) {
    out.push({ id: 'assess', deed: {
      key: `aid.assess/${s.entry}`, title: t('aid.do.assess'), door: 'aid/assessments', note: <p class="hint">{t('aid.do.assess.is')}</p>,
      fields: [which, { name: 'outcome', label: t('aid.f.came'), kind: 'radio', options: pairs(tongue, ['confirmed', 'not_confirmed', 'unclear']) }, { name: 'text', label: t('aid.f.text'), kind: 'text', need: true }],
      start: { ...start, outcome: 'unclear' }, command: (v) => ({ compared: s.entry, site: numberOf(v.site), outcome: v.outcome, text: v.text ?? '' }),
    } });
  }
  return out;
}

export const aboutConvoy = (no: number): string => `${convoyLayer}/${no}`;
export const aboutSite = (no: number): string => `${siteLayer}/${no}`;
export const aboutStrike = (no: number): string => `${strikeLayer}/${no}`;

// Work shows what can be done, and the form of the step that is open.
export function Work({ offers, about }: { offers: (me: Me, agreement: Agreement | undefined) => Offer[]; about: string }) {
  const { t } = useTongue();
  const { me } = useMission();
  const v = useStore(view);
  const agreement = useStore(law)?.agreement;
  if (!me || v.as) return null;
  const all = offers(me, agreement);
  const open = all.find((o) => o.id === v.step);
  return (
    <Section title={t('work.title')}>
      <Did about={about} />
      {v.step !== '' && !open && <p class="quiet" role="status">{t('work.notyours')}</p>}
      {open ? <Form key={open.deed.key} deed={{ ...open.deed, about }} onClose={() => go({ step: '' })} /> : all.length === 0 ? <p class="quiet">{t('work.none')}</p>
        : <div class="steps">{all.map((o, i) => <Button key={o.id} class={i === 0 ? 'primary' : ''} onClick={() => go({ step: o.id })}>{o.deed.title}</Button>)}</div>}
    </Section>
  );
}
