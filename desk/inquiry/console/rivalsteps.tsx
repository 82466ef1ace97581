// What can be done about accounts, evidence, hypotheses, results and referrals: each step is one command of the desk's doors.
import { filled, lines, numbers, type Field, type Values } from 'truce';
import { statusOf, type AccountList, type Item } from './rival';
import { numberOf, text } from './case';
import { pairs, utc, type Context, type Put } from './steps';

const marks = (line: string | undefined): string[] => (line ?? '').toUpperCase().split(/[\s,،]+/).filter(Boolean);

export function rivalOffers(x: Context, put: Put, accounts: AccountList | undefined, items: Item[]): void {
  const { c, me, tongue } = x;
  const { t } = tongue;
  const mission = me.kind === 'mission';
  const is = (...states: string[]) => states.includes(c.state);
  const has = (kind: string) => c.steps.some((s) => s.kind === `inquiry.${kind}/1`);
  const under = is('accepted', 'assigned', 'under_inquiry', 'party_comment', 'panel');
  const list = (name: string, label: string): Field => ({ name, label, kind: 'list', hint: t('field.list') });

  if (mission && under && (!c.side || has('notice_served'))) {
    put('askaccounts', 'inquiry.ask_accounts', 'accounts/ask', false, {
      note: <p class="quiet">{t('rival.ask.is')}</p>, start: { points: '' }, fields: [list('points', t('field.points'))], command: (v) => filled({ case: c.case, points: lines(v.points) }),
    });
  }
  const asked = c.steps.some((s) => s.kind === 'inquiry.account_asked/1' && text(s.fact, 'side') === me.party);
  if (me.party && asked) {
    const points = accounts?.points ?? [];
    const given = accounts?.sides.find((s) => s.side === me.party)?.given.length ?? 0;
    put('account', 'inquiry.give_account', 'accounts', given === 0, {
      key: `${c.case}.${given}`, note: <p class="quiet">{t('rival.give.is')}</p>, start: { text: '', claims: '', rejects: '', evidence: '', ...Object.fromEntries(points.map((_, i) => [`p${i + 1}`, 'no_answer'])) },
      fields: [
        { name: 'text', label: t('field.text.given'), kind: 'text', rows: 5 }, list('claims', t('field.claims')), list('rejects', t('field.rejects')),
        ...points.map((p, i): Field => ({ name: `p${i + 1}`, label: t('field.point', { n: i + 1, text: `\u2068${p}\u2069` }), kind: 'radio', options: pairs(['agree', 'dispute', 'no_answer'], (o) => tongue.code('account', o)) })),
        { name: 'evidence', label: t('field.evidence'), kind: 'line' },
      ],
      command: (v) => filled({ case: c.case, text: v.text, claims: lines(v.claims), rejects: lines(v.rejects), evidence: numbers(v.evidence), answers: points.map((_, i) => ({ point: i + 1, word: v[`p${i + 1}`] })) }),
    });
  }
  if (mission && accounts?.sides.some((s) => s.given.some((g) => g.released === undefined))) {
    put('releaseaccounts', 'inquiry.release_accounts', 'accounts/release', false, { start: {}, fields: [], command: () => ({ case: c.case }) });
  }
  if (mission && !is('closed', 'withdrawn', 'duplicate_of', 'not_covered')) {
    const kinds = ['photo', 'video', 'audio', 'document', 'sample', 'sensor', 'satellite', 'interview', 'message', 'web_page'];
    put('enter', 'inquiry.enter_evidence', 'evidence', false, {
      start: { label: `M${items.length + 1}`, kind: 'photo', file: '', code: '', consent: '', 'collected.by': '', 'collected.at': '', 'collected.where': '', 'collected.how': '', seal: '', gap: '', text: '' },
      fields: [
        { name: 'label', label: t('field.label'), kind: 'line' }, { name: 'kind', label: t('field.evidence.kind'), kind: 'choice', options: pairs(kinds, (k) => tongue.code('evidence', k)) },
        { name: 'file', label: t('field.file.entry'), kind: 'number', when: (v) => v.kind !== 'sample' && v.kind !== 'interview' },
        { name: 'code', label: t('field.code'), kind: 'line', when: (v) => v.kind === 'interview' }, { name: 'consent', label: t('field.consent'), kind: 'line', when: (v) => v.kind === 'interview' },
        { name: 'collected.by', label: t('field.collected.by'), kind: 'line' }, { name: 'collected.at', label: `${t('field.at')} (UTC)`, kind: 'moment' },
        { name: 'collected.where', label: t('field.collected.where'), kind: 'line' }, { name: 'collected.how', label: t('field.collected.how'), kind: 'line' },
        { name: 'seal', label: t('field.seal'), kind: 'line' }, { name: 'gap', label: t('field.gap'), kind: 'text' }, { name: 'text', label: t('field.text'), kind: 'text' },
      ],
      command: (v) => filled({
        case: c.case, label: v.label, kind: v.kind, file: v.kind === 'sample' || v.kind === 'interview' ? undefined : numberOf(v.file), code: v.kind === 'interview' ? v.code : '', consent: v.kind === 'interview' ? v.consent : '', seal: v.seal, gap: v.gap, text: v.text,
        collected: filled({ by: v['collected.by'], at: utc(v['collected.at']), where: v['collected.where'], how: v['collected.how'] }),
      }),
    });
  }
  for (const item of items) custody(x, put, item);
  const waiting = items.filter((i) => i.fact.label);
  if (mission && waiting.length > 0 && is('assigned', 'under_inquiry', 'party_comment', 'panel', 'finding', 'published', 'restricted')) {
    put('weigh', 'inquiry.weigh', 'analysis', false, {
      start: { question: '', hypotheses: '', ...Object.fromEntries(waiting.flatMap((i) => [[`r${i.item}`, ''], [`m${i.item}`, ''], [`t${i.item}`, i.fact.text ?? ''], [`u${i.item}`, '']])) },
      fields: [
        { name: 'question', label: t('field.question'), kind: 'text' }, list('hypotheses', t('field.hypotheses')),
        ...waiting.flatMap((i): Field[] => [
          { name: `r${i.item}`, label: t('field.rating', { label: i.fact.label }), kind: 'line' }, { name: `m${i.item}`, label: t('field.marks', { label: i.fact.label }), kind: 'line' },
          { name: `u${i.item}`, label: t('field.unexamined', { label: i.fact.label }), kind: 'line', when: (v) => !v[`m${i.item}`] },
        ]),
      ],
      command: (v: Values) => filled({
        case: c.case, question: v.question, hypotheses: lines(v.hypotheses).map((h) => ({ text: h })),
        rows: waiting.filter((i) => v[`m${i.item}`]).map((i) => ({ item: i.item, text: i.fact.text || i.fact.label, reliability: (v[`r${i.item}`] ?? '').trim().slice(0, 1).toUpperCase(), credibility: (v[`r${i.item}`] ?? '').trim().slice(1), marks: marks(v[`m${i.item}`]) })),
        unexamined: waiting.filter((i) => !v[`m${i.item}`] && v[`u${i.item}`]).map((i) => ({ item: i.item, reason: v[`u${i.item}`] })),
      }),
    });
  }
  if (mission && is('published', 'restricted') && has('weighed')) put('releaseanalysis', 'inquiry.release_analysis', 'analysis/release', false, { start: {}, fields: [], command: () => ({ case: c.case }), mustLook: true });
  if (is('published', 'restricted')) {
    const paragraph: Field = { name: 'paragraph', label: t('field.paragraph'), kind: 'number' };
    if (me.party) put('objectresult', 'inquiry.object_to_result', 'results/object', false, { start: { paragraph: '1', text: '' }, fields: [paragraph, { name: 'text', label: t('field.text'), kind: 'text' }], command: (v) => filled({ case: c.case, objections: [{ paragraph: numberOf(v.paragraph), text: v.text }] }) });
    if (mission) put('correct', 'inquiry.correct_result', 'results/correct', false, { start: { paragraph: '1', is: '', reason: '' }, fields: [paragraph, { name: 'is', label: t('field.is'), kind: 'text' }, { name: 'reason', label: t('field.reason'), kind: 'text' }], command: (v) => filled({ case: c.case, paragraph: numberOf(v.paragraph), is: v.is, reason: v.reason }), mustLook: true });
  }
  if (mission) referrals(x, put, under || is('finding', 'published', 'restricted'));
}

function custody({ c, me, tongue, members }: Context, put: Put, item: Item): void {
  const { t } = tongue;
  const label = `${item.fact.label} · `;
  const open = item.chain.find((h) => !h.received);
  const seal = item.chain.filter((h) => h.received).at(-1)?.received?.seal ?? (item.chain.some((h) => h.received) ? '' : item.fact.seal ?? '');
  const condition: Field = { name: 'condition', label: t('field.condition'), kind: 'text' };
  if (!open && item.holder === me.member) {
    put('offer', 'inquiry.hand_over', 'evidence/offer', false, {
      key: `${item.item}.${item.chain.length}`, title: label + t('step.offer'), start: { to: '', witness: '', place: '', condition: '', purpose: '' },
      fields: [
        { name: 'to', label: t('field.handto'), kind: 'line', suggest: members.filter((m) => m !== me.member) }, { name: 'witness', label: t('field.witness'), kind: 'line', suggest: members.filter((m) => m !== me.member) },
        { name: 'place', label: t('field.place'), kind: 'line' }, condition, { name: 'purpose', label: t('field.purpose'), kind: 'text' },
      ],
      command: (v) => filled({ item: item.item, to: v.to, witness: v.witness, place: v.place, seal, condition: v.condition, purpose: v.purpose }),
    });
  }
  if (open && (open.offered.witness || open.offered.to) === me.member) {
    put('receive', 'inquiry.hand_over', 'evidence/receive', true, {
      key: String(open.entry), title: label + t('step.receive'), start: { seal_state: open.offered.seal ? 'intact' : 'none', seal: open.offered.seal ?? '', condition: '', gap: '' },
      fields: [
        { name: 'seal_state', label: t('field.seal.state'), kind: 'radio', options: pairs(['intact', 'broken', 'missing', 'none'], (s) => tongue.code('seal', s)) },
        { name: 'seal', label: t('field.seal'), kind: 'line', when: (v) => v.seal_state === 'intact' || v.seal_state === 'broken' }, condition, { name: 'gap', label: t('field.gap'), kind: 'text' },
      ],
      command: (v) => filled({ offered: open.entry, seal_state: v.seal_state, seal: v.seal_state === 'intact' || v.seal_state === 'broken' ? v.seal : '', condition: v.condition, gap: v.gap }),
    });
  }
  if (c.part === 'whole') {
    put('openitem', 'inquiry.open_evidence', 'evidence/open', false, {
      key: `${item.item}.${item.opened.length}`, title: label + t('step.openitem'), start: { purpose: '' }, fields: [{ name: 'purpose', label: t('field.purpose'), kind: 'text' }], command: (v) => filled({ item: item.item, purpose: v.purpose }),
    });
  }
}

function referrals({ c, tongue }: Context, put: Put, open: boolean): void {
  const { t } = tongue;
  if (open) {
    put('refer', 'inquiry.refer', 'referrals', false, {
      start: { body: '', mandate: '', questions: '', items: '' },
      fields: [{ name: 'body', label: t('field.body'), kind: 'line' }, { name: 'mandate', label: t('field.mandate'), kind: 'text' }, { name: 'questions', label: t('field.questions'), kind: 'list', hint: t('field.list') }, { name: 'items', label: t('field.items'), kind: 'line' }],
      command: (v) => filled({ case: c.case, body: v.body, mandate: v.mandate, questions: lines(v.questions), items: numbers(v.items) }),
    });
  }
  const next: Record<string, string[]> = { sent: ['accepted', 'declined'], accepted: ['ongoing', 'reported'], ongoing: ['ongoing', 'reported'] };
  for (const r of c.steps.filter((s) => s.kind === 'inquiry.referral_prepared/1')) {
    const status = statusOf(c.steps, r.entry), follows = next[status] ?? [];
    if (follows.length) {
      put('answerreferral', 'inquiry.refer', 'referrals/answer', false, {
        key: `${r.entry}.${status}`, start: { status: follows[0]!, text: '' }, fields: [{ name: 'status', label: t('field.status'), kind: 'radio', options: pairs(follows, (s) => tongue.code('referral', s)) }, { name: 'text', label: t('field.text'), kind: 'text' }],
        command: (v) => filled({ referral: r.entry, status: v.status, text: v.text }),
      });
    }
  }
}
