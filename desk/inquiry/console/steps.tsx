// What can be done with a case, by whom: each step is one command of the desk's doors. Who may is read from the agreement's
// rights table, and when a step comes next from the case itself; the server decides, and its sentence is shown.
import { Did, Form, filled, Section, Words, law, lines, may, sideName, useAnswer, useMission, useStore, useTongue, view, go, Button, Time, type Agreement, type Deed, type Field, type Me, type Rehearsed, type Tongue, type Values } from 'truce';
import type { AccountList, Item } from './rival';
import { rivalOffers } from './rivalsteps';
import { absences, caseLayer, numberOf, text, type Fact, type Step, type WholeCase } from './case';

interface Offer {
  id: string;
  right: string;
  due: boolean; // it comes next; else it is possible too
  deed: Omit<Deed, 'about'>;
}

export interface Context {
  c: WholeCase;
  me: Me;
  agreement: Agreement | undefined;
  tongue: Tongue;
  members: string[];
}

export const pairs = (codes: readonly string[], word: (code: string) => string): [string, string][] => codes.map((c) => [c, word(c)]);
const languages = ['ar', 'en', 'ru', 'fa', 'he', 'ku', 'tr', 'fr', 'uk'];

export const utc = (local: string | undefined): string | undefined => (local ? local + ':00Z' : undefined);

function translation(v: Values, at: string): Record<string, unknown> | undefined {
  const t = filled({ language: v[`${at}.language`], text: v[`${at}.text`], translator: v[`${at}.translator`] });
  return v[`${at}.text`] ? { ...t, confidence: v[`${at}.confidence`] } : undefined;
}

function translationFields(at: string, tongue: Tongue, when?: (v: Values) => boolean): Field[] {
  const { t } = tongue;
  const also = (v: Values) => (!when || when(v)) && !!v[`${at}.text`];
  return [
    { name: `${at}.text`, label: t('field.translation'), kind: 'text', hint: t('field.translation.hint'), ...(when ? { when } : {}) },
    { name: `${at}.language`, label: t('field.translation.language'), kind: 'choice', options: pairs(languages, (l) => l), when: also },
    { name: `${at}.translator`, label: t('field.translator'), kind: 'line', when: also },
    { name: `${at}.confidence`, label: t('field.confidence'), kind: 'choice', options: pairs(['low', 'moderate', 'high'], (x) => tongue.code('confidence', x)), when: also },
  ];
}

export type Put = (id: string, right: string, door: string, due: boolean, rest: Omit<Deed, 'key' | 'about' | 'door' | 'title'> & { key?: string; title?: string }) => void;

// offers are the steps that who looks may take by the rights table, the due ones first.
function offers(x: Context, accounts: AccountList | undefined, items: Item[]): Offer[] {
  const { c, me, agreement, tongue, members } = x;
  const { t } = tongue;
  const out: Offer[] = [];
  const is = (...states: string[]) => states.includes(c.state);
  const reason: Field = { name: 'reason', label: t('field.reason'), kind: 'text' };
  const sides = [...(agreement?.parties ?? []), ...(agreement?.guarantors ?? [])];
  const side = (id: string) => tongue.name(sideName(agreement, id));
  const named = (kind: string, more: (f: Fact) => boolean = () => true): Step[] => c.steps.filter((s) => s.kind.startsWith(kind + '/') && more(s.fact));
  const round = c.steps.filter((s) => s.kind.startsWith('inquiry.reopened/')).at(-1)?.entry ?? -1;
  const clauses: [string, string][] = [['', t('frame.none')], ...(agreement?.clauses ?? []).map((k): [string, string] => [k.no, `${k.no} · ${tongue.name(k.text).slice(0, 60)}`])];
  const levels = (most: number) => pairs(['-2', '-1', '0', '1', '2', '3', '4', '5'].filter((l) => Number(l) <= most), (l) => `${l} · ${tongue.code('level', l)}`);
  const put: Put = (id, right, door, due, rest) => {
    const { key, title, ...deed } = rest;
    if (may(me, agreement, right)) out.push({ id, right, due, deed: { ...deed, key: `inquiry.${id}/${key ?? c.case}`, title: title ?? t(`step.${id}` as 'step.triage'), door: `inquiry/${door}` } });
  };
  const mission = me.kind === 'mission';

  if (mission && is('reported', 'insufficient_info')) {
    put('triage', 'inquiry.triage', 'triage', true, {
      start: { outcome: 'accepted', reason: '', of: '', question: '' },
      fields: [
        { name: 'outcome', label: t('field.outcome'), kind: 'radio', options: pairs(['accepted', 'insufficient_info', 'duplicate_of', 'not_covered'], (o) => tongue.code('outcome', o)) },
        { name: 'of', label: t('field.of'), kind: 'number', when: (v) => v.outcome === 'duplicate_of' },
        { name: 'question', label: t('field.question.reporter'), kind: 'text', when: (v) => v.outcome === 'insufficient_info' },
        reason,
      ],
      command: (v) => filled({ case: c.case, outcome: v.outcome, reason: v.reason, of: v.outcome === 'duplicate_of' ? numberOf(v.of) : undefined, question: v.outcome === 'insufficient_info' ? v.question : undefined }),
    });
  }
  if (is('insufficient_info')) {
    put('inform', 'inquiry.inform', 'information', true, { start: { text: '' }, fields: [{ name: 'text', label: t('field.text'), kind: 'text', rows: 5 }], command: (v) => filled({ case: c.case, text: v.text }) });
  }
  const told = new Set(named('inquiry.notice_served').filter((s) => s.entry > round).map((s) => text(s.fact, 'side')));
  if (mission && is('accepted', 'assigned', 'under_inquiry', 'party_comment')) {
    const left = sides.filter((s) => !told.has(s.id)), accused = c.side && sides.some((s) => s.id === c.side) && !told.has(c.side) ? c.side : '';
    if (left.length) {
      put('serve', 'inquiry.serve', 'notices', !!accused, {
        note: <p class="quiet">{t('serve.is')}</p>,
        start: { side: accused || left[0]!.id, 'translations[0].text': '', 'translations[0].language': 'ar', 'translations[0].translator': '', 'translations[0].confidence': 'moderate' },
        fields: [{ name: 'side', label: t('field.side'), kind: 'choice', options: left.map((s) => [s.id, tongue.name(s.name) + (s.id === c.side ? ` · ${t('serve.accused')}` : '')]) }, ...translationFields('translations[0]', tongue)],
        command: (v) => filled({ case: c.case, side: v.side, translations: [translation(v, 'translations[0]')].filter(Boolean) }),
        show: (facts) => <NoticeWords facts={facts} />, mustLook: true, send: t('serve.send'),
      });
    }
  }
  if (mission && is('accepted', 'assigned', 'under_inquiry')) {
    put('assign', 'inquiry.assign', 'assignments', !named('inquiry.assigned').some((s) => s.entry > round), {
      start: { team: '', lead: '', analyst: '', custodian: '' },
      fields: [
        { name: 'team', label: t('field.team'), kind: 'line' }, { name: 'lead', label: t('field.lead'), kind: 'line', suggest: members },
        { name: 'analyst', label: t('field.analyst'), kind: 'line', suggest: members }, { name: 'custodian', label: t('field.custodian'), kind: 'line', suggest: members },
      ],
      command: (v) => filled({ case: c.case, team: v.team, lead: v.lead, analyst: v.analyst, custodian: v.custodian }),
    });
  }
  // A notice is acknowledged by the side; what it says by voice or on paper is written down, and confirmed by somebody else.
  for (const n of named('inquiry.notice_served')) {
    const whom = text(n.fact, 'side');
    const got = (level: string) => named('inquiry.acknowledged', (f) => f.notice === n.entry && f.level === level).length > 0;
    const open = ['duty', 'formal'].filter((l) => !got(l) && !(l === 'duty' && got('formal')));
    const level: Field = { name: 'level', label: t('field.level.ack'), kind: 'radio', options: pairs(open, (l) => tongue.code('ack', l)) };
    if (open.length && me.party === whom) {
      put('acknowledge', 'inquiry.acknowledge', 'notices/acknowledge', true, {
        key: String(n.entry), note: <><NoticeWords facts={[n]} /><p class="quiet">{t('ack.is')}</p></>, start: { level: open[0]!, text: '' },
        fields: [level, { name: 'text', label: t('field.remark'), kind: 'text' }], command: (v) => filled({ notice: n.entry, level: open.includes(v.level ?? '') ? v.level : open[0], text: v.text }), send: t('ack.send'),
      });
    }
    if (open.length && mission) {
      put(`record`, 'inquiry.record_ack', 'notices/record', false, {
        key: String(n.entry), title: `${t('step.record')} · ${side(whom)}`, note: <p class="quiet">{t('record.is')}</p>,
        start: { level: open[0]!, means: 'voice', given_by: '', at: '', language: '', text: '', 'translation.text': '', 'translation.language': 'en', 'translation.translator': '', 'translation.confidence': 'moderate' },
        fields: [
          level, { name: 'means', label: t('field.means'), kind: 'radio', options: pairs(['voice', 'paper'], (m) => tongue.code('means', m)) }, { name: 'given_by', label: t('field.given_by'), kind: 'line', hint: t('field.given_by.hint') },
          { name: 'at', label: `${t('field.at')} (UTC)`, kind: 'moment', hint: t('field.at.hint') }, { name: 'text', label: t('field.text.given'), kind: 'text' }, ...translationFields('translation', tongue, (v) => !!v.text),
        ],
        command: (v) => filled({ notice: n.entry, level: open.includes(v.level ?? '') ? v.level : open[0], means: v.means, given_by: v.given_by, at: utc(v.at), text: v.text, translation: v.text ? translation(v, 'translation') : undefined }),
      });
    }
  }
  for (const r of named('inquiry.ack_recorded')) {
    const settled = named('inquiry.acknowledged', (f) => f.notice === r.fact.notice && f.level === r.fact.level).length > 0;
    if (mission && !settled) {
      put('confirm', 'inquiry.confirm_ack', 'notices/confirm', r.by !== me.member, {
        key: String(r.entry), title: `${t('step.confirm')} · ${side(text(r.fact, 'side'))}`,
        note: <><p>{t('confirm.is', { level: tongue.code('ack', text(r.fact, 'level')), means: tongue.code('means', text(r.fact, 'means')), by: text(r.fact, 'given_by') })} <Time at={text(r.fact, 'at')} as="short" /></p><Words>{text(r.fact, 'text')}</Words></>,
        start: {}, fields: [], command: () => ({ recorded: r.entry }), send: t('confirm.send'),
      });
    }
  }
  if (mission && is('assigned', 'under_inquiry', 'party_comment')) {
    put('visit', 'inquiry.visit', 'visits', !named('inquiry.visited').some((s) => s.entry > round), {
      start: { outcome: 'made', method: '', physical: '', interviews: '', limits: '', until: '', reason: '' },
      fields: [
        { name: 'outcome', label: t('field.outcome'), kind: 'radio', options: pairs(['made', 'postponed', 'dropped'], (o) => tongue.code('outcome', o)) },
        { name: 'method', label: t('field.method'), kind: 'list', hint: t('field.list'), when: (v) => v.outcome === 'made' }, { name: 'physical', label: t('field.physical'), kind: 'list', hint: t('field.list'), when: (v) => v.outcome === 'made' },
        { name: 'interviews', label: t('field.interviews'), kind: 'list', hint: t('field.interviews.hint'), rows: 2, when: (v) => v.outcome === 'made' }, { name: 'limits', label: t('field.limits'), kind: 'list', hint: t('field.list'), when: (v) => v.outcome === 'made' },
        { name: 'until', label: `${t('field.until')} (UTC)`, kind: 'moment', when: (v) => v.outcome === 'postponed' }, { ...reason, when: (v) => v.outcome !== 'made' },
      ],
      command: (v) => filled({ case: c.case, outcome: v.outcome, ...(v.outcome === 'made' ? { method: lines(v.method), physical: lines(v.physical), interviews: lines(v.interviews), limits: lines(v.limits) } : { reason: v.reason, until: v.outcome === 'postponed' ? utc(v.until) : undefined }) }),
    });
  }
  if (mission && is('assigned', 'under_inquiry', 'party_comment', 'panel')) {
    put('draft', 'inquiry.draft', 'drafts', is('assigned', 'under_inquiry'), {
      note: <p class="quiet">{t('draft.is')}</p>, start: { question: '', paragraphs: '', clause: c.clauses?.[0] ?? '', level: '1', limits: '', ask: '' },
      fields: [
        { name: 'question', label: t('field.question'), kind: 'text', rows: 2 }, { name: 'paragraphs', label: t('field.paragraphs'), kind: 'list', rows: 6, hint: t('field.paragraphs.hint') },
        { name: 'clause', label: t('field.clause'), kind: 'choice', options: clauses }, { name: 'level', label: t('field.level'), kind: 'choice', options: levels(4) }, { name: 'limits', label: t('field.limits'), kind: 'list', rows: 2, hint: t('field.list') },
        { name: 'ask', label: t('field.ask'), kind: 'choice', options: [['', t('field.ask.usual')], ...(agreement?.parties ?? []).map((p): [string, string] => [p.id, tongue.name(p.name)]), ['all', tongue.code('audience', 'parties')]] },
      ],
      command: (v) => filled({ case: c.case, question: v.question, paragraphs: lines(v.paragraphs), clause: v.clause, level: Number(v.level), limits: lines(v.limits), ask: v.ask === 'all' ? (agreement?.parties ?? []).map((p) => p.id) : v.ask ? [v.ask] : undefined }),
      mustLook: true, send: t('draft.send'),
    });
  }
  // A side comments on the draft that was put to it; a guarantor may for its party.
  const speaksFor = (s: string) => me.party === s || (me.kind === 'guarantor' && !!agreement?.parties.find((p) => p.id === s)?.guarantors?.includes(me.party ?? ''));
  for (const s of new Set(named('inquiry.comment_requested').filter((r) => r.entry > round).map((r) => text(r.fact, 'side')))) {
    const request = named('inquiry.comment_requested', (f) => text(f, 'side') === s).at(-1)!;
    const paragraphs = (request.fact.paragraphs as string[] | undefined) ?? [];
    const spoke = c.comments.some((k) => text(k.fact, 'side') === s && k.fact.request === request.entry && k.fact.waived === true);
    if (mission || !speaksFor(s) || spoke) continue;
    put('comment', 'inquiry.comment', 'comments', true, {
      key: String(request.entry),
      note: <><p>{t('comment.is')} <Time at={text(request.fact, 'due')} as="short" /></p><ol class="numbered">{paragraphs.map((p, i) => <li key={i} dir="auto">{p}</li>)}</ol></>,
      start: { text: '', own_finding: '', revisit: '', waive: '', ...Object.fromEntries(paragraphs.map((_, i) => [`objections.${i + 1}`, ''])) },
      fields: [
        { name: 'text', label: t('field.comment'), kind: 'text', rows: 4 }, ...paragraphs.map((_, i): Field => ({ name: `objections.${i + 1}`, label: t('field.objection', { n: i + 1 }), kind: 'text', rows: 2 })),
        { name: 'own_finding', label: t('field.own_finding'), kind: 'text', rows: 2 }, { name: 'revisit', label: t('field.revisit'), kind: 'check' }, { name: 'waive', label: t('field.waive'), kind: 'check', hint: t('field.waive.hint') },
      ],
      command: (v) => filled({
        case: c.case, side: me.kind === 'guarantor' ? s : undefined, language: tongue.lang, text: v.text, own_finding: v.own_finding, revisit: v.revisit ? true : undefined, waive: v.waive ? true : undefined,
        objections: paragraphs.map((_, i) => ({ paragraph: i + 1, text: v[`objections.${i + 1}`] ?? '' })).filter((o) => o.text.trim()),
      }),
      send: t('comment.send'),
    });
  }
  if (mission && is('party_comment', 'panel')) {
    put('convene', 'inquiry.convene', 'panels', is('party_comment'), {
      note: <p class="quiet">{t('convene.is')}</p>, start: { present: '', absent: '', quorum: 'yes' },
      fields: [
        { name: 'present', label: t('field.present'), kind: 'list', hint: t('field.present.hint', { members: members.slice(0, 4).join(', ') }) }, { name: 'absent', label: t('field.absent'), kind: 'list', rows: 2, hint: t('field.absent.hint') },
        { name: 'quorum', label: t('field.quorum'), kind: 'check' },
      ],
      command: (v) => filled({
        case: c.case, quorum: v.quorum === 'yes',
        present: lines(v.present).map((l) => { const [member, of] = l.split(':').map((p) => p.trim()); return filled({ member, side: of }); }),
        absent: absences(lines(v.absent)),
      }),
    });
  }
  const verdict = (when?: (v: Values) => boolean): Field[] => [
    { name: 'verdict', label: t('field.verdict'), kind: 'radio', options: pairs(['violation', 'no_violation', 'undetermined'], (o) => tongue.code('outcome', o)), ...(when ? { when } : {}) },
    { name: 'clause', label: t('field.clause'), kind: 'choice', options: clauses, ...(when ? { when } : {}) },
    { name: 'side', label: t('field.side.named'), kind: 'choice', options: [['', t('field.side.accused')], ...sides.map((s): [string, string] => [s.id, tongue.name(s.name)])], ...(when ? { when } : {}) },
  ];
  if (mission && is('panel')) {
    const joint = (v: Values) => v.kind === 'joint';
    put('find', 'inquiry.find', 'findings', true, {
      note: <p class="quiet">{t('find.is')}</p>, start: { kind: 'joint', question: text(named('inquiry.drafted').at(-1)?.fact, 'question'), verdict: 'undetermined', clause: c.clauses?.[0] ?? '', side: '', level: '2', text: '', reason: '' },
      fields: [
        { name: 'kind', label: t('field.kind'), kind: 'radio', options: [['joint', tongue.code('outcome', 'joint')], ['separate', tongue.code('outcome', 'separate')], ['none', tongue.code('outcome', 'none')]] },
        { name: 'question', label: t('field.question'), kind: 'text', rows: 2, when: joint }, ...verdict(joint), { name: 'level', label: t('field.level'), kind: 'choice', options: levels(5) },
        { name: 'text', label: t('field.finding'), kind: 'text', rows: 5, when: joint }, { ...reason, when: (v) => !joint(v) },
      ],
      command: (v) => filled(joint(v) ? { case: c.case, kind: v.kind, question: v.question, verdict: v.verdict, clause: v.clause, side: v.side, level: Number(v.level), text: v.text } : { case: c.case, kind: v.kind, reason: v.reason, level: Math.min(4, Number(v.level)) }),
    });
  }
  if (me.kind === 'guarantor' && is('panel', 'finding', 'published', 'restricted', 'party_comment', 'comment_asked', 'announced') && !c.findings.some((f) => text(f.fact, 'guarantor') === me.party)) {
    put('separate', 'inquiry.find_separately', 'findings/separate', is('panel'), {
      start: { verdict: 'undetermined', clause: '', side: '', level: '2', text: '' }, fields: [...verdict(), { name: 'level', label: t('field.level'), kind: 'choice', options: levels(4) }, { name: 'text', label: t('field.finding'), kind: 'text', rows: 5 }],
      command: (v) => filled({ case: c.case, verdict: v.verdict, clause: v.clause, side: v.side, level: Number(v.level), text: v.text }),
    });
  }
  const announced = named('inquiry.publication_announced').at(-1), out2 = named('inquiry.published').at(-1);
  const waiting = announced && (!out2 || out2.entry < announced.entry);
  if (mission && is('finding', 'published', 'restricted') && !waiting) {
    put('announce', 'inquiry.announce', 'publications', is('finding'), {
      note: <p class="quiet">{t('announce.is')}</p>, start: { edition: 'published', to: 'parties', public_names: '' },
      fields: [
        { name: 'edition', label: t('field.edition'), kind: 'radio', options: pairs(['published', 'restricted'], (s) => tongue.code('state', s)) },
        { name: 'to', label: t('field.to'), kind: 'choice', options: [['parties', tongue.code('audience', 'parties')], ['public', tongue.code('audience', 'public')], ...(agreement?.parties ?? []).map((p): [string, string] => [`party:${p.id}`, tongue.name(p.name)]), ['mission', tongue.code('audience', 'mission')]] },
        { name: 'public_names', label: t('field.public_names'), kind: 'list', rows: 2, hint: t('field.public_names.hint'), when: (v) => v.to === 'public' },
      ],
      command: (v) => filled({ case: c.case, edition: v.edition, to: v.to, public_names: v.to === 'public' ? lines(v.public_names) : undefined }),
    });
  }
  if (waiting && !mission) put('object', 'inquiry.object', 'publications/object', true, { start: { text: '' }, note: <p>{t('object.is')} <Time at={text(announced.fact, 'due')} as="short" /></p>, fields: [{ name: 'text', label: t('field.text'), kind: 'text' }], command: (v) => filled({ case: c.case, text: v.text }) });
  if (waiting && mission) {
    put('publish', 'inquiry.publish', 'publications/publish', true, {
      note: <p>{t('publish.is')} <Time at={text(announced.fact, 'due')} as="short" /></p>, start: { despite: '' },
      fields: named('inquiry.objected').some((o) => o.entry > announced.entry) ? [{ name: 'despite', label: t('field.despite'), kind: 'text' }] : [],
      command: (v) => filled({ case: c.case, despite: v.despite }), mustLook: true,
    });
  }
  if ((mission || me.kind === 'guarantor') && is('finding', 'published', 'restricted', 'accepted', 'assigned', 'under_inquiry', 'party_comment', 'panel')) {
    put('measure', 'inquiry.set_measure', 'measures', false, {
      start: { code: 'clarification', text: '', to: c.side ?? '', due: '' },
      fields: [
        { name: 'code', label: t('field.measure'), kind: 'choice', options: pairs(['none', 'clarification', 'local_calm', 'demarche', 'redress', 'discipline', 'unit_withdrawal', 'benefit_loss', 'task_force', 'referral'], (m) => tongue.code('measure', m)) },
        { name: 'text', label: t('field.text'), kind: 'text' }, { name: 'to', label: t('field.to.sides'), kind: 'choice', options: [...(agreement?.parties ?? []).map((p): [string, string] => [p.id, tongue.name(p.name)]), ['all', tongue.code('audience', 'parties')]] },
        { name: 'due', label: `${t('field.due')} (UTC)`, kind: 'moment' },
      ],
      command: (v) => filled({ case: c.case, code: v.code, text: v.text, to: v.to === 'all' ? (agreement?.parties ?? []).map((p) => p.id) : [v.to || agreement?.parties[0]?.id], due: utc(v.due) }),
    });
  }
  for (const m of c.measures.filter((m) => !m.outcome)) {
    put('report', 'inquiry.report_measure', 'measures/report', !mission, {
      key: String(m.entry), title: `${t('step.report')} · ${tongue.code('measure', text(m.fact, 'code'))}`, note: <Words>{text(m.fact, 'text')}</Words>, start: { outcome: 'done', text: '' },
      fields: [{ name: 'outcome', label: t('field.outcome'), kind: 'radio', options: pairs(['done', 'not_done'], (o) => tongue.code('outcome', o)) }, { name: 'text', label: t('field.text'), kind: 'text' }],
      command: (v) => filled({ measure: m.entry, outcome: v.outcome, text: v.text }),
    });
  }
  const answerable = (agreement?.parties ?? []).flatMap((p) => (p.guarantors ?? []).map((g): [string, string] => [`${g}/${p.id}`, `${side(g)} · ${side(p.id)}`]));
  if (mission && !is('reported', 'withdrawn', 'duplicate_of') && answerable.length > 0) {
    put('ask', 'inquiry.ask_guarantor', 'queue', false, {
      note: <p class="quiet">{t('queue.ask.is')}</p>, start: { guarantor: answerable.find(([id]) => id.endsWith(`/${c.side}`))?.[0] ?? answerable[0]![0], text: '', due: '' },
      fields: [
        { name: 'guarantor', label: t('queue.whom'), kind: 'choice', options: answerable, also: ['party'] }, { name: 'text', label: t('queue.asked'), kind: 'text' },
        { name: 'due', label: `${t('field.due')} (UTC)`, kind: 'moment', hint: t('queue.due.hint') },
      ],
      command: (v) => filled({ case: c.case, guarantor: v.guarantor?.split('/')[0], party: v.guarantor?.split('/')[1], text: v.text, due: utc(v.due) }),
    });
  }
  if (mission && !is('closed', 'withdrawn', 'duplicate_of')) {
    put('join', 'inquiry.triage', 'reports', false, {
      note: <p class="quiet">{t('join.is')}</p>, start: { report: '', reason: '' }, fields: [{ name: 'report', label: t('join.report'), kind: 'number' }, reason],
      command: (v) => filled({ case: c.case, report: numberOf(v.report), reason: v.reason }),
    });
  }
  if (mission && !is('closed', 'withdrawn', 'duplicate_of')) {
    put('override', 'inquiry.override', 'overrides', false, {
      note: <p class="quiet">{t('override.is')}</p>, start: { rule: 'reporter_verifies', member: '', reason: '' },
      fields: [{ name: 'rule', label: t('override.rule'), kind: 'radio', options: pairs(['reporter_verifies', 'custodian_analyses'], (r) => tongue.code('override', r)) }, { name: 'member', label: t('override.member'), kind: 'line', suggest: members.filter((m) => m !== me.member) }, reason],
      command: (v) => filled({ case: c.case, rule: v.rule, member: v.member, reason: v.reason }),
    });
  }
  if (mission && is('published', 'restricted', 'insufficient_info', 'not_covered')) put('close', 'inquiry.close', 'close', is('published', 'restricted'), { start: { reason: '' }, fields: [reason], command: (v) => filled({ case: c.case, reason: v.reason }) });
  if (is('closed', 'published', 'restricted', 'withdrawn', 'not_covered')) {
    const wish = named('inquiry.reopen_asked').at(-1);
    put('reask', 'inquiry.ask_reopen', 'reopen/ask', false, { start: { reason: '' }, fields: [reason], command: (v) => filled({ case: c.case, reason: v.reason }) });
    if (mission) put('reopen', 'inquiry.reopen', 'reopen', !!wish, { note: wish && <Words>{text(wish.fact, 'reason')}</Words>, start: { reason: '' }, fields: [reason], command: (v) => filled({ case: c.case, asked: wish?.entry, reason: v.reason }) });
  }
  const mine = c.reports.some((r) => (r.reporter.side ? r.reporter.side === me.party : r.reporter.member === me.member));
  if (mine && !is('closed', 'withdrawn', 'duplicate_of')) put('withdraw', 'inquiry.withdraw', 'withdrawals', false, { start: { reason: '' }, note: <p class="quiet">{t('withdraw.is')}</p>, fields: [reason], command: (v) => filled({ case: c.case, reason: v.reason }) });
  rivalOffers(x, put, accounts, items);
  return out.sort((a, b) => Number(b.due) - Number(a.due));
}

// NoticeWords is the notice as the side reads it, with its translation in equal width.
function NoticeWords({ facts }: { facts: (Rehearsed | Step)[] }) {
  return <>{facts.filter((f) => f.kind.startsWith('inquiry.notice_served/')).map((f, i) => {
    const translations = (f.fact.translations as { language: string; text: string; translator: string }[] | undefined) ?? [];
    return (
      <div key={i} class={translations.length ? 'two notice' : 'notice'}>
        <div><p><strong dir="auto">{text(f.fact, 'title')}</strong></p><Words lang="en">{text(f.fact, 'text')}</Words></div>
        {translations.map((tr) => <div key={tr.language}><p class="quiet"><bdi>{tr.language} · {tr.translator}</bdi></p><Words lang={tr.language}>{tr.text}</Words></div>)}
      </div>
    );
  })}</>;
}

// Steps stands on the case page: what became of the last step, the one that is open, and what else can be done.
export function Steps({ c }: { c: WholeCase }) {
  const tongue = useTongue();
  const { t } = tongue;
  const { me } = useMission();
  const v = useStore(view);
  const agreement = useStore(law)?.agreement;
  const about = `${caseLayer}/${c.case}`;
  const past = v.at !== '' || v.known >= 0;
  const people = useAnswer<{ member?: string; id?: string; kind: string }[]>(me?.kind === 'mission' && !past && !v.as && v.step ? '/api/people/members' : null);
  const members = (people.value ?? []).filter((p) => p.kind === 'mission').map((p) => p.member ?? p.id ?? '').filter(Boolean);
  const rival = v.as || past ? '' : c.part;
  const accounts = useAnswer<AccountList>(rival && c.steps.some((s) => s.kind.startsWith('inquiry.account_')) ? `/api/inquiry/cases/${c.case}/accounts` : null).value;
  const items = useAnswer<{ items: Item[] }>(rival === 'whole' && c.steps.some((s) => s.kind.startsWith('inquiry.evidence_')) ? `/api/inquiry/cases/${c.case}/evidence` : null).value?.items ?? [];
  if (!me || v.as) return null;
  if (past) return <Section title={t('work.title')}><p class="quiet">{t('work.past')} <Button onClick={() => go({ at: '', known: -1 })}>{t('frame.tonow')}</Button></p></Section>;
  const all = offers({ c, me, agreement, tongue, members }, accounts, items);
  const open = all.find((o) => `${o.id}.${o.deed.key.split('/')[1]}` === v.step) ?? all.find((o) => o.id === v.step);
  const mayNot = v.step !== '' && !open;
  const button = (o: Offer) => <Button key={o.deed.key} class={o.due ? 'primary' : ''} onClick={() => go({ step: all.filter((x) => x.id === o.id).length > 1 ? `${o.id}.${o.deed.key.split('/')[1]}` : o.id })}>{o.deed.title}</Button>;
  return (
    <Section title={t('work.title')}>
      <Did about={about} />
      {mayNot && <p class="quiet" role="status">{t('work.notyours')}</p>}
      {open ? <Form key={open.deed.key} deed={{ ...open.deed, about }} onClose={() => go({ step: '' })} /> : (
        <>
          {all.length === 0 && <p class="quiet">{t('work.none')}</p>}
          <div class="steps">{all.filter((o) => o.due).map(button)}</div>
          {c.start && may(me, agreement, 'brief.read') && <p class="sub"><a href={`/api/brief/draft?kind=daily&day=${c.start.slice(0, 10)}&form=html&lang=${tongue.lang}`}>{t('work.brief')}</a></p>}
          {all.some((o) => !o.due) && <details><summary>{t('work.also')}</summary><div class="steps">{all.filter((o) => !o.due).map(button)}</div></details>}
        </>
      )}
    </Section>
  );
}
