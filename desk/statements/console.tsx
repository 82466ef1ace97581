// The desk "statements" in the console: articles beside what the reader proposes, statements and positions over time, the register of
// commitments, the calendar of talks, and a statement beside the events.
import { Button, Did, Due, Facts, Form, Open, Receipt, Section, Time, Told, Words, go, law, may, numbers, lines, offsetOf, refresh, typeName, useAnswer, useMission, useState, useStore, useTongue, view, zone, type Deed, type DeskConsole } from 'truce';
import { Reading } from './console/reading';
import { articleLayer, claimLayer, eventLayer, promiseLayer, saidLayer, talkLayer, type Article, type Claimed, type Comparison, type Promised, type Said, type Talk } from './console/said';
import { Take } from './console/take';

// Mark says of every row of an exercise that it is one.
function Mark({ basis }: { basis: string }) {
  const { t } = useTongue();
  return basis === 'I' ? <strong class="state">{t('frame.exercise')} </strong> : null;
}

function Articles() {
  const { t, number } = useTongue();
  const { sel } = useStore(view);
  const asked = useAnswer<{ articles: Article[] }>('/api/statements/articles', { limit: 200 });
  return <Told of={asked}>{({ articles }) => (articles.length === 0 ? <p class="quiet pad">{t('frame.empty')}</p> : (
    <ul class="rows">{articles.map((a) => (
      <li key={a.article}><Open sel={`${articleLayer}/${a.article}`} class="row table" current={sel === `${articleLayer}/${a.article}`}>
        <span class="main two-lines"><bdi>{a.forgotten ? t('said.forgotten') : a.title}</bdi></span>
        <span class="sub"><Mark basis={a.basis} /><bdi>{a.outlet}</bdi> · <bdi dir="ltr">{a.published || t('frame.unknown')}</bdi> · {t('said.statements')}: {number(a.statements)}</span>
      </Open></li>
    ))}</ul>
  ))}</Told>;
}

// SaidRow is one statement in a list.
function SaidRow({ s }: { s: Said }) {
  const { t, code } = useTongue();
  const { sel } = useStore(view);
  return (
    <li><Open sel={`${saidLayer}/${s.statement}`} class="row table" current={sel === `${saidLayer}/${s.statement}`}>
      <span class="main two-lines"><bdi>{s.forgotten ? t('said.forgotten') : s.words}</bdi></span>
      <span class="sub"><Mark basis={s.basis} /><bdi dir="ltr">{s.said.value || t('frame.unknown')}</bdi> · <bdi>{s.speaker}</bdi> · {code('said', s.kind)}{s.denial && <> · {t('said.denial')}</>}</span>
      {s.topic && <span class="sub"><bdi>{s.topic}</bdi></span>}
    </Open></li>
  );
}

function Positions() {
  const { t, code, number } = useTongue();
  const [topic, pick] = useState('');
  const asked = useAnswer<{ statements: Said[]; links: { entry: number; type: string; a: number; b: number; reason?: string }[]; topics: { topic: string; count: number }[] }>('/api/statements/positions', { topic, limit: 500 });
  return (
    <>
      <p class="hint pad">{t('said.positions.is')}</p>
      <Told of={asked}>{({ statements, links, topics }) => (
        <>
          {topics.length > 0 && <div class="pick"><label>{t('said.topic')} <select value={topic} onChange={(e) => pick(e.currentTarget.value)}><option value="">{t('said.topic.all')}</option>{topics.map((x) => <option key={x.topic} value={x.topic}>{x.topic} ({number(x.count)})</option>)}</select></label></div>}
          {links.length > 0 && <Section title={t('said.links')}><ul class="plain">{links.map((l) => <li key={l.entry}><Open sel={`${saidLayer}/${l.a}`}>{number(l.a)}</Open> {code('said', l.type)} <Open sel={`${saidLayer}/${l.b}`}>{number(l.b)}</Open>{l.reason && <span class="quiet"> · <bdi>{l.reason}</bdi></span>}</li>)}</ul></Section>}
          {statements.length === 0 ? <p class="quiet pad">{t('frame.empty')}</p> : <ul class="rows">{statements.map((s) => <SaidRow key={s.statement} s={s} />)}</ul>}
        </>
      )}</Told>
    </>
  );
}

interface SaidPage extends Said { links: { entry: number; type: string; a: number; b: number; reason?: string }[]; again: { statement: number; speaker: string; shared: number; words: string }[]; commitments: Promised[]; claims: Claimed[] }

function ShowSaid({ id }: { id: string }) {
  const asked = useAnswer<SaidPage>(`/api/statements/statements/${encodeURIComponent(id)}`);
  return <Told of={asked}>{(s) => <OneSaid s={s} />}</Told>;
}

function OneSaid({ s }: { s: SaidPage }) {
  const { t, code, number } = useTongue();
  const { me } = useMission();
  const v = useStore(view);
  const agreement = useStore(law)?.agreement;
  const about = `${saidLayer}/${s.statement}`;
  const answers = may(me, agreement, 'statements.accept') && !v.as && !v.at;
  const deeds: (Deed & { id: string })[] = answers ? [
    {
      id: 'link', key: `statements.link/${s.statement}`, title: t('said.link'), about, door: 'statements/links', start: { b: '', type: 'contradiction', reason: '' },
      fields: [{ name: 'type', label: t('said.link.type'), kind: 'choice', options: ['same_quotation', 'same_statement', 'paraphrase', 'contradiction', 'position_change', 'denial', 'retraction', 'same_event'].map((x): [string, string] => [x, code('said', x)]) }, { name: 'b', label: t('said.link.with'), kind: 'number', need: true }, { name: 'reason', label: t('field.reason'), kind: 'text' }],
      command: (f) => ({ type: f.type, a: s.statement, b: Number(f.b), ...(f.reason ? { reason: f.reason } : {}) }),
    },
    {
      id: 'claim', key: `statements.claim/${s.statement}`, title: t('said.claim'), about, door: 'statements/claims', start: { what: '', by: '', place_name: '', evidence: 'none' },
      fields: [{ name: 'what', label: t('said.claim.what'), kind: 'text', need: true }, { name: 'by', label: t('said.claim.by'), kind: 'line', need: true }, { name: 'place_name', label: t('said.place'), kind: 'line' }, { name: 'evidence', label: t('said.claim.evidence'), kind: 'radio', options: ['offered', 'none'].map((x): [string, string] => [x, code('said', x)]) }],
      command: (f) => ({ statement: s.statement, what: f.what, by: f.by, evidence: f.evidence, ...(f.place_name ? { place_name: f.place_name } : {}) }),
    },
  ] : [];
  const open = deeds.find((d) => d.id === v.step);
  return (
    <article>
      <header class="head">
        <p class="kicker"><Mark basis={s.basis} />{code('said', s.kind)} · <bdi dir="ltr">{s.said.value || t('frame.unknown')}</bdi>{s.denial && <> · {t('said.denial')}</>}</p>
        <h2><bdi>{s.speaker}</bdi></h2>
        {s.role && <p class="sub"><bdi>{s.role}</bdi></p>}
      </header>
      <Did about={about} />
      {s.forgotten ? <p class="quiet pad">{t('said.forgotten')}</p> : <Words>{s.words}</Words>}
      <Facts of={[
        [t('said.chain'), <bdi>{s.chain?.join(' → ')}</bdi>], [t('said.side'), s.side && <bdi>{s.side}</bdi>], [t('said.said'), <><bdi dir="ltr">{s.said.value || t('frame.unknown')}</bdi>{s.said.basis && <span class="quiet"> · <bdi>{s.said.basis}</bdi></span>}</>],
        [t('said.place'), s.place && <bdi>{s.place}</bdi>], [t('said.hearers'), s.hearers && <bdi>{s.hearers}</bdi>], [t('said.medium'), s.medium && code('said', s.medium)], [t('said.topic'), s.topic && <bdi>{s.topic}</bdi>], [t('said.rating'), s.rating && <bdi>{s.rating}</bdi>],
        [t('said.mended'), s.mended && t('frame.yes')], [t('said.article'), <Open sel={`${articleLayer}/${s.article}`}>{number(s.article)}</Open>],
      ]} />
      {!s.forgotten && <p class="pad"><Open sel={`${eventLayer}/${s.statement}`}>{t('said.events')}</Open></p>}
      {s.links.length > 0 && <Section title={t('said.links')}><ul class="plain">{s.links.map((l) => { const other = l.a === s.statement ? l.b : l.a; return <li key={l.entry}>{code('said', l.type)} <Open sel={`${saidLayer}/${other}`}>{number(other)}</Open>{l.reason && <span class="quiet"> · <bdi>{l.reason}</bdi></span>}</li>; })}</ul></Section>}
      {s.again.length > 0 && <Section title={t('said.again')}><ul class="plain">{s.again.map((x) => <li key={x.statement}><Open sel={`${saidLayer}/${x.statement}`}><bdi>{x.speaker}</bdi></Open> · {t('said.again.n', { n: number(x.shared) })}<Words>{x.words}</Words></li>)}</ul></Section>}
      {s.commitments.length > 0 && <Section title={t('said.promises')}><ul class="rows">{s.commitments.map((p) => <PromiseRow key={p.commitment} p={p} />)}</ul></Section>}
      {s.claims.length > 0 && <Section title={t('said.claims')}><ul class="rows">{s.claims.map((c) => <ClaimRow key={c.claim} c={c} />)}</ul></Section>}
      {open && <Form key={open.key} deed={open} onClose={() => go({ step: '' })} />}
      {deeds.length > 0 && <div class="actions pad">{deeds.filter((d) => d !== open).map((d) => <Button key={d.id} onClick={() => go({ step: d.id })}>{d.title}</Button>)}</div>}
      <Receipt entry={s.statement} />
    </article>
  );
}

function ShowEvents({ id }: { id: string }) {
  const asked = useAnswer<Comparison>(`/api/statements/statements/${encodeURIComponent(id)}/events`);
  return <Told of={asked}>{(c) => <Events c={c} />}</Told>;
}

// Events sets a statement beside the events. Each number leads to its list.
function Events({ c }: { c: Comparison }) {
  const tongue = useTongue();
  const { t, number } = tongue;
  const names = useStore(law)?.agreement;
  const s = c.statement;
  return (
    <article>
      <header class="head"><p class="kicker">{c.mark && <strong>{t('frame.exercise')} · </strong>}{t('said.events')}</p><h2><bdi>{s.speaker}</bdi>, <bdi dir="ltr">{s.said.value}</bdi></h2><p class="sub"><bdi>{s.chain?.join(' → ')}</bdi></p></header>
      <Words>{s.words}</Words>
      <p class="hint pad">{t('said.events.is')}</p>
      <table class="counts"><thead><tr><th /><th>{t('said.events.n')}</th><th>{t('said.events.outside')}</th><th>{t('said.events.deaths')}</th><th>{t('said.events.unknown')}</th></tr></thead>
        <tbody>{c.spans.map((x) => (
          <tr key={x.name}><th scope="row">{t(`said.span.${x.name}`, { n: number(x.days) })}</th><td class="num"><a href={`#span-${x.name}`}>{number(x.events)}</a></td><td class="num"><a href={`#span-${x.name}`}>{number(x.outside)}</a></td><td class="num">{x.deaths === null ? t('frame.unknown') : number(x.deaths)}</td><td class="num">{number(x.deaths_unknown)}</td></tr>
        ))}</tbody></table>
      <Facts of={[[t('said.events.noplace'), number(c.no_place)]]} />
      <Section title={t('said.events.sources')}>{c.sources.length === 0 ? <p class="quiet">{t('said.events.none')}</p> : <ul class="plain">{c.sources.map((x) => <li key={x.dataset}><bdi>{x.dataset}</bdi>: {number(x.events)} · <Time at={x.first} as="short" /> – <Time at={x.last} as="short" /></li>)}</ul>}</Section>
      <Section title={t('said.events.limits')}><ul class="plain">{c.limits.map((l, i) => <li key={i}>{t(`said.limit.${l.code}`, { set: l.dataset ?? '', first: l.first ? tongue.time(l.first, 'short') : '', last: l.last ? tongue.time(l.last, 'short') : '' })}</li>)}</ul></Section>
      {c.spans.map((x) => (
        <section class="part" key={x.name} id={`span-${x.name}`} tabIndex={-1}><h3>{t(`said.span.${x.name}`, { n: number(x.days) })}</h3>
          {x.list.length === 0 ? <p class="quiet">{t('said.events.none')}</p> : (
            <ul class="rows">{x.list.map((e) => (
              <li key={e.report}><Open sel={`observe.reports/${e.report}`} class="row table">
                <span class="main">{e.mark && <strong class="state">{t('frame.exercise')} </strong>}<Time at={e.start} as="short" />{e.hour_invented && <span class="quiet"> ({t('said.events.hour')})</span>} · {typeName(tongue, names, e.type)}</span>
                <span class="sub"><bdi>{e.place || t('frame.unknown')}</bdi>{e.uncertainty_m > 0 && <> · ±{tongue.metres(e.uncertainty_m)}</>} · <bdi>{e.source || e.dataset}</bdi>{e.deaths !== null && <> · {tongue.code('harm', 'dead')}: {number(e.deaths)}</>}{e.outside && <> · {t('said.events.outside')}: <bdi>{e.outside}</bdi></>}</span>
              </Open></li>
            ))}</ul>
          )}
          {x.cut && <p class="hint">{t('said.events.cut', { n: number(x.list.length) })}</p>}
        </section>
      ))}
    </article>
  );
}

function PromiseRow({ p }: { p: Promised }) {
  const { t, code } = useTongue();
  const { sel } = useStore(view);
  return (
    <li><Open sel={`${promiseLayer}/${p.commitment}`} class="row table" current={sel === `${promiseLayer}/${p.commitment}`}>
      <span class="main two-lines"><strong><bdi>{p.obliged}</bdi></strong> · <bdi>{p.forgotten ? t('said.forgotten') : p.act}</bdi></span>
      <span class="sub"><Mark basis={p.basis} />{code('said', p.kind)} · <span class={p.status === 'due' || p.status === 'missed' ? 'due late' : 'state'}>{code('said', p.status)}</span>{p.deadline && p.status === 'open' && <> · <Due at={p.deadline} /></>}</span>
    </Open></li>
  );
}

const statuses = ['open', 'due', 'met', 'partly', 'missed', 'contested', 'void'];

function Register() {
  const { t, code } = useTongue();
  const [status, pick] = useState('');
  const asked = useAnswer<{ commitments: Promised[] }>('/api/statements/commitments', { status, limit: 500 });
  return (
    <>
      <div class="pick"><label>{t('said.status')} <select value={status} onChange={(e) => pick(e.currentTarget.value)}><option value="">{t('line.box.all')}</option>{statuses.map((s) => <option key={s} value={s}>{code('said', s)}</option>)}</select></label></div>
      <Told of={asked}>{({ commitments }) => (commitments.length === 0 ? <p class="quiet pad">{t('frame.empty')}</p> : <ul class="rows">{commitments.map((p) => <PromiseRow key={p.commitment} p={p} />)}</ul>)}</Told>
    </>
  );
}

function ShowPromise({ id }: { id: string }) {
  const asked = useAnswer<Promised & { turns: { entry: number; status: string; reason: string; at: string; evidence: number[] }[] }>(`/api/statements/commitments/${encodeURIComponent(id)}`);
  const { t, code, number } = useTongue();
  const { me } = useMission();
  const v = useStore(view);
  const agreement = useStore(law)?.agreement;
  return <Told of={asked}>{(p) => {
    const about = `${promiseLayer}/${p.commitment}`;
    const deed: Deed = {
      key: `statements.status/${p.commitment}`, title: t('said.status.set'), about, door: 'statements/statuses', note: <p class="hint">{t('said.status.is')}</p>, start: { status: 'partly', reason: '', evidence: '' },
      fields: [{ name: 'status', label: t('said.status'), kind: 'radio', options: statuses.filter((s) => s !== 'due').map((s): [string, string] => [s, code('said', s)]) }, { name: 'reason', label: t('field.reason'), kind: 'text', need: true }, { name: 'evidence', label: t('said.evidence'), kind: 'line' }],
      command: (f) => ({ commitment: p.commitment, status: f.status, reason: f.reason, ...(numbers(f.evidence).length ? { evidence: numbers(f.evidence) } : {}) }),
    };
    return (
      <article>
        <header class="head"><p class="kicker"><Mark basis={p.basis} />{code('said', p.kind)} · <span class={p.status === 'due' || p.status === 'missed' ? 'due late' : 'state'}>{code('said', p.status)}</span></p><h2><bdi>{p.obliged}</bdi></h2></header>
        <Did about={about} />
        {p.forgotten ? <p class="quiet pad">{t('said.forgotten')}</p> : <Words>{p.act}</Words>}
        <Facts of={[
          [t('said.by'), <bdi>{p.by}</bdi>], [t('said.side'), p.side && <bdi>{p.side}</bdi>], [t('said.condition'), p.condition && <bdi>{p.condition}</bdi>], [t('said.beneficiary'), p.beneficiary && <bdi>{p.beneficiary}</bdi>], [t('said.deadline'), p.deadline && <Time at={p.deadline} />],
          [t('said.statements'), p.statement ? <Open sel={`${saidLayer}/${p.statement}`}>{number(p.statement)}</Open> : null], [t('said.article'), p.article ? <Open sel={`${articleLayer}/${p.article}`}>{number(p.article)}</Open> : null],
        ]} />
        <Section title={t('said.status')}>{p.turns.length === 0 ? <p class="quiet">{t('said.none')}</p> : <ol class="course">{[...p.turns].reverse().map((x) => <li key={x.entry}><Time at={x.at} as="short" /><strong>{code('said', x.status)}</strong><Words>{x.reason}</Words>{x.evidence.length > 0 && <span class="sub">{t('said.evidence')}: {x.evidence.map((n) => <span key={n}><Open sel={`entry/${n}`}>{number(n)}</Open> </span>)}</span>}</li>)}</ol>}</Section>
        {may(me, agreement, 'statements.judge') && !v.as && !v.at && <Form key={deed.key + p.turns.length} deed={deed} onClose={() => refresh()} />}
        <Receipt entry={p.commitment} />
      </article>
    );
  }}</Told>;
}

function ClaimRow({ c }: { c: Claimed }) {
  const { code } = useTongue();
  return (
    <li><Open sel={`${claimLayer}/${c.claim}`} class="row table">
      <span class="main two-lines"><strong><bdi>{c.by}</bdi></strong> · <bdi>{c.what}</bdi></span>
      <span class="sub"><Mark basis={c.basis} />{code('said', c.evidence)} · <span class="state">{code('said', c.outcome || 'open')}</span></span>
    </Open></li>
  );
}

function Calendar() {
  const { t, code } = useTongue();
  const talks = useAnswer<{ talks: Talk[] }>('/api/statements/talks', { limit: 500 });
  const claims = useAnswer<{ claims: Claimed[] }>('/api/statements/claims', { limit: 200 });
  return (
    <>
      <Section title={t('said.talks')}><Told of={talks}>{({ talks: all }) => (all.length === 0 ? <p class="quiet">{t('said.none')}</p> : (
        <ul class="rows">{all.map((x) => <li key={x.talk}><Open sel={`${talkLayer}/${x.talk}`} class="row table"><span class="main"><bdi>{x.forgotten ? t('said.forgotten') : x.name}</bdi></span><span class="sub"><Mark basis={x.basis} /><Time at={x.start} as="short" />{x.place && <> · <bdi>{x.place}</bdi></>}{x.outcome && <> · <span class="state">{code('said', x.outcome)}</span></>}</span></Open></li>)}</ul>
      ))}</Told></Section>
      <Section title={t('said.claims')}><Told of={claims}>{({ claims: all }) => (all.length === 0 ? <p class="quiet">{t('said.none')}</p> : <ul class="rows">{all.map((c) => <ClaimRow key={c.claim} c={c} />)}</ul>)}</Told></Section>
    </>
  );
}

function ShowTalk({ id }: { id: string }) {
  const { t, code, number } = useTongue();
  const { me } = useMission();
  const v = useStore(view);
  const agreement = useStore(law)?.agreement;
  const asked = useAnswer<{ talks: Talk[] }>('/api/statements/talks', { limit: 500 });
  return <Told of={asked}>{({ talks }) => {
    const x = talks.find((y) => y.talk === Number(id));
    if (!x) return <p class="quiet pad">{t('frame.empty')}</p>;
    const about = `${talkLayer}/${x.talk}`;
    const deed: Deed = {
      key: `statements.held/${x.talk}`, title: t('said.talk.held'), about, door: 'statements/talks/held', start: { outcome: 'held', text: '', promises: '' },
      fields: [{ name: 'outcome', label: t('said.talk.held'), kind: 'radio', options: ['held', 'postponed', 'cancelled'].map((o): [string, string] => [o, code('said', o)]) }, { name: 'text', label: t('said.text'), kind: 'text' }, { name: 'promises', label: t('said.talk.promises'), kind: 'line' }],
      command: (f) => ({ talk: x.talk, outcome: f.outcome, ...(f.text ? { text: f.text } : {}), ...(numbers(f.promises).length ? { promises: numbers(f.promises) } : {}) }),
    };
    return (
      <article>
        <header class="head"><p class="kicker"><Mark basis={x.basis} />{x.outcome && code('said', x.outcome)}</p><h2><bdi>{x.forgotten ? t('said.forgotten') : x.name}</bdi></h2><p class="sub"><Time at={x.start} />{x.end && <> – <Time at={x.end} /></>}</p></header>
        <Did about={about} />
        <Facts of={[[t('said.place'), x.place && <bdi>{x.place}</bdi>], [t('said.talk.with'), x.with && <bdi>{x.with.join(' · ')}</bdi>], [t('said.talk.agenda'), x.agenda && <bdi>{x.agenda}</bdi>]]} />
        {x.held?.text && <Words>{x.held.text}</Words>}
        {(x.held?.promises ?? []).length > 0 && <Section title={t('said.promises')}><p>{x.held!.promises!.map((n) => <span key={n}><Open sel={`${promiseLayer}/${n}`}>{number(n)}</Open> </span>)}</p></Section>}
        {!x.outcome && may(me, agreement, 'statements.accept') && !v.as && !v.at && <Form key={deed.key} deed={deed} onClose={() => refresh()} />}
        <Receipt entry={x.talk} />
      </article>
    );
  }}</Told>;
}

function ShowClaim({ id }: { id: string }) {
  const { t, code, number } = useTongue();
  const { me } = useMission();
  const v = useStore(view);
  const agreement = useStore(law)?.agreement;
  const asked = useAnswer<{ claims: Claimed[] }>('/api/statements/claims', { limit: 1000 });
  return <Told of={asked}>{({ claims }) => {
    const c = claims.find((y) => y.claim === Number(id));
    if (!c) return <p class="quiet pad">{t('frame.empty')}</p>;
    const about = `${claimLayer}/${c.claim}`;
    const deed: Deed = {
      key: `statements.outcome/${c.claim}`, title: t('said.claim.outcome'), about, door: 'statements/claims/outcome', start: { outcome: 'unclear', reason: '', evidence: '' },
      fields: [{ name: 'outcome', label: t('said.claim.outcome'), kind: 'radio', options: ['happened', 'did_not_happen', 'unclear'].map((o): [string, string] => [o, code('said', o)]) }, { name: 'reason', label: t('field.reason'), kind: 'text', need: true }, { name: 'evidence', label: t('said.evidence'), kind: 'line' }],
      command: (f) => ({ claim: c.claim, outcome: f.outcome, reason: f.reason, ...(numbers(f.evidence).length ? { evidence: numbers(f.evidence) } : {}) }),
    };
    return (
      <article>
        <header class="head"><p class="kicker"><Mark basis={c.basis} />{t('said.claims')} · {code('said', c.outcome || 'open')}</p><h2><bdi>{c.by}</bdi></h2></header>
        <Did about={about} />
        <Words>{c.what}</Words>
        <Facts of={[[t('said.claim.evidence'), code('said', c.evidence)], [t('said.place'), c.place_name && <bdi>{c.place_name}</bdi>], [t('said.deadline'), c.until && <Time at={c.until} />], [t('said.statements'), <Open sel={`${saidLayer}/${c.statement}`}>{number(c.statement)}</Open>], [t('said.claim.outcome'), c.reason && <bdi>{c.reason}</bdi>]]} />
        {c.evidence_entries.length > 0 && <p class="sub pad">{t('said.evidence')}: {c.evidence_entries.map((n) => <span key={n}><Open sel={`entry/${n}`}>{number(n)}</Open> </span>)}</p>}
        {!c.outcome && may(me, agreement, 'statements.judge') && !v.as && !v.at && <Form key={deed.key} deed={deed} onClose={() => refresh()} />}
        <Receipt entry={c.claim} />
      </article>
    );
  }}</Told>;
}

// momentIn reads the hour of a form in the agreement's zone.
function momentIn(local: string, tz: string): string {
  const ms = Date.parse(local + ':00Z');
  return new Date(ms - offsetOf(tz, ms - offsetOf(tz, ms))).toISOString().slice(0, 19) + 'Z';
}

// Plan adds a meeting to the calendar.
function Plan() {
  const { t } = useTongue();
  const { demo } = useMission();
  const tz = useStore(zone);
  return <Form onClose={() => go({ mode: '' })} deed={{
    key: 'statements.plan', title: t('said.talk.plan'), about: talkLayer, door: 'statements/talks', start: { name: '', place: '', start: '', with: '', agenda: '', basis: demo ? 'I' : 'F' },
    fields: [{ name: 'name', label: t('said.talk.name'), kind: 'line', need: true }, { name: 'place', label: t('said.place'), kind: 'line' }, { name: 'start', label: t('line.start'), kind: 'moment', need: true }, { name: 'with', label: t('said.talk.with'), kind: 'list' }, { name: 'agenda', label: t('said.talk.agenda'), kind: 'text' }, { name: 'basis', label: t('said.basis'), kind: 'radio', hint: t('said.basis.is'), options: [['F', t('frame.live')], ['I', t('frame.exercise')]] }],
    command: (f) => ({ name: f.name, start: f.start ? momentIn(f.start, tz) : undefined, basis: f.basis, ...(f.place ? { place: f.place } : {}), ...(lines(f.with).length ? { with: lines(f.with) } : {}), ...(f.agenda ? { agenda: f.agenda } : {}) }),
    done: (entries) => go({ mode: '', sel: `${talkLayer}/${entries[0]!.entry}` }),
  }} />;
}

const own = (me: { kind: string } | null) => me?.kind === 'mission';

const desk: DeskConsole = {
  id: 'statements',
  order: 6,
  pages: [
    { id: articleLayer, title: 'said.articles', layer: saidLayer, may: own, icon: 'M5 4h14v16H5z M8 8h8 M8 12h8 M8 16h5', List: Articles },
    { id: saidLayer, title: 'said.statements', layer: saidLayer, may: own, icon: 'M4 5h16v10H10l-4 4v-4H4z', List: Positions },
    { id: promiseLayer, title: 'said.register', layer: promiseLayer, may: own, icon: 'M6 4h12v16H6z M9 9l2 2 4-4 M9 15h6', List: Register },
    { id: talkLayer, title: 'said.calendar', layer: saidLayer, may: own, icon: 'M4 6h16v14H4z M4 10h16 M8 3v5 M16 3v5', List: Calendar },
  ],
  panels: { [articleLayer]: { wide: true, Show: Reading }, [saidLayer]: { Show: ShowSaid }, [eventLayer]: { wide: true, Show: ShowEvents }, [promiseLayer]: { Show: ShowPromise }, [talkLayer]: { Show: ShowTalk }, [claimLayer]: { Show: ShowClaim } },
  modes: [
    { id: 'statements.take', page: articleLayer, title: 'said.take', may: (me, agreement) => may(me, agreement, 'statements.take'), Show: Take },
    { id: 'statements.plan', page: talkLayer, title: 'said.talk.plan', may: (me, agreement) => may(me, agreement, 'statements.accept'), Show: Plan },
  ],
  found: (kind, entry) => ({ article: `${articleLayer}/${entry}`, statement: `${saidLayer}/${entry}`, commitment: `${promiseLayer}/${entry}` })[kind] ?? '',
};

export default desk;
