// The desk "observe" in the console: reports on the map, as a list, one by one with how they were judged, and the form that
// files one.
import { useCallback, useEffect, useMemo, useRef, useState, Button, Chip, Facts, Open, Receipt, Section, Time, Told, Words, degrees, halo, law, may, ring, Standard, symbolOf, useAnswer, useIncidents, useNow, useStore, useTongue, placeName, typeName, useWanted, view, type Agreement, type DeskConsole, type Features, type Say, type Tongue } from 'truce';
import { accused, type Judgement, type Reports, type WholeReport } from './console/reports';
import { inWords } from './console/why';
import { Allege, Observe } from './console/allege';
import { Duplicates } from './console/duplicates';
import { Alarm, Patrols, Plan, Raise, ShowPatrol, ShowSOS, patrolLayer, sosLayer, useCalls } from './console/patrols';
import { Restrict, Restrictions, restrictionLayer } from './console/restrict';
import { Share } from './console/share';
import { HandOver, Shifts, ShowShift, shiftLayer } from './console/shift';
import { Standing } from './console/standing';
import { Declare, ShowHolding, ShowWithdrawal, Weapons, Withdraw, weaponLayer, withdrawalLayer } from './console/weapons';

const layer = 'observe.reports';
const most = 500; // as many as one answer holds

function useReports(): { features: Features; more: boolean } | undefined {
  const { at, known } = useStore(view);
  const tongue = useTongue();
  const text = useStore(law);
  const { value } = useAnswer<Reports>('/api/observe/reports', { limit: most, to: at, known: known >= 0 ? known : null });
  return useMemo(() => value && { more: !!value.next, features: value.reports.map((r) => {
    const what = typeName(tongue, text?.agreement, r.type), where = placeName(tongue, text?.agreement, r.place_name);
    return {
      type: 'Feature',
      geometry: (r.place ? { type: 'Point', coordinates: [r.place.lon, r.place.lat] } : null) as GeoJSON.Geometry,
      properties: {
        sel: `${layer}/${r.entry}`, title: titleOf(tongue, text?.agreement, r), kind: symbolOf(r.type), what, where, clause: clauseOf(r), severity: r.severity ?? 0, at: r.start ?? '', until: r.end ?? r.start ?? '',
        who: accused(tongue, text?.agreement, r.accused), level: r.level ?? 0, reason: r.reason ?? '', entry: r.entry, retracted: !!r.retracted,
        text: [r.entry, r.type, what, where, r.place_name, r.clause, r.summary, r.source, r.external_id].join(' '),
      },
    };
  }) }, [value, tongue, text]);
}

// List shows reports, those that began last first, page by page as they are asked for. Words are searched for in what the
// map has of them, which is said where that is not all.
function List() {
  const tongue = useTongue();
  const v = useStore(view);
  const wanted = useWanted();
  const found = useIncidents().filter((i) => v.q && i.sel.startsWith(layer) && wanted(i)).sort((a, b) => (a.at < b.at ? 1 : -1));
  const filters = { from: v.from, to: [v.to, v.at].filter(Boolean).sort()[0] ?? '', primary: v.clause, known: v.known >= 0 ? v.known : null };
  const total = useAnswer<{ total: number }>('/api/observe/histogram', { bin: 'week', ...filters }).value?.total;
  const key = JSON.stringify(filters);
  const [asked, more] = useState({ key, pages: [''] });
  const pages = asked.key === key ? asked.pages : [''];
  const [counts, count] = useState<Record<string, number>>({});
  const shown = v.q ? found.length : pages.reduce((n, p) => n + (counts[key + p] ?? 0), 0);
  const next = (after: string) => more({ key, pages: [...pages, after] });
  return (
    <>
      {total !== undefined && <p class="count" role="status">{tongue.t('observe.count', { n: shown, all: Math.max(total, shown) })}{v.q && total > most && <> · {tongue.t('observe.words', { n: most })}</>}</p>}
      {total === 0 || (v.q && found.length === 0) ? <p class="quiet">{tongue.t('observe.none')}</p> : null}
      <ul class="rows">
        {v.q
          ? found.map((i) => <Row key={i.sel} sel={i.sel} clause={i.clause} title={i.title} at={i.at} />)
          : pages.map((after, i) => <Page key={key + after} filters={filters} after={after} next={i === pages.length - 1 ? next : undefined} has={(n) => counts[key + after] !== n && count((c) => ({ ...c, [key + after]: n }))} />)}
      </ul>
    </>
  );
}

const ofPage = 200;

// Page is one answer of the list, and asks for the next when the reader comes near its end.
function Page({ filters, after, next, has }: { filters: Record<string, string | number | null>; after: string; next: ((after: string) => void) | undefined; has: (n: number) => void }) {
  const tongue = useTongue();
  const text = useStore(law)?.agreement;
  const [before, start] = after.split('/');
  const { value } = useAnswer<Reports>('/api/observe/reports', { sort: 'start', limit: ofPage, ...filters, before: before || null, before_start: start || null });
  const reports = value?.reports ?? [];
  const last = reports[ofPage - 1];
  const end = useRef<HTMLLIElement>(null);
  const go = last && next ? () => next(`${last.entry}/${last.start ?? ''}`) : undefined;
  useEffect(() => { if (value) has(reports.length); }, [value]);
  useEffect(() => {
    if (!go || !end.current) return;
    const watch = new IntersectionObserver((seen) => { if (seen.some((s) => s.isIntersecting)) go(); }, { rootMargin: '600px' });
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [last?.entry, !!next]);
  return (
    <>
      {reports.map((r) => <Row key={r.entry} sel={`${layer}/${r.entry}`} clause={clauseOf(r)} title={titleOf(tongue, text, r)} at={r.start} />)}
      {go && <li ref={end} class="pad"><Button onClick={go}>{tongue.t('frame.more')}</Button></li>}
    </>
  );
}

function Row({ sel, clause, title, at }: { sel: string; clause: string; title: string; at: string | undefined }) {
  const v = useStore(view), now = useNow();
  return (
    <li>
      <Open sel={sel} class="row" current={v.sel === sel}>
        <Chip no={clause} />
        <span class="main">{title}</span>
        <span class="sub"><Time at={at} as={at && at.slice(0, 4) !== now.slice(0, 4) ? 'full' : 'short'} /></span>
      </Open>
    </li>
  );
}

const clauseOf = (r: { outcome?: string; clause?: string }): string => (r.outcome === 'candidate' ? (r.clause ?? '') : '');

function titleOf(tongue: Tongue, text: Agreement | undefined, r: { type: string; place_name?: string | undefined }): string {
  const what = typeName(tongue, text, r.type), where = placeName(tongue, text, r.place_name);
  return where ? `${what} · ${where}` : what;
}

// useSay says of a single report what its tile knows: not where it was by name, nor when.
function useSay(): Say {
  const tongue = useTongue();
  const text = useStore(law)?.agreement;
  return useCallback((entry, of) => ({
    sel: `${layer}/${entry}`, entry, kind: symbolOf(String(of['type'] ?? '')), title: typeName(tongue, text, String(of['type'] ?? '')), clause: of['outcome'] === 'candidate' ? String(of['clause'] ?? '') : '', severity: Number(of['severity'] ?? 0),
  }), [tongue, text]);
}

// tilesOf is the filter of tiles for a clause.
function tilesOf(no: string): Record<string, string> {
  return no === 'none' ? { outcome: 'not_covered,undetermined' } : { outcome: 'candidate', clause: no };
}

function Show({ id }: { id: string }) {
  const { lang } = useTongue();
  const asked = useAnswer<WholeReport>(`/api/observe/reports/${encodeURIComponent(id)}`, { lang });
  return <Told of={asked}>{(r) => <One r={r} />}</Told>;
}

function One({ r }: { r: WholeReport }) {
  const tongue = useTongue();
  const { t } = tongue;
  const text = useStore(law)?.agreement;
  useEffect(() => {
    halo.set(r.place && r.uncertainty_m ? [{ type: 'Feature', geometry: ring(r.place.lon, r.place.lat, r.uncertainty_m), properties: {} }] : []);
    return () => halo.set([]);
  }, [r.entry]);
  const where = placeName(tongue, text, r.place_name);
  const noted = marks(tongue, r);
  return (
    <article>
      <header class="head">
        <p class="kicker">{t('inquiry.report', { n: r.entry })}</p>
        <h2>{typeName(tongue, text, r.type)}{where && <> · <bdi>{where}</bdi></>}</h2>
        <p class="sub"><Time at={r.start} />{r.end && r.end !== r.start && <> – <Time at={r.end} /></>}</p>
        {r.retracted ? <p class="flag">{t('observe.retracted')}</p> : null}
      </header>
      {symbolOf(r.type) && <Standard kind={symbolOf(r.type)} word="" />}
      <Verdict r={r} />
      <Section title={t('observe.text')}>
        <Words lang={r.fact.language}>{r.fact.text}</Words>
        {r.fact.translation && <><p class="quiet">{t('observe.translation')}</p><Words lang={r.fact.translation.language}>{r.fact.translation.text}</Words></>}
        <Facts of={[
          [t('observe.accused'), accused(tongue, text, r.accused)],
          [t('observe.source'), r.source && <bdi>{r.source}</bdi>],
          [t('observe.channel'), r.channel && tongue.code('channel', r.channel)],
          [t('observe.where'), r.place ? <><bdi>{degrees(r.place, r.uncertainty_m)}</bdi>{r.uncertainty_m ? <span class="quiet"> {t('observe.radius', { distance: tongue.metres(r.uncertainty_m) })}</span> : null}</> : t('frame.unknown')],
          [t('observe.level'), tongue.code('level', r.level)],
          [t('observe.severity'), r.severity ? t('observe.severity.of', { n: r.severity }) : null],
          [t('observe.casualties'), r.fact.casualties?.map((c, i) => <div key={i}>{tongue.code('harm', c.harm)}: {tongue.code('status_people', c.status)}, {range(c, tongue.number, t('frame.unknown'))}</div>)],
          [t('frame.recorded'), <Time at={r.recorded} />],
          [t('observe.marks'), noted.length > 0 && noted.map((mark) => <div key={mark}>{mark}</div>)],
        ]} />
        {r.ratings && r.ratings.length > 0 && <Facts of={r.ratings.map((rating) => [tongue.code('level', rating.level), <bdi>{rating.reason}</bdi>])} />}
      </Section>
      <Standing r={r} />
      <Share r={r} />
      <Duplicates entry={r.entry} />
      {r.judgement && <Inputs j={r.judgement} />}
      <Receipt entry={r.entry} />
    </article>
  );
}

// marks are what the rules noticed about a report and took it in with all the same.
function marks({ t, number, list }: Tongue, { fact }: WholeReport): string[] {
  const quoted = fact.quotes_without_speaker ?? 0, loaded = fact.loaded_words ?? [];
  return [
    ...(fact.place_unlisted ? [t('observe.mark.unlisted')] : []),
    ...(loaded.length ? [t('observe.mark.loaded', { words: list(loaded) })] : []),
    ...(quoted ? [t('observe.mark.speaker', { n: number(quoted) })] : []),
  ];
}

function range(c: { low?: number; best?: number; high?: number }, number: (n: number) => string, unknown: string): string {
  if (c.best === undefined && c.low === undefined && c.high === undefined) return unknown;
  const span = c.low !== undefined && c.high !== undefined && c.low !== c.high ? `${number(c.low)}–${number(c.high)}` : '';
  return c.best !== undefined ? number(c.best) + (span ? ` (${span})` : '') : span || number(c.low ?? c.high!);
}

function useNames(): { zones: string[]; zone: (id: string) => string; act: (code: string) => string } {
  const tongue = useTongue();
  const text = useStore(law)?.agreement as (Record<'zones' | 'lines', { id: string; name: Parameters<typeof tongue.name>[0] }[]>) | undefined;
  return {
    zones: [...(text?.zones ?? []), ...(text?.lines ?? [])].map((z) => z.id),
    zone: (id) => tongue.name([...(text?.zones ?? []), ...(text?.lines ?? [])].find((z) => z.id === id)?.name) || id,
    act: (code) => tongue.code('act', code),
  };
}

// Verdict is the judgement in a sentence, and that it is no finding.
function Verdict({ r }: { r: WholeReport }) {
  const { t, code } = useTongue();
  const names = useNames();
  const j = r.judgement;
  if (!j) return <div class="verdict none"><p>{t('observe.judged.none')}</p></div>;
  const candidate = j.outcome === 'candidate';
  return (
    <section class="verdict">
      <h3><Chip no={candidate ? (j.primary ?? '') : ''} quiet /> {candidate ? t('observe.outcome.candidate', { clause: j.primary ?? '' }) : t('observe.outcome.not_covered')} <span class="reason">{code('reason', j.reason)}</span></h3>
      <p>{inWords(r.why || j.why.text, names.zones, names)}</p>
      {candidate && <p class="quiet">{t('observe.candidate.is')} {j.primary && <Open sel={`terms.clauses/${j.primary}`}>{t('terms.clause', { no: j.primary })}</Open>}</p>}
    </section>
  );
}

function Inputs({ j }: { j: Judgement }) {
  const tongue = useTongue();
  const { t } = tongue;
  const names = useNames();
  return (
    <details class="part">
      <summary>{t('observe.judged.how')}</summary>
      <Facts of={[
        [t('observe.law'), j.agreement_id && <bdi>{t('observe.law.of', { id: j.agreement_id, n: j.agreement_version ?? 0, entry: j.terms_entry ?? 0 })}</bdi>],
        [t('observe.rule', { n: j.rule_version ?? 0 }), ' '],
      ]} />
      {j.clauses && j.clauses.length > 0 && (
        <div class="scroll"><table>
          <thead><tr><th>{t('terms.clause', { no: '' })}</th><th>{t('terms.where')}</th><th>{t('observe.relation')}</th><th>{t('observe.distance')}</th><th>{t('observe.limit')}</th></tr></thead>
          <tbody>{j.clauses.map((c, i) => (
            <tr key={i}><td><Chip no={c.clause} /></td><td>{c.zone ? names.zone(c.zone) : t('map.area')}</td><td>{relation(c.relation, t)}</td><td>{c.distance_cm !== undefined ? tongue.metres(c.distance_cm / 100) : '–'}</td><td>{c.limit_cm ? tongue.metres(c.limit_cm / 100) : '–'}</td></tr>
          ))}</tbody>
        </table></div>
      )}
      <pre dir="ltr">{JSON.stringify(j.inputs, null, 1).replace(/[{}",]/g, '').trim()}</pre>
      <p class="quiet">{t('observe.judged.again')}</p>
    </details>
  );
}

function relation(code: string, t: ReturnType<typeof useTongue>['t']): string {
  if (code === 'inside' || code === 'possible' || code === 'outside') return t(`observe.relation.${code}`);
  return code;
}

const desk: DeskConsole = {
  id: 'observe',
  order: 1,
  title: 'desk.observe',
  layers: [{ id: layer, source: 'incidents', useFeatures: useReports, many: { counts: '/api/observe/histogram', useSay, clause: tilesOf } }, { id: sosLayer, source: 'things', useFeatures: useCalls }],
  pages: [
    { id: layer, title: 'observe.page', layer, icon: 'M4 5h16v11H9l-5 4z M8 9h8 M8 12h5', List },
    { id: patrolLayer, title: 'patrol.page', layer: patrolLayer, may: (me) => me?.kind === 'mission', icon: 'M3 15l2-6h11l3 6v3H3z M7 18v2 M16 18v2 M8 9V5h5', List: Patrols },
    { id: restrictionLayer, title: 'restrict.page', layer: restrictionLayer, may: (me) => me?.kind === 'mission', icon: 'M12 4a8 8 0 1 0 0 16a8 8 0 0 0 0-16 M7 12h10', List: Restrictions },
    { id: weaponLayer, title: 'weapons.page', layer: weaponLayer, icon: 'M3 16h12v4H3z M9 16l9-9 M16 5l4 4 M5 16v-3h5', List: Weapons },
    { id: shiftLayer, title: 'shift.page', layer: '', may: (me) => me?.kind === 'mission', icon: 'M4 8h13l-3-3 M20 16H7l3 3', List: Shifts },
  ],
  Alarm,
  found: (kind, entry) => (/^(allegation|observation|restriction)$/.test(kind) ? `${layer}/${entry}` : ''),
  panels: { [layer]: { Show }, [patrolLayer]: { Show: ShowPatrol }, [sosLayer]: { Show: ShowSOS }, [weaponLayer]: { Show: ShowHolding }, [withdrawalLayer]: { Show: ShowWithdrawal }, [shiftLayer]: { Show: ShowShift } },
  modes: [
    { id: 'observe.allege', title: 'allege.do', page: layer, may: (me, text) => may(me, text, 'observe.allege'), Show: Allege },
    { id: 'observe.observe', title: 'observe.do', page: layer, may: (me, text) => may(me, text, 'observe.observe'), Show: Observe },
    { id: 'observe.plan', title: 'patrol.do.plan', page: patrolLayer, may: (me, text) => may(me, text, 'observe.plan_patrol'), Show: Plan },
    { id: 'observe.sos', title: 'patrol.do.sos', page: patrolLayer, grave: true, may: (me, text) => may(me, text, 'observe.sos'), Show: Raise },
    { id: 'observe.restrict', title: 'restrict.do', page: restrictionLayer, may: (me, text) => may(me, text, 'observe.restrict'), Show: Restrict },
    { id: 'observe.declare', title: 'weapons.declare', page: weaponLayer, may: (me, text) => may(me, text, 'observe.declare_weapons'), Show: Declare },
    { id: 'observe.withdraw', title: 'weapons.withdraw', page: weaponLayer, may: (me, text) => me?.kind === 'mission' && may(me, text, 'observe.declare_weapons'), Show: Withdraw },
    { id: 'observe.handover', title: 'shift.do', page: shiftLayer, may: (me, text) => me?.kind === 'mission' && may(me, text, 'observe.handover'), Show: HandOver },
  ],
};

export default desk;
