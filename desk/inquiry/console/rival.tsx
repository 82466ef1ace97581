// Rival accounts beside each other, evidence with its chain of custody, and what the panel weighs.
import { Section, Time, Told, Words, law, sideName, useAnswer, useStore, useTongue } from 'truce';
import { text, type Step, type WholeCase } from './case';

export interface Given {
  entry: number;
  by?: string;
  at: string;
  released?: number;
  account: {
    side: string; number: number; supersedes?: number; text?: string; language?: string; translation?: { language: string; text: string; translator: string };
    claims?: string[]; rejects?: string[]; answers?: { point: number; word: string; text?: string }[]; objections?: { account: number; claim: number; text: string }[]; evidence?: number[];
  };
}

export interface AccountList { points: string[]; due: string; sides: { side: string; given: Given[] }[] }

export interface Item {
  item: number;
  by: string;
  recorded: string;
  holder: string;
  integrity: 'whole' | 'doubt';
  reasons?: string[];
  fact: { label: string; kind: string; file?: number; name?: string; content?: string; size?: number; code?: string; collected: { by: string; at?: string; where: string; how: string }; seal?: string; gap?: string; text?: string };
  chain: { entry: number; offered: { from: string; to: string; at: string; place: string; seal?: string; condition: string; purpose: string; witness?: string }; receipt?: number; signed?: string; received?: { at: string; seal_state: string; seal?: string; condition: string; doubt?: string; gap?: string } }[];
  opened: { entry: number; by: string; at: string; purpose: string }[];
  near?: { item: number; case: number; bits: number }[];
}

export function Accounts({ c }: { c: WholeCase }) {
  const tongue = useTongue();
  const { t } = tongue;
  const asked = useAnswer<AccountList>(c.steps.some((s) => s.kind.startsWith('inquiry.account_')) ? `/api/inquiry/cases/${c.case}/accounts` : null);
  if (!asked.value || asked.value.sides.length === 0) return null;
  const { points, sides } = asked.value;
  return (
    <Section title={t('rival.accounts')}>
      <p class="quiet">{t('rival.order')}</p>
      {points.length > 0 && <><p class="sub">{t('rival.points')}</p><ol class="plain">{points.map((p, i) => <li key={i} dir="auto">{tongue.number(i + 1)}. {p}</li>)}</ol></>}
      <div class="two sides">{sides.map((s) => <OfSide key={s.side} side={s.side} given={s.given} points={points} />)}</div>
    </Section>
  );
}

function OfSide({ side, given, points }: { side: string; given: Given[]; points: string[] }) {
  const tongue = useTongue();
  const { t } = tongue;
  const agreement = useStore(law)?.agreement;
  const name = tongue.name(sideName(agreement, side));
  return (
    <section class="side" aria-label={name}>
      <h3>{name}</h3>
      {given.length === 0 && <p class="quiet">{t('rival.none')}</p>}
      {[...given].reverse().map((g) => (
        <div key={g.entry}>
          <h4>{t('rival.number', { n: tongue.number(g.account.number) })} · <Time at={g.at} as="short" />{g.account.supersedes !== undefined && ` · ${t('rival.supersedes')}`}</h4>
          <p class="quiet">{g.released !== undefined ? t('rival.released') : t('rival.kept')}</p>
          <Words {...(g.account.language ? { lang: g.account.language } : {})}>{g.account.text ?? ''}</Words>
          {g.account.translation && <><p class="quiet"><bdi>{g.account.translation.language} · {g.account.translation.translator}</bdi></p><Words lang={g.account.translation.language}>{g.account.translation.text}</Words></>}
          <h4>{t('rival.claims')}</h4>
          {(g.account.claims ?? []).length ? <ol class="plain">{g.account.claims!.map((x, i) => <li key={i} dir="auto">{tongue.number(i + 1)}. {x}</li>)}</ol> : <p class="quiet">–</p>}
          <h4>{t('rival.rejects')}</h4>
          {(g.account.rejects ?? []).length ? <ul class="plain">{g.account.rejects!.map((x, i) => <li key={i} dir="auto">{x}</li>)}</ul> : <p class="quiet">–</p>}
          {points.length > 0 && <><h4>{t('rival.answers')}</h4><ol class="plain">{points.map((_, i) => {
            const a = g.account.answers?.find((x) => x.point === i + 1);
            return <li key={i} dir="auto">{tongue.number(i + 1)}. <span class="state">{tongue.code('account', a?.word ?? 'no_answer')}</span> {a?.text}</li>;
          })}</ol></>}
          {(g.account.objections ?? []).map((o, i) => <p key={i} class="sub" dir="auto">{t('rival.objects', { n: o.claim, a: o.account, text: `\u2068${o.text}\u2069` })}</p>)}
          {(g.account.evidence ?? []).length > 0 && <p class="sub">{t('rival.evidence.of')}: {g.account.evidence!.join(', ')}</p>}
        </div>
      ))}
    </section>
  );
}

export function Evidence({ c }: { c: WholeCase }) {
  const tongue = useTongue();
  const { t } = tongue;
  const asked = useAnswer<{ items: Item[] }>(c.steps.some((s) => s.kind.startsWith('inquiry.evidence_')) ? `/api/inquiry/cases/${c.case}/evidence` : null);
  if (!asked.value) return null;
  return <Section title={t('evidence.title')} aside={<span class="n">{tongue.number(asked.value.items.length)}</span>}><Told of={asked}>{({ items }) => <>{items.map((x) => <OneItem key={x.item} x={x} />)}</>}</Told></Section>;
}

function OneItem({ x }: { x: Item }) {
  const tongue = useTongue();
  const { t } = tongue;
  const f = x.fact;
  return (
    <details class="finding">
      <summary><strong><bdi>{f.label}</bdi></strong> · {tongue.code('evidence', f.kind)}{f.code && <> · <bdi>{f.code}</bdi></>} · <span class={x.integrity === 'doubt' ? 'due late' : 'state'}>{t(x.integrity === 'doubt' ? 'evidence.doubt' : 'evidence.whole')}</span> · {t('evidence.holder')} <bdi>{x.holder}</bdi></summary>
      {f.text && <Words>{f.text}</Words>}
      {(x.reasons ?? []).map((r, i) => <p key={i} class="due late" dir="auto">{r}</p>)}
      <p class="sub">{t('evidence.collected')}: <bdi>{[f.collected.by, f.collected.where, f.collected.how].join(' · ')}</bdi> {f.collected.at && <Time at={f.collected.at} as="short" />}</p>
      {f.content && <p class="sub">{t('evidence.hash')} <code dir="ltr" class="hash">{f.content}</code> <bdi>{f.name}</bdi></p>}
      {f.seal && <p class="sub">{t('evidence.seal')}: <bdi>{f.seal}</bdi></p>}
      {f.gap && <p class="sub" dir="auto">{t('evidence.gap')}: {f.gap}</p>}
      {(x.near ?? []).map((n) => <p key={n.item} class="sub">{t('evidence.near', { n: n.item, c: n.case, b: n.bits })}</p>)}
      {x.chain.length > 0 && <><h4>{t('evidence.chain')}</h4><ol class="course">{x.chain.map((h) => (
        <li key={h.entry}><Time at={h.received?.at ?? h.offered.at} as="short" /><strong>{t('evidence.handed', { from: `\u2068${h.offered.from}\u2069`, to: `\u2068${h.offered.to}\u2069` })}</strong>
          <span class="quiet" dir="auto">{[h.offered.place, h.offered.purpose].join(' · ')}</span>
          <span class="sub">{h.received ? <>{t('evidence.signed', { who: h.signed ?? '' })} · {t('evidence.seal')} {tongue.code('seal', h.received.seal_state)} <bdi>{h.received.seal}</bdi></> : t('evidence.unsigned')}</span>
          {h.received?.doubt && <span class="due late" dir="auto">{h.received.doubt}</span>}</li>
      ))}</ol></>}
      {x.opened.length > 0 && <><h4>{t('evidence.opened')}</h4><ul class="plain">{x.opened.map((o) => <li key={o.entry}><Time at={o.at} as="short" /> <bdi>{o.by}</bdi> <span dir="auto">{o.purpose}</span></li>)}</ul></>}
    </details>
  );
}

interface Weighed {
  version: number; question: string; hypotheses: { text: string; side?: string }[]; rows: { item: number; text: string; reliability: string; credibility: string; weight: number; marks: string[] }[];
  unexamined?: { item: number; reason: string }[]; ranked: { hypothesis: number; against: number }[]; leading: number[]; turns?: { item: number; how: 'without' | 'reversed'; leading: number[] }[];
  likelihoods?: { hypothesis: number; word: string; confidence: string; reason: string }[]; standard?: string; sides?: boolean; dissent?: { member: string; text: string }[];
}

export function Matrix({ steps }: { steps: Step[] }) {
  const tongue = useTongue();
  const { t } = tongue;
  const newest = (kind: string) => steps.filter((s) => s.kind === kind).at(-1);
  const released = newest('inquiry.analysis_released/1'), own = newest('inquiry.weighed/1');
  const w = (own?.fact ?? released?.fact.weighed) as Weighed | undefined;
  const craters = (newest('inquiry.craters_measured/1')?.fact ?? released?.fact.craters) as { common?: { from: number; to: number } } | undefined;
  if (!w?.hypotheses?.length) return null;
  const name = (n: number) => `H${n}`;
  const names = (ns: number[]) => tongue.list(ns.map(name));
  return (
    <Section title={t('matrix.title')}>
      <p dir="auto"><strong>{w.question}</strong></p>
      <p class="quiet">{t('matrix.is')} {!released && t('matrix.panel')} {!w.sides && t('matrix.mandate')}</p>
      <ol class="plain">{w.hypotheses.map((h, i) => <li key={i} dir="auto"><strong>{name(i + 1)}</strong> {h.text} {w.leading.includes(i + 1) && <span class="state">{t('matrix.leads')}</span>}</li>)}</ol>
      <div class="scroll"><table class="matrix">
        <thead><tr><th scope="col">{t('evidence.title')}</th><th scope="col">{t('matrix.weight')}</th>{w.hypotheses.map((_, i) => <th scope="col" key={i}>{name(i + 1)}</th>)}</tr></thead>
        <tbody>{w.rows.map((r, i) => <tr key={i}><th scope="row" dir="auto">{tongue.number(i + 1)}. {r.text}</th><td><bdi>{r.reliability}{r.credibility}</bdi> · {tongue.number(r.weight)}</td>{r.marks.map((m, j) => <td key={j}><bdi>{m}</bdi></td>)}</tr>)}</tbody>
        <tfoot><tr><th scope="row" colSpan={2}>{t('matrix.against')}</th>{w.hypotheses.map((_, i) => <td key={i}>{tongue.number(w.ranked.find((x) => x.hypothesis === i + 1)?.against ?? 0)}</td>)}</tr></tfoot>
      </table></div>
      {(w.likelihoods ?? []).map((l) => <p key={l.hypothesis} dir="auto"><strong>{name(l.hypothesis)}</strong> · {t('matrix.likely')}: {tongue.code('likelihood', l.word)}. {t('matrix.sure')}: {tongue.code('confidence', l.confidence)}. {l.reason}</p>)}
      {(w.turns ?? []).length > 0 && <><h4>{t('matrix.turns')}</h4><ul class="plain">{w.turns!.map((x, i) => <li key={i}>{t(x.how === 'without' ? 'matrix.without' : 'matrix.reversed', { n: tongue.number(x.item), h: names(x.leading) })}</li>)}</ul></>}
      {(w.unexamined ?? []).length > 0 && <><h4>{t('matrix.unexamined')}</h4><ul class="plain">{w.unexamined!.map((u) => <li key={u.item} dir="auto">{u.item}: {u.reason}</li>)}</ul></>}
      {(w.dissent ?? []).map((d, i) => <p key={i} dir="auto"><strong>{t('matrix.dissent')}</strong> · {d.text}</p>)}
      {craters && <p>{craters.common ? t('matrix.sector', { from: tongue.number(craters.common.from), to: tongue.number(craters.common.to) }) : t('matrix.sector.none')}</p>}
      {w.standard && <p class="sub" dir="auto">{t('matrix.standard')}: {w.standard}</p>}
    </Section>
  );
}

// Beside shows what stands beside the result: figures by source, objections, corrections, referrals.
export function Beside({ steps }: { steps: Step[] }) {
  const tongue = useTongue();
  const { t } = tongue;
  const agreement = useStore(law)?.agreement;
  const of = (kind: string) => steps.filter((s) => s.kind === `inquiry.${kind}/1`);
  const harm = of('harm_stated'), said = [...of('result_objected'), ...of('result_corrected')].sort((a, b) => a.entry - b.entry), referrals = of('referral_prepared');
  const figure = (p: { low?: number; best?: number; high?: number }) => [p.low, p.best, p.high].map((n) => (n === undefined || n === null ? '?' : tongue.number(n))).join(' – ');
  return (
    <>
      {harm.length > 0 && <Section title={t('harm.title')}><p class="quiet">{t('harm.is')}</p><ul class="plain">{harm.map((s) => (
        <li key={s.entry} dir="auto"><strong><bdi>{text(s.fact, 'source')}</bdi></strong>: {((s.fact.people as { harm: string; status: string; low?: number; best?: number; high?: number }[] | undefined) ?? []).map((p) => `${tongue.code('harm', p.harm)} ${figure(p)}`).join(' · ')}</li>
      ))}</ul></Section>}
      {said.length > 0 && <Section title={t('beside.title')}>{said.map((s) => s.kind.startsWith('inquiry.result_corrected') ? (
        <div class="finding" key={s.entry}><h4>{t('beside.correction', { n: Number(s.fact.number), p: Number(s.fact.paragraph) })}</h4><p dir="auto"><del>{text(s.fact, 'was')}</del></p><p dir="auto">{text(s.fact, 'is')}</p><p class="sub" dir="auto">{text(s.fact, 'reason')}</p></div>
      ) : (
        <div class="finding" key={s.entry}><h4>{tongue.name(sideName(agreement, text(s.fact, 'side')))}</h4>{((s.fact.objections as { paragraph: number; text: string }[] | undefined) ?? []).map((o, i) => <p key={i} class="sub" dir="auto">{t('inquiry.objection', { n: o.paragraph, text: `\u2068${o.text}\u2069` })}</p>)}</div>
      ))}</Section>}
      {referrals.map((r) => (
        <Section key={r.entry} title={`${t('referral.title')} · ${text(r.fact, 'body')}`}>
          <p class="state">{tongue.code('referral', statusOf(steps, r.entry))}</p>
          <ul class="plain">{((r.fact.questions as string[] | undefined) ?? []).map((x, i) => <li key={i} dir="auto">{x}</li>)}</ul>
          <p class="sub" dir="auto">{t('field.mandate')}: {text(r.fact, 'mandate')}</p>
          <p><a href={`/api/inquiry/referrals/${r.entry}/package`} download>{t('referral.package')}</a></p>
        </Section>
      ))}
    </>
  );
}

export function statusOf(steps: Step[], referral: number): string {
  const answer = steps.filter((s) => s.kind === 'inquiry.referral_answered/1' && s.fact.referral === referral).at(-1);
  return answer ? text(answer.fact, 'status') : steps.some((s) => s.kind === 'inquiry.referral_sent/1' && s.fact.referral === referral) ? 'sent' : 'prepared';
}
