// The desk "brief" in the console: briefs that were published, each made again and held against its hashes, and a place to
// make one, look at it as it will be printed, take it along and publish it.
import { Button, Facts, Open, Problem, Receipt, Refused, Section, Time, Told, ask, go, law, may, refresh, sideName, tell, typeName, useAnswer, useEffect, useMission, useNow, useRef, useState, useStore, useTongue, view, type Agreement, type DeskConsole, type Names, type Tongue } from 'truce';

const layer = 'brief.published', drafts = 'brief.draft';

const kinds = ['daily', 'weekly', 'period', 'flash', 'spot'] as const;
type Kind = (typeof kinds)[number];
const langs = ['en', 'ar', 'ru'] as const;

interface Figure {
  value: number;
  unit?: string;
  state?: string;
}

interface Label {
  kind: string;
  code: string;
  name?: Names;
  from?: string;
}

interface Published {
  number: number;
  parameters: { kind: string; edition: string; from: string; to: string; report: number | null; known: number; at: string; as?: string; before?: string; zone?: string; type?: string; side?: string };
  languages: string[];
  outputs: { form: string; language?: string; sha256: string; bytes: number }[];
  of?: number;
  reason?: string;
  changes?: { table: string; line: Label; column: string; was: Figure; is: Figure }[];
}

interface Issue {
  entry: number;
  fact: Published;
  corrected?: { entry: number; fact: { known: number; changes: unknown[]; added?: number[]; withdrawn?: number[] } };
}

const kindOf = (tongue: Tongue, kind: string): string => (kinds.includes(kind as Kind) ? tongue.t(`brief.kind.${kind as Kind}`) : kind);
const editionOf = (tongue: Tongue, edition: string): string => tongue.t(edition === 'public' ? 'brief.edition.public' : 'brief.edition.full');

function List() {
  const tongue = useTongue();
  const { t } = tongue;
  const { sel } = useStore(view);
  const { me } = useMission();
  const text = useStore(law)?.agreement;
  const asked = useAnswer<{ published: Issue[] }>('/api/brief/published');
  return (
    <>
      {(may(me, text, 'brief.read') || me) && <p class="pad"><Open sel={`${drafts}/`} class="button primary">{t('brief.make')}</Open></p>}
      <Told of={asked}>{({ published }) => published.length === 0 ? <p class="quiet pad">{t('brief.none')}</p> : (
        <ul class="rows">{published.map(({ entry, fact, corrected }) => (
          <li key={entry}><Open sel={`${layer}/${entry}`} class="row table" current={sel === `${layer}/${entry}`}>
            <span class="main">{t('brief.number', { n: fact.number })} · {kindOf(tongue, fact.parameters.kind)}</span>
            <span class="sub"><Time at={fact.parameters.from} as="day" /> – <Time at={fact.parameters.to} as="day" />{fact.parameters.edition === 'public' && <> · {tongue.code('audience', 'public')}</>}{fact.of !== undefined && <> · {t('brief.replaces', { n: fact.of })}</>}</span>
            {corrected && <span class="sub"><strong>▲ {t('brief.corrected.short')}</strong></span>}
          </Open></li>
        ))}</ul>
      )}</Told>
    </>
  );
}

// Making a brief. What is chosen stands in the address, so that a colleague can be sent the same brief.

type Choice = Partial<Record<'kind' | 'day' | 'from' | 'to' | 'report' | 'before' | 'edition' | 'lang' | 'zone' | 'type' | 'side', string>>;

type Places = Agreement & { zones?: { id: string; name: Names }[] };

function Draft({ id }: { id: string }) {
  const tongue = useTongue();
  const { t, name } = tongue;
  const v = useStore(view);
  const { me } = useMission();
  const text = useStore(law)?.agreement as Places | undefined;
  const today = localDay(useNow(), text?.entry_into_force?.tz ?? 'UTC');
  const chosen = Object.fromEntries(new URLSearchParams(id)) as Choice;
  const kind = chosen.kind ?? 'weekly', lang = chosen.lang ?? v.lang;
  const set = (change: Choice) => {
    const next = new URLSearchParams(Object.entries({ ...chosen, ...change }).filter(([, value]) => value));
    go({ sel: `${drafts}/${next.toString()}` });
  };
  const days = kind === 'daily' || kind === 'weekly', one = kind === 'flash' || kind === 'spot';
  const params: Record<string, string | number | null> = {
    kind, edition: chosen.edition ?? null, zone: chosen.zone ?? null, type: chosen.type ?? null, side: chosen.side ?? null, before: one ? null : (chosen.before ?? null),
    day: days ? (chosen.day ?? today) : null, from: kind === 'period' ? (chosen.from ?? dayBefore(today, 28)) : null, to: kind === 'period' ? (chosen.to ?? today) : null,
    report: one ? (chosen.report ?? null) : null, known: v.known >= 0 ? v.known + 1 : null, ...(v.at ? { at: v.at } : {}),
  };
  const ready = !one || !!chosen.report;
  const asked = useAnswer<unknown>(ready ? '/api/brief/draft' : null, params);
  const link = (form: string) => `/api/brief/draft?${new URLSearchParams(Object.entries({ ...params, form, lang }).flatMap(([k, x]) => (x === null ? [] : [[k, String(x)]]))).toString()}`;
  const field = (key: keyof Choice, label: string, type: 'date', value: string) => (
    <label>{label}<input type={type} value={value} onChange={(e) => set({ [key]: e.currentTarget.value })} /></label>
  );
  const pick = (key: keyof Choice, label: string, options: [string, string][], value: string) => (
    <label>{label}<select value={value} onChange={(e) => set({ [key]: e.currentTarget.value })}>{options.map(([code, title]) => <option key={code} value={code}>{title}</option>)}</select></label>
  );
  const all: [string, string] = ['', t('brief.everything')];
  return (
    <article>
      <div class="form">
        <h2>{t('brief.make')}</h2>
        <p class="hint">{t('brief.about')}</p>
        <div class="two">
          {pick('kind', t('brief.kind'), kinds.map((k) => [k, kindOf(tongue, k)]), kind)}
          {days && field('day', t('brief.day'), 'date', chosen.day ?? today)}
          {kind === 'period' && field('from', t('brief.from'), 'date', String(params.from))}
          {kind === 'period' && field('to', t('brief.to'), 'date', String(params.to))}
          {one && <label>{t('brief.report')}<ReportField value={chosen.report ?? ''} onChange={(n) => set({ report: n })} /></label>}
          {pick('edition', t('brief.edition'), [['', t('brief.edition.full')], ['public', t('brief.edition.public')]], chosen.edition ?? '')}
          {pick('lang', t('brief.language'), langs.map((l) => [l, { en: 'English', ar: 'العربية', ru: 'Русский' }[l]]), lang)}
          {!one && field('before', t('brief.before'), 'date', chosen.before ?? '')}
        </div>
        {!one && <p class="hint">{t('brief.before.hint')}</p>}
        <details open={!!(chosen.zone || chosen.type || chosen.side)}><summary>{t('brief.narrow')}</summary>
          <div class="two">
            {pick('zone', t('brief.zone'), [all, ...(text?.zones ?? []).map((z): [string, string] => [z.id, name(z.name) || z.id])], chosen.zone ?? '')}
            {pick('type', t('brief.type'), [all, ...(text?.event_types ?? []).map((e): [string, string] => [e.code, typeName(tongue, text, e.code)])], chosen.type ?? '')}
            {pick('side', t('brief.side'), [all, ...(text?.parties ?? []).map((p): [string, string] => [p.id, name(p.name)])], chosen.side ?? '')}
          </div>
        </details>
      </div>
      {asked.problem && <Refused problem={asked.problem} />}
      {ready && asked.value !== undefined && !asked.problem && <Preview src={link('html')} json={link('json')} csv={link('csv')} />}
      {ready && !asked.value && !asked.problem && <p class="quiet pad" role="status">{t('frame.loading')}</p>}
      {may(me, text, 'brief.publish') && ready && asked.value !== undefined && <Publish order={{ kind, ...(chosen.edition ? { edition: chosen.edition } : {}), ...pickOf(params, ['day', 'from', 'to', 'before', 'zone', 'type', 'side']), ...(one ? { report: Number(chosen.report) } : {}) }} open={chosen.edition !== 'public'} />}
    </article>
  );
}

const pickOf = (from: Record<string, string | number | null>, names: string[]) => Object.fromEntries(names.flatMap((n) => (from[n] === null || from[n] === undefined ? [] : [[n, from[n]]])));

// localDay is the day in the agreement's zone, as 2017-08-20.
const localDay = (moment: string, zone: string): string => new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(moment));
const dayBefore = (day: string, n: number): string => new Date(Date.parse(day) - n * 86_400_000).toISOString().slice(0, 10);

// ReportField takes the entry of a report when it is left, not with every digit.
function ReportField({ value, onChange }: { value: string; onChange: (n: string) => void }) {
  return <input inputMode="numeric" pattern="[0-9]*" value={value} onChange={(e) => onChange(e.currentTarget.value.replace(/[^0-9]/g, ''))} />;
}

// Preview shows the page as it is printed. The frame runs no script; it may be asked to print, which is why it keeps the
// origin.
function Preview({ src, json, csv }: { src: string; json: string; csv: string }) {
  const { t } = useTongue();
  const frame = useRef<HTMLIFrameElement>(null);
  return (
    <>
      <p class="proof">
        <Button onClick={() => frame.current?.contentWindow?.print()}>{t('brief.print')}</Button>
        <a href={json} download="brief.json">{t('brief.json')}</a>
        <a href={csv} download="brief.csv">{t('brief.csv')}</a>
      </p>
      <iframe ref={frame} class="paper" sandbox="allow-same-origin allow-modals" title={t('brief.preview')} src={src} />
    </>
  );
}

function Publish({ order, open, of }: { order: Record<string, unknown>; open: boolean; of?: number }) {
  const tongue = useTongue();
  const { t } = tongue;
  const [audience, choose] = useState('mission');
  const [reason, say] = useState('');
  const [sure, ask] = useState(false);
  const [problem, failed] = useState<Problem>();
  const command = useRef({ id: crypto.randomUUID(), of: '' });
  const body = { ...order, ...(open ? { audience } : {}), ...(of !== undefined ? { of, reason } : {}) };
  const send = async () => {
    const text = JSON.stringify(body);
    if (command.current.of !== text) command.current = { id: crypto.randomUUID(), of: text };
    try {
      const [receipt] = await tell('/api/brief/publish', body, command.current.id);
      refresh();
      go({ page: layer, sel: receipt ? `${layer}/${receipt.entry}` : '' });
    } catch (e) {
      failed(e instanceof Problem ? e : new Problem(500, '', String(e)));
      ask(false);
    }
  };
  return (
    <Section title={t(of === undefined ? 'brief.publish' : 'brief.correct')}>
      <div class="form inner">
        <p class="hint">{t('brief.publish.about')}</p>
        {open && <label>{t('brief.audience')}<select value={audience} onChange={(e) => choose(e.currentTarget.value)}>{['mission', 'parties', 'mission,parties'].map((a) => <option key={a} value={a}>{tongue.list(a.split(',').map((x) => tongue.code('audience', x)))}</option>)}</select></label>}
        {of !== undefined && <label>{t('brief.reason')}<input value={reason} onInput={(e) => say(e.currentTarget.value)} /></label>}
        {problem && <Refused problem={problem} />}
        <p class="actions">{sure
          ? <Button class="primary" onClick={() => void send()}>{t('brief.sure')}</Button>
          : <Button onClick={() => ask(true)} disabled={of !== undefined && !reason.trim()}>{t(of === undefined ? 'brief.publish' : 'brief.correct')}</Button>}</p>
      </div>
    </Section>
  );
}

// A published brief, made again and held against the hashes of what was given out.
function Show({ id }: { id: string }) {
  const [entry = '', other = ''] = id.split(':');
  const asked = useAnswer<{ issue: Issue; differs: string[]; gone: number[] }>(/^\d+$/.test(entry) ? `/api/brief/published/${entry}` : null);
  return <Told of={asked}>{(r) => <One {...r} other={other} />}</Told>;
}

// links are reports by their numbers; null for none.
function links(tongue: Tongue, entries: number[] | undefined) {
  return entries?.length ? <>{entries.map((n) => <span key={n}><Open sel={`observe.reports/${n}`}>{tongue.t('inquiry.report', { n })}</Open> </span>)}</> : null;
}

function One({ issue, differs, gone, other }: { issue: Issue; differs: string[] | null; gone: number[] | null; other: string }) {
  const tongue = useTongue();
  const { t, lang } = tongue;
  const { me } = useMission();
  const text = useStore(law)?.agreement;
  const { value } = useAnswer<{ published: Issue[] }>('/api/brief/published');
  const { entry, fact } = issue, p = fact.parameters;
  const speaks = fact.languages.includes(lang) ? lang : (fact.languages[0] ?? 'en');
  const link = (form: string) => `/api/brief/published/${entry}?form=${form}&lang=${speaks}`;
  return (
    <article>
      <header class="head">
        <p class="kicker">{t('brief.number', { n: fact.number })}</p>
        <h2>{kindOf(tongue, p.kind)} · <Time at={p.from} as="day" /> – <Time at={p.to} as="day" /></h2>
      </header>
      <div class="verdict">
        <p>{(differs ?? []).length === 0 ? <>✓ {t('brief.again.same')}</> : <strong>▲ {t('brief.again.differs', { list: tongue.list(differs!) })}</strong>}</p>
        {(gone ?? []).length > 0 && <p>{t('brief.again.gone', { list: tongue.list(gone!.map(String)) })}</p>}
      </div>
      {issue.corrected && (
        <div class="verdict">
          <p><strong>▲ {t('brief.corrected', { n: issue.corrected.fact.changes.length, known: issue.corrected.fact.known })}</strong> <Open sel={`entry/${issue.corrected.entry}`}>{t('frame.entry', { n: issue.corrected.entry })}</Open></p>
          <Facts of={[[t('brief.corrected.added'), links(tongue, issue.corrected.fact.added)], [t('brief.corrected.withdrawn'), links(tongue, issue.corrected.fact.withdrawn)]]} />
          <p class="quiet">{t('brief.corrected.is')}</p>
        </div>
      )}
      <Facts of={[
        [t('brief.edition'), editionOf(tongue, p.edition)],
        [t('brief.known'), <>{t('brief.known.of', { n: p.known })} · <Time at={p.at} /></>],
        [t('brief.audience'), p.edition === 'public' ? tongue.code('audience', 'public') : p.as && tongue.list(p.as.split(',').map((a) => audienceName(tongue, text, a)))],
        [t('brief.replaces', { n: fact.of ?? 0 }).replace(/\s*\S+$/, ''), fact.of !== undefined && <Open sel={`${layer}/${fact.of}`}>{t('frame.entry', { n: fact.of })}</Open>],
        [t('brief.reason'), fact.reason && <bdi>{fact.reason}</bdi>],
      ]} />
      <Section title={t('brief.compare')}>
        <label><span class="hidden">{t('brief.compare')}</span>
          <select value={other} onChange={(e) => go({ sel: `${layer}/${entry}${e.currentTarget.value ? ':' + e.currentTarget.value : ''}` })}>
            <option value="">{t('brief.compare.none')}</option>
            {value?.published.filter((i) => i.entry !== entry).map((i) => <option key={i.entry} value={i.entry}>{t('brief.number', { n: i.fact.number })} · {kindOf(tongue, i.fact.parameters.kind)} · {tongue.time(i.fact.parameters.from, 'day')}</option>)}
          </select>
        </label>
        {other && <Compared here={entry} there={Number(other)} />}
      </Section>
      <Preview src={link('html')} json={link('json')} csv={link('csv')} />
      {may(me, text, 'brief.publish') && <Publish order={{}} open={false} of={entry} />}
      <details class="part"><summary>{t('brief.hashes')}</summary>
        <Facts of={fact.outputs.map((o) => [`${o.form} ${o.language ?? ''}`, <bdi class="code">{o.sha256}</bdi>])} />
      </details>
      <Receipt entry={entry} />
    </article>
  );
}

function audienceName(tongue: Tongue, a: Agreement | undefined, term: string): string {
  const [kind, id] = term.split(':');
  if (!id) return tongue.code('audience', term);
  return kind === 'role' ? tongue.code('role', id) : tongue.name(sideName(a, id)) || id;
}

// Compared lists the numbers that two briefs do not share. Both come as tables in the reader's language.
function Compared({ here, there }: { here: number; there: number }) {
  const { t, lang } = useTongue();
  const [rows, set] = useState<{ table: string; line: string; column: string; was: string; is: string }[]>();
  const [problem, failed] = useState<Problem>();
  useEffect(() => {
    let gone = false;
    set(undefined);
    failed(undefined);
    const table = async (entry: number) => {
      const answer = await fetch(`/api/brief/published/${entry}?form=csv&lang=${lang}`, { credentials: 'same-origin' });
      if (!answer.ok) {
        await ask(`/api/brief/published/${entry}`); // says why in a sentence
        throw new Problem(answer.status, answer.statusText, '');
      }
      return numbers(await answer.text());
    };
    Promise.all([table(there), table(here)]).then(
      ([was, is]) => {
        const keys = [...new Set([...was.keys(), ...is.keys()])];
        const differing = keys.flatMap((k) => {
          const a = was.get(k), b = is.get(k), one = b ?? a!;
          return a?.value === b?.value ? [] : [{ table: one.table, line: one.line, column: one.column, was: a?.value ?? '–', is: b?.value ?? '–' }];
        });
        if (!gone) set(differing);
      },
      (e: unknown) => !gone && failed(e instanceof Problem ? e : new Problem(0, '', '')),
    );
    return () => { gone = true; };
  }, [here, there, lang]);
  if (problem) return <Refused problem={problem} />;
  if (!rows) return <p class="quiet" role="status">{t('frame.loading')}</p>;
  if (rows.length === 0) return <p class="quiet">{t('brief.compare.same')}</p>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t('brief.compare')}>
      <table>
        <thead><tr><th>{t('brief.compare.line')}</th><th>{t('brief.compare.was')}</th><th>{t('brief.compare.is')}</th></tr></thead>
        <tbody>{rows.slice(0, 200).map((r) => <tr key={r.table + r.line + r.column}><td><bdi>{r.table}</bdi> · <bdi>{r.line}</bdi> <span class="quiet"><bdi>{r.column}</bdi></span></td><td><bdi>{r.was}</bdi></td><td><bdi>{r.is}</bdi></td></tr>)}</tbody>
      </table>
    </div>
  );
}

interface Cell {
  table: string;
  line: string;
  column: string;
  value: string;
}

// numbers reads a brief's table: one figure a row, under its codes.
function numbers(csv: string): Map<string, Cell> {
  const [head = [], ...rows] = fields(csv);
  const at = (row: string[], name: string) => row[head.indexOf(name)] ?? '';
  return new Map(rows.filter((r) => r.length === head.length).map((r) => [
    ['table', 'line', 'column'].map((n) => at(r, n)).join('/'),
    { table: at(r, 'table_name'), line: at(r, 'line_name'), column: at(r, 'column_name'), value: [at(r, 'value'), at(r, 'unit'), at(r, 'state')].filter(Boolean).join(' ') },
  ]));
}

// fields reads CSV (RFC 4180).
function fields(csv: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '', quoted = false;
  for (let i = 0; i < csv.length; i++) {
    const c = csv[i]!;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (csv[i + 1] === '"') cell += csv[++i]!;
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ',' || c === '\n') {
      rows.at(-1)!.push(cell.replace(/\r$/, ''));
      cell = '';
      if (c === '\n') rows.push([]);
    } else cell += c;
  }
  if (cell) rows.at(-1)!.push(cell);
  return rows.filter((r) => r.length > 0);
}

const desk: DeskConsole = {
  id: 'brief',
  order: 5,
  pages: [{ id: layer, title: 'brief.page', layer, icon: 'M5 3h10l4 4v14H5z M15 3v4h4 M8 12h8 M8 16h5', List }],
  panels: { [layer]: { wide: true, Show }, [drafts]: { wide: true, Show: Draft } },
};

export default desk;
