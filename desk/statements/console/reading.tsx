// An article beside what the reader proposes: a person accepts, mends or sets aside, with the keyboard alone if they like.
import { Button, Did, Facts, Form, Open, Problem, Receipt, Refused, Section, Told, law, may, refresh, tell, useAnswer, useEffect, useMemo, useMission, useRef, useState, useStore, useTongue, view, type Deed } from 'truce';
import { articleLayer, promiseLayer, ranges, saidLayer, useSides, type ArticlePage, type Proposal } from './said';

export function Reading({ id }: { id: string }) {
  const asked = useAnswer<ArticlePage>(`/api/statements/articles/${encodeURIComponent(id)}`);
  return <Told of={asked}>{(a) => <One a={a} />}</Told>;
}

function One({ a }: { a: ArticlePage }) {
  const { t, code, number } = useTongue();
  const { me } = useMission();
  const v = useStore(view);
  const agreement = useStore(law)?.agreement;
  const sides = useSides();
  const answers = may(me, agreement, 'statements.accept') && !v.as && !v.at && !a.forgotten;
  const open = a.proposals.filter((p) => !p.answer).length;
  const [now, move] = useState(() => Math.max(0, a.proposals.findIndex((p) => !p.answer)));
  const [mending, mend] = useState(false);
  const [problem, fail] = useState<Problem | null>(null);
  const busy = useRef(false);
  const list = useRef<HTMLDivElement>(null), text = useRef<HTMLDivElement>(null);
  const place = useMemo(() => ranges(a.fact.text), [a.fact.text]);
  const current = a.proposals[now];

  useEffect(() => {
    for (const box of [list.current, text.current]) box?.querySelector('.now')?.scrollIntoView({ block: 'nearest' });
  }, [now]);

  const send = async (door: string, command: unknown) => {
    if (busy.current) return;
    busy.current = true;
    fail(null);
    try {
      await tell(`/api/statements/${door}`, command, `reading-${a.article}-${current!.key}-${door}`);
      mend(false);
      const next = a.proposals.findIndex((p, i) => i > now && !p.answer);
      if (next >= 0) move(next);
      refresh();
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      fail(e);
    } finally {
      busy.current = false;
    }
  };
  const accept = (p: Proposal) => send(p.statement ? 'statements' : 'commitments', commandOf(a, p, {}));

  useEffect(() => {
    if (!answers || !current) return;
    const key = (e: KeyboardEvent) => {
      if (e.ctrlKey || e.metaKey || e.altKey || (e.target instanceof HTMLElement && e.target.matches('input, textarea, select'))) return;
      const k = e.key.toLowerCase();
      const by = k === 'j' || k === 'arrowdown' ? 1 : k === 'k' || k === 'arrowup' ? -1 : 0;
      if (by && !(e.target instanceof HTMLAnchorElement)) {
        e.preventDefault();
        mend(false);
        move((n) => Math.min(Math.max(n + by, 0), a.proposals.length - 1));
      } else if (!current.answer && k === 'a' && speaks(current)) void accept(current);
      else if (!current.answer && k === 'm') { e.preventDefault(); mend(true); }
      else if (!current.answer && k === 'x') void send('dismissals', { article: a.article, proposal: current.key });
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  });

  return (
    <article>
      <header class="head">
        <p class="kicker">{a.basis === 'I' && <strong>{t('frame.exercise')} · </strong>}<bdi>{a.outlet}</bdi> · {a.published ? <bdi dir="ltr">{a.published}</bdi> : t('frame.unknown')}</p>
        <h2><bdi>{a.title}</bdi></h2>
        <p class="sub">{t('said.open.count', { n: number(open) })}{a.fact.address && <> · <bdi dir="ltr">{a.fact.address}</bdi></>}</p>
      </header>
      <Did about={`${articleLayer}/${a.article}`} />
      {a.forgotten ? <p class="quiet pad">{t('said.forgotten')}</p> : (
        <>
          {a.notes.map((n) => <p class="hint pad" key={n} dir="auto">{n}</p>)}
          <p class="hint pad">{t('said.proposals.is')}</p>
          {problem && <Refused problem={problem} />}
          <div class="two reading">
            <div ref={text} class="article" dir="auto" lang={a.fact.language} role="region" aria-label={t('said.text')} tabIndex={0}>{marked(a, place, now, move)}</div>
            <div ref={list} role="region" aria-label={t('said.proposals')} tabIndex={0}>
              {a.proposals.length === 0 && <p class="quiet">{t('said.proposals.none')}</p>}
              {a.proposals.map((p, i) => (
                <div key={p.key} class={`proposal${i === now ? ' now' : ''}${p.answer ? ' answered' : ''}`} aria-current={i === now ? 'true' : undefined} onClick={() => { if (i !== now) { mend(false); move(i); } }}>
                  <Proposed p={p} />
                  {p.answer && <p class="state">{t(p.answer === 'accepted' ? 'said.accepted' : 'said.setaside')}{p.answer === 'accepted' && p.entry !== undefined && <> · <Open sel={`${p.statement ? saidLayer : promiseLayer}/${p.entry}`}>{t('frame.open')}</Open></>}</p>}
                  {i === now && answers && !p.answer && !mending && (
                    <div class="actions">
                      {speaks(p) ? <Button class="primary" onClick={() => void accept(p)}>{t('said.accept')} (A)</Button> : <p class="hint">{t('said.nobody')}</p>}
                      <Button onClick={() => mend(true)}>{t('said.mend')} (M)</Button>
                      <Button onClick={() => void send('dismissals', { article: a.article, proposal: p.key })}>{t('said.aside')} (X)</Button>
                    </div>
                  )}
                  {i === now && answers && !p.answer && mending && <Form key={p.key} deed={mendOf(a, p, t, code, sides)} onClose={() => mend(false)} />}
                </div>
              ))}
            </div>
          </div>
        </>
      )}
      <Section title={t('said.article')}><Facts of={[[t('said.author'), a.fact.author && <bdi>{a.fact.author}</bdi>], [t('said.basis'), code('said', a.basis)]]} /></Section>
      <Receipt entry={a.article} />
    </article>
  );
}

const speaks = (p: Proposal): boolean => (p.statement ? p.statement.speaker !== '' : p.commitment!.obliged !== '' && p.commitment!.asserted_by !== '');

// Proposed is one proposal in words.
function Proposed({ p }: { p: Proposal }) {
  const { t, code } = useTongue();
  const s = p.statement, c = p.commitment;
  if (s) return (
    <>
      <p><strong><bdi>{s.speaker || t('frame.unknown')}</bdi></strong>{s.speaker_role && <span class="quiet"> · <bdi>{s.speaker_role}</bdi></span>} · {code('said', s.kind)}</p>
      <p class="sub">{t('said.said')} <bdi dir="ltr">{s.said.value || t('frame.unknown')}</bdi>{s.place && <> · <bdi>{s.place}</bdi></>}{s.audience && <> · {t('said.hearers')} <bdi>{s.audience}</bdi></>}{s.denial && <> · {t('said.denial')}</>}</p>
      {(s.chain ?? []).length > 1 && <p class="sub">{t('said.chain')}: <bdi>{s.chain.slice(1).join(' · ')}</bdi></p>}
    </>
  );
  return (
    <>
      <p><strong><bdi>{c!.obliged || t('frame.unknown')}</bdi></strong> · {code('said', c!.kind)}</p>
      <p dir="auto">{c!.act}</p>
      <p class="sub">{t('said.by')}: <bdi>{c!.asserted_by}</bdi>{c!.deadline.value && <> · {t('said.deadline')} <bdi dir="ltr">{c!.deadline.value}</bdi></>}{c!.condition && <> · {t('said.condition')}: <bdi>{c!.condition}</bdi></>}</p>
    </>
  );
}

// marked is the text with the places of the proposals. Where two overlap, the earlier one is marked.
function marked(a: ArticlePage, place: (byte: number) => number, now: number, move: (i: number) => void) {
  const text = a.fact.text;
  const spans = a.proposals.map((p, i) => ({ i, p, from: place(p.from), to: place(p.to) }));
  spans.sort((x, y) => Number(y.i === now) - Number(x.i === now) || x.from - y.from);
  const kept: typeof spans = [];
  for (const s of spans) if (s.to > s.from && kept.every((k) => s.to <= k.from || s.from >= k.to)) kept.push(s);
  kept.sort((x, y) => x.from - y.from);
  const out = [];
  let at = 0;
  for (const s of kept) {
    out.push(text.slice(at, s.from), <mark key={s.p.key} class={`${s.i === now ? 'now' : ''} ${s.p.answer ? 'done' : ''}`} onClick={() => move(s.i)}>{text.slice(s.from, s.to)}</mark>);
    at = s.to;
  }
  out.push(text.slice(at));
  return out;
}

// endOf is the end of a day, in UTC.
const endOf = (day: string | undefined): string | undefined => (day && /^\d{4}-\d\d-\d\d$/.test(day) ? `${day}T23:59:59Z` : undefined);

// commandOf makes a command of a proposal, with what a person changed.
function commandOf(a: ArticlePage, p: Proposal, f: Record<string, string>) {
  const s = p.statement, c = p.commitment;
  const or = (name: string, value: string | undefined) => f[name] ?? value ?? '';
  const some = (o: Record<string, unknown>) => Object.fromEntries(Object.entries(o).filter(([, x]) => x !== '' && x !== undefined));
  const mended = Object.keys(f).length > 0;
  if (s) {
    const value = or('said', s.said.value);
    return some({
      article: a.article, proposal: p.key, mended: mended || undefined, kind: or('kind', s.kind), speaker: or('speaker', s.speaker), side: or('side', ''), role: or('role', s.speaker_role), via: s.chain.slice(1).filter((x) => x !== a.outlet),
      said: value === (s.said.value ?? '') ? s.said : some({ value, precision: value.includes('/') ? 'interval' : ['year', 'month', 'day'][value.split('-').length - 1], basis: 'given by a person' }),
      place: or('place', s.place), hearers: or('hearers', s.audience), medium: s.medium, topic: or('topic', ''), quotes: s.quotes?.map(([from, to]) => ({ from, to })), sentence: { from: s.sentence[0], to: s.sentence[1] }, denial: s.denial, rating: or('rating', ''),
    });
  }
  return some({
    article: a.article, proposal: p.key, kind: or('kind', c!.kind), by: or('by', c!.asserted_by), obliged: or('obliged', c!.obliged), side: or('side', ''), act: or('act', c!.act), beneficiary: or('beneficiary', c!.beneficiary), condition: or('condition', c!.condition), deadline: endOf(or('deadline', c!.deadline.value)),
  });
}

function mendOf(a: ArticlePage, p: Proposal, t: ReturnType<typeof useTongue>['t'], code: ReturnType<typeof useTongue>['code'], sides: string[]): Deed {
  const s = p.statement, c = p.commitment;
  const of = (codes: string[]): [string, string][] => codes.map((k) => [k, code('said', k)]);
  const side = { name: 'side', label: t('said.side'), kind: 'choice' as const, options: [['', t('said.side.none')] as [string, string], ...sides.map((x): [string, string] => [x, x])] };
  const line = (name: string, label: string, hint?: string) => ({ name, label, kind: 'line' as const, ...(hint ? { hint } : {}) });
  const about = `${articleLayer}/${a.article}`;
  if (s) return {
    key: `statements.mend/${a.article}/${p.key}`, title: t('said.mend'), about, door: 'statements/statements', send: t('said.accept'),
    start: { speaker: s.speaker, role: s.speaker_role ?? '', side: '', kind: s.kind, said: s.said.value ?? '', place: s.place ?? '', hearers: s.audience ?? '', topic: '', rating: '' },
    fields: [line('speaker', t('said.speaker')), line('role', t('said.role')), side, { name: 'kind', label: t('said.kind'), kind: 'choice', options: of(['direct', 'partial', 'indirect', 'position', 'communicative_act']) }, line('said', t('said.said'), t('said.said.hint')), line('place', t('said.place')), line('hearers', t('said.hearers')), line('topic', t('said.topic')), line('rating', t('said.rating'))],
    command: (f) => commandOf(a, p, f),
  };
  return {
    key: `statements.mend/${a.article}/${p.key}`, title: t('said.mend'), about, door: 'statements/commitments', send: t('said.accept'),
    start: { obliged: c!.obliged, side: '', kind: c!.kind, by: c!.asserted_by, act: c!.act, condition: c!.condition ?? '', beneficiary: c!.beneficiary ?? '', deadline: c!.deadline.value ?? '' },
    fields: [line('obliged', t('said.obliged')), side, { name: 'kind', label: t('said.kind'), kind: 'choice', options: of(['promise', 'offer', 'intention', 'demand', 'responsibility', 'agreement', 'warning', 'threat', 'appointment', 'principle', 'conditional']) }, line('by', t('said.by')), { name: 'act', label: t('said.act'), kind: 'text' }, line('condition', t('said.condition')), line('beneficiary', t('said.beneficiary')), line('deadline', t('said.deadline'))],
    command: (f) => commandOf(a, p, f),
  };
}
