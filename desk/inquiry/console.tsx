// The desk "inquiry" in the console: cases, a case with both sides beside each other, and who waits for whom.
import { may, placeName, typeName, useKnown, useMemo, useState, Button, Chip, Due, Facts, Open, Receipt, Section, Time, Told, Words, audienceWords, law, sideName, useAnswer, useNow, useStore, useTongue, view, type Agreement, type DeskConsole, type Tongue } from 'truce';
import { caseLayer, clockLayer, minutesLayer, queueLayer, stepOf, text, type Case, type Clock, type Fact, type Step, type WholeCase } from './console/case';
import { Steps } from './console/steps';
import { Accounts, Beside, Evidence, Matrix } from './console/rival';
import { Queue, ShowItem } from './console/queue';
import { Meetings, Minute, ShowMinutes } from './console/minutes';
import { Joined, OpenByHand, Uncased } from './console/open';

// titleOf composes a case's title from its parts where the reader's language is not the record's.
function titleOf(tongue: Tongue, agreement: Agreement | undefined, c: Case): string {
  if (tongue.lang === 'en' || !c.type) return c.title;
  return [typeName(tongue, agreement, c.type), placeName(tongue, agreement, c.place_name), c.start ? tongue.time(c.start, 'day') : ''].filter(Boolean).join(' · ');
}

const ended = ['closed', 'published', 'restricted', 'withdrawn', 'duplicate_of', 'not_covered'];

function List() {
  const tongue = useTongue();
  const { t } = tongue;
  const { sel } = useStore(view);
  const known = useKnown();
  const agreement = useStore(law)?.agreement;
  const [all, setAll] = useState(false);
  const asked = useAnswer<{ cases: Case[] }>('/api/inquiry/cases', { limit: 500, known });
  return (
    <>
      <div class="pick" role="group">
        <Button pressed={!all} onClick={() => setAll(false)}>{t('inquiry.open')}</Button>
        <Button pressed={all} onClick={() => setAll(true)}>{t('inquiry.all')}</Button>
      </div>
      <Told of={asked}>{({ cases }) => {
        const shown = cases.filter((c) => all || !ended.includes(c.state));
        return shown.length === 0 ? <p class="quiet">{t('frame.empty')}</p> : (
          <ul class="rows">{shown.map((c) => (
            <li key={c.case}><Open sel={`${caseLayer}/${c.case}`} class="row" current={sel === `${caseLayer}/${c.case}`}>
              <Chip no={c.clauses?.[0] ?? ''} />
              <span class="main"><bdi>{titleOf(tongue, agreement, c)}</bdi></span>
              <span class="sub"><span class="state">{tongue.code('state', c.state)}</span> · <Time at={c.opened} as="short" /></span>
            </Open></li>
          ))}</ul>
        );
      }}</Told>
    </>
  );
}

function Clocks() {
  const tongue = useTongue();
  const { t } = tongue;
  const known = useKnown();
  const now = useNow();
  const asked = useAnswer<{ clocks: Clock[] }>('/api/inquiry/clocks', { limit: 500, known });
  return <Told of={asked}>{({ clocks }) => {
    const late = clocks.filter((c) => c.due < now), running = clocks.filter((c) => c.due >= now);
    if (clocks.length === 0) return <p class="quiet">{t('inquiry.clocks.none')}</p>;
    return (
      <>
        <Board title={t('inquiry.clocks.late')} clocks={late} />
        <Board title={t('inquiry.clocks.due')} clocks={running} />
      </>
    );
  }}</Told>;
}

function Board({ title, clocks }: { title: string; clocks: Clock[] }) {
  const tongue = useTongue();
  const sorted = useMemo(() => [...clocks].sort((a, b) => (a.due < b.due ? -1 : 1)), [clocks]);
  if (clocks.length === 0) return null;
  return (
    <Section title={title} aside={<span class="n">{tongue.number(clocks.length)}</span>}>
      <ul class="rows">{sorted.map((c) => <li key={`${c.entry}/${c.item}/${c.what}/${c.part ?? 0}`}><Waiting c={c} named /></li>)}</ul>
    </Section>
  );
}

function Waiting({ c, named }: { c: Clock; named?: boolean }) {
  const tongue = useTongue();
  const { t } = tongue;
  const agreement = useStore(law)?.agreement;
  const body = (
    <>
      <span class="main"><strong>{audienceWords(tongue, agreement, c.owed_by)}</strong> <span class="arrow" aria-hidden="true" /> {tongue.code('clock', c.what)}</span>
      {named && c.title && <span class="sub"><bdi>{c.title}</bdi></span>}
      <span class="sub">{t('inquiry.waits', { who: audienceWords(tongue, agreement, c.waiting) })}</span>
      <span class="sub"><Due at={c.due} /> <Time at={c.due} as="short" /></span>
    </>
  );
  return c.case !== undefined && named ? <Open sel={`${caseLayer}/${c.case}`} step={stepOf[c.what] ?? ''} class="row clock">{body}</Open> : <div class="row clock">{body}</div>;
}

function Show({ id }: { id: string }) {
  const asked = useAnswer<WholeCase>(`/api/inquiry/cases/${encodeURIComponent(id)}`);
  return <Told of={asked}>{(c) => <One c={c} />}</Told>;
}

function One({ c }: { c: WholeCase }) {
  const tongue = useTongue();
  const { t } = tongue;
  const agreement = useStore(law)?.agreement;
  const known = useKnown();
  // As of a moment in the past the case is what had been recorded by then.
  const steps = c.steps.filter((s) => known === null || s.entry <= known);
  const seen = new Set(steps.map((s) => s.entry));
  return (
    <article>
      <header class="head">
        <p class="kicker">{t('inquiry.case', { n: c.case })} · <span class="state">{tongue.code('state', c.state)}</span></p>
        <h2><bdi>{titleOf(tongue, agreement, c)}</bdi></h2>
        <p class="sub">{(c.clauses ?? []).map((no) => <Open key={no} sel={`terms.clauses/${no}`}><Chip no={no} /></Open>)} <Time at={c.start} /></p>
      </header>
      <Steps c={c} />
      <div class="two sides">
        {(agreement?.parties ?? []).map((p) => <Side key={p.id} id={p.id} c={c} steps={steps} name={tongue.name(p.name)} />)}
      </div>
      <Accounts c={c} />
      <Evidence c={c} />
      <Matrix steps={steps} />
      {c.clocks.length > 0 && <Section title={t('inquiry.clocks')}><ul class="rows">{c.clocks.map((k) => <li key={k.what + k.item}><Waiting c={k} /></li>)}</ul></Section>}
      {c.findings.some((f) => seen.has(f.entry)) && (
        <Section title={t('inquiry.findings')}>
          {c.findings.filter((f) => seen.has(f.entry)).map((f) => (
            <div class="finding" key={f.entry}>
              <h4>{text(f.fact, 'guarantor') ? t('inquiry.finding.of', { name: tongue.name(sideName(agreement, text(f.fact, 'guarantor'))) }) : text(f.fact, 'kind') === 'none' ? t('inquiry.finding.none') : t('inquiry.finding.joint')}
                {text(f.fact, 'verdict') && <span class="state"> {tongue.code('outcome', text(f.fact, 'verdict'))}</span>}</h4>
              <Words>{text(f.fact, 'text') || text(f.fact, 'reason')}</Words>
            </div>
          ))}
        </Section>
      )}
      <Beside steps={steps} />
      {c.measures.some((m) => seen.has(m.entry)) && (
        <Section title={t('inquiry.measures')}>
          {c.measures.filter((m) => seen.has(m.entry)).map((m) => (
            <div class="finding" key={m.entry}><Words>{text(m.fact, 'text')}</Words>
              <p class="sub">{tongue.list(((m.fact.to as string[] | undefined) ?? []).map((s) => tongue.name(sideName(agreement, s))))} · {m.outcome ? tongue.code('outcome', m.outcome) : <>{t('inquiry.until', { time: '' })}<Time at={text(m.fact, 'due')} as="short" /></>}</p></div>
          ))}
        </Section>
      )}
      <Section title={t('inquiry.reports')}>
        <ul class="plain">{c.reports.map((r) => <li key={r.report}><Open sel={`observe.reports/${r.report}`}>{t('inquiry.report', { n: r.report })}</Open> {r.reporter.side && <span class="quiet">{tongue.name(sideName(agreement, r.reporter.side))}</span>}</li>)}</ul>
      </Section>
      <Section title={t('inquiry.course')}>
        <ol class="course">{[...steps].reverse().map((s) => <Course key={s.entry} s={s} agreement={agreement} />)}</ol>
      </Section>
      <Receipt entry={c.case} />
    </article>
  );
}

// Side shows what concerns one side. Both sides get the same lines in the same order, and the same width.
function Side({ id, c, steps, name }: { id: string; c: WholeCase; steps: Step[]; name: string }) {
  const tongue = useTongue();
  const { t } = tongue;
  const ofSide = (kind: string, more: (f: Fact) => boolean = () => true) => steps.find((s) => s.kind.startsWith(kind + '/') && text(s.fact, 'side') === id && more(s.fact));
  const told = ofSide('inquiry.notice_served');
  const duty = ofSide('inquiry.acknowledged', (f) => f.level === 'duty'), formal = ofSide('inquiry.acknowledged', (f) => f.level === 'formal');
  const seen = new Set(steps.map((s) => s.entry));
  const comment = c.comments.find((k) => text(k.fact, 'side') === id && seen.has(k.entry));
  const report = c.reports.find((r) => r.reporter.side === id);
  const mark = (s: Step | undefined) => (s ? <><Time at={text(s.fact, 'at') || s.recorded} as="short" />{s.fact.late === true && <span class="due late"> {t('inquiry.ack.late')}</span>}</> : <span class="quiet">–</span>);
  return (
    <section class="side" aria-label={name}>
      <h3>{name}</h3>
      <Facts of={[
        [t('inquiry.told'), mark(told)],
        [t('inquiry.ack'), mark(duty)],
        [t('inquiry.ack.formal'), mark(formal)],
        [t('inquiry.account'), report ? <Open sel={`observe.reports/${report.report}`}>{t('inquiry.report', { n: report.report })}</Open> : <span class="quiet">–</span>],
      ]} />
      {told && text(told.fact, 'text') && <details><summary>{t('inquiry.notice.text')}</summary><Words lang="en">{text(told.fact, 'text')}</Words>{((told.fact.translations as { language: string; text: string; translator: string }[] | undefined) ?? []).map((tr) => <div key={tr.language}><p class="quiet"><bdi>{tr.language} · {tr.translator}</bdi></p><Words lang={tr.language}>{tr.text}</Words></div>)}</details>}
      <h4>{t('inquiry.comment')}</h4>
      {comment ? (
        <>
          <Words>{text(comment.fact, 'text')}</Words>
          {((comment.fact.objections as { paragraph: number; text: string }[] | undefined) ?? []).map((o) => <p key={o.paragraph} class="sub" dir="auto">{t('inquiry.objection', { n: o.paragraph, text: `\u2068${o.text}\u2069` })}</p>)}
        </>
      ) : <p class="quiet">{t('inquiry.comment.none')}</p>}
    </section>
  );
}

function Course({ s, agreement }: { s: Step; agreement: Agreement | undefined }) {
  const tongue = useTongue();
  const said = text(s.fact, 'text') || text(s.fact, 'reason');
  const kind = s.kind.replace(/\/\d+$/, '');
  const about = text(s.fact, 'what') ? tongue.code('clock', text(s.fact, 'what')) : text(s.fact, 'outcome') ? tongue.code('outcome', text(s.fact, 'outcome')) : '';
  const whom = text(s.fact, 'side') ? tongue.name(sideName(agreement, text(s.fact, 'side'))) : '';
  const by = s.by_side ? tongue.name(sideName(agreement, s.by_side)) : s.by === 'system' ? tongue.t('inquiry.by.system') : s.by;
  return (
    <li>
      <Time at={s.recorded} as="short" />
      <strong>{tongue.code('fact', kind)}{about && `: ${about}`}</strong>
      <span class="quiet">{[whom, by].filter(Boolean).map((x, i) => <>{i > 0 && ' · '}<bdi>{x}</bdi></>)}</span>
      {said && <Words>{said}</Words>}
    </li>
  );
}

// OfReport stands below a report of whatever desk: the case that it is in.
function OfReport({ id }: { id: string }) {
  const tongue = useTongue();
  const { t } = tongue;
  const agreement = useStore(law)?.agreement;
  const { value } = useAnswer<{ cases: Case[] }>('/api/inquiry/cases', { report: id, limit: 5, known: useKnown() });
  if (!value) return null;
  return (
    <Section title={t('inquiry.case.of')}>
      <Joined report={Number(id)} />
      {value.cases.length === 0 ? <><p class="quiet">{t('inquiry.case.none')}</p><Uncased report={Number(id)} /></> : (
        <ul class="rows">{value.cases.map((c) => (
          <li key={c.case}><Open sel={`${caseLayer}/${c.case}`} class="row"><Chip no={c.clauses?.[0] ?? ''} quiet /><span class="main"><bdi>{titleOf(tongue, agreement, c)}</bdi></span><span class="sub state">{tongue.code('state', c.state)}</span></Open></li>
        ))}</ul>
      )}
    </Section>
  );
}

const desk: DeskConsole = {
  id: 'inquiry',
  order: 2,
  title: 'desk.inquiry',
  pages: [
    { id: caseLayer, title: 'inquiry.page', layer: caseLayer, icon: 'M4 7h6l2 2h8v11H4z M4 11h16', List },
    { id: queueLayer, title: 'queue.page', layer: queueLayer, may: (me) => me?.kind === 'mission' || me?.kind === 'guarantor', icon: 'M5 5h14v4H5z M5 12h14v4H5z M8 20h8', List: Queue },
    { id: minutesLayer, title: 'minutes.page', layer: caseLayer, may: (me) => me !== null, icon: 'M6 3h9l4 4v14H6z M9 9h7 M9 13h7 M9 17h4', List: Meetings },
    { id: clockLayer, title: 'inquiry.clocks.page', layer: clockLayer, icon: 'M12 4a8 8 0 1 0 0 16a8 8 0 0 0 0-16 M12 8v4l3 2', List: Clocks },
  ],
  panels: { [caseLayer]: { wide: true, Show }, [queueLayer]: { Show: ShowItem }, [minutesLayer]: { Show: ShowMinutes } },
  modes: [
    { id: 'inquiry.open', title: 'open.do', page: caseLayer, may: (me, text) => me?.kind === 'mission' && may(me, text, 'inquiry.open'), Show: OpenByHand },
    { id: 'inquiry.minute', title: 'minutes.do', page: minutesLayer, may: (me, text) => me?.kind === 'mission' && may(me, text, 'inquiry.minute'), Show: Minute },
  ],
  found: (kind, entry) => (kind === 'case' ? `${caseLayer}/${entry}` : kind === 'minutes' ? `${minutesLayer}/${entry}` : kind === 'item for a guarantor' ? `${queueLayer}/${entry}` : ''),
  asides: [{ on: 'observe.reports', Show: OfReport }],
};

export default desk;
