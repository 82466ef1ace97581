// The desk "terms" in the console: the area, zones and lines on the map, and the agreement as a page, where each clause
// stands beside the zones that it speaks of and the reports that it may cover.
import { counted, marked, useEffect, useMemo, Chip, Facts, Open, Section, Standard, Time, law, sideName, useAnswer, useIncidents, useStore, useTongue, useWanted, view, type Agreement, type Clause, type DeskConsole, type Features, type Law, type Names, type Tongue } from 'truce';
import { Adherence, Readiness, ShowVersion, Versions, versionLayer } from './console/versions';

interface Zone {
  id: string;
  kind: string;
  name: Names;
  precision?: string;
  source?: string;
  floor?: Height;
  ceiling?: Height;
}

interface Height {
  ft: number;
  datum: string;
}

interface Test {
  acts?: string[];
  place?: { anywhere?: boolean; within_m?: number; of?: string[]; inside?: string[] };
  during_window?: boolean;
}

type Whole = Agreement & { zones?: Zone[]; lines?: Zone[]; instrument_kind?: string };
type WholeClause = Omit<Clause, 'tests' | 'subject'> & { subject?: string[]; tests?: Test[]; measure?: { text: Names } };

const clauseLayer = 'terms.clauses', zoneLayer = 'terms.zones';

interface Collection {
  features: { id: string; geometry: GeoJSON.Geometry; properties: { feature: string; kind: string; name: Names } }[];
}

function useDrawing(): Features | undefined {
  const tongue = useTongue();
  const { at, known } = useStore(view);
  const { value } = useAnswer<Collection>('/api/terms/zones', { at, known: known >= 0 ? known : null });
  return useMemo(() => value?.features.map((f) => {
    const label = tongue.name(f.properties.name), kind = tongue.code('zone', f.properties.kind);
    return { type: 'Feature', geometry: f.geometry, properties: { sel: `${zoneLayer}/${f.id}`, kind: f.properties.kind, feature: f.properties.feature, label, title: label.toLowerCase().includes(kind.toLowerCase()) ? label : `${label} · ${kind}` } };
  }), [value, tongue]);
}

// useZones draws the widest first, so that a click finds the smallest.
const useZones = () => {
  const all = useDrawing();
  return useMemo(() => all?.filter((f) => f.properties.feature !== 'line'), [all]);
};
const useLines = () => {
  const all = useDrawing();
  return useMemo(() => all?.filter((f) => f.properties.feature === 'line'), [all]);
};

function usePosts(): Features | undefined {
  const tongue = useTongue();
  const text = useStore(law)?.agreement;
  return useMemo(() => [...(text?.posts ?? []), ...(text?.crossings ?? [])].map((p) => ({
    type: 'Feature', geometry: { type: 'Point', coordinates: [p.point.lon, p.point.lat] },
    properties: { sel: `terms.posts/${p.id}`, kind: p.kind, label: p.id, title: `${p.id} · ${tongue.name(p.name)}` },
  })), [text, tongue]);
}

const zonesOf = (c: WholeClause): string[] => [...new Set((c.tests ?? []).flatMap((t) => [...(t.place?.of ?? []), ...(t.place?.inside ?? [])]))];

function List() {
  const tongue = useTongue();
  const { t, name } = tongue;
  const { sel } = useStore(view);
  const terms = useStore(law) as (Law & { agreement: Whole }) | undefined;
  const wanted = useWanted();
  const incidents = useIncidents().filter(wanted);
  const counts = useStore(counted), { q } = useStore(view);
  if (!terms) return <p class="quiet">{t('frame.empty')}</p>;
  const a = terms.agreement;
  return (
    <>
      <div class="lead">
        <h2>{name(a.title)}</h2>
        <Facts of={[
          [t('terms.status'), <strong class="state">{tongue.code('status', terms.status)}</strong>],
          [t('terms.force'), a.entry_into_force && <Time at={a.entry_into_force.utc} />],
          [t('terms.end'), a.end && <Time at={a.end} />],
        ]} />
        <div class="two sides">
          {a.parties.map((p) => <div key={p.id} class="side"><strong>{name(p.name)}</strong><p class="quiet">{t('terms.guarantors')}: {tongue.list((p.guarantors ?? []).map((g) => name(sideName(a, g))))}</p></div>)}
        </div>
      </div>
      <ul class="rows">
        {(a.clauses as WholeClause[]).map((c) => {
          const n = q ? incidents.filter((i) => i.clause === c.no).length : (counts?.get(c.no) ?? 0);
          return (
            <li key={c.no}>
              <Open sel={`${clauseLayer}/${c.no}`} class="row" current={sel === `${clauseLayer}/${c.no}`}>
                <Chip no={c.no} />
                <span class="main two-lines">{name(c.text)}</span>
                <span class="sub">{typeOf(tongue, c.type)}{n > 0 && <> · {t('terms.incidents.count', { n })}</>}</span>
              </Open>
            </li>
          );
        })}
      </ul>
      <Windows a={a} />
      <Adherence />
      <Readiness />
      <Versions />
      <History />
    </>
  );
}

function typeOf({ t }: Tongue, type: string): string {
  switch (type) {
    case 'prohibition': case 'permission': case 'duty': case 'exception': case 'procedure':
      return t(`terms.type.${type}`);
    default:
      return type;
  }
}

function History() {
  const tongue = useTongue();
  const { at, known } = useStore(view);
  const { value } = useAnswer<{ steps: { entry: number; step: string; effective: string; recorded: string; by?: string[] }[] }>('/api/terms/status', { at, known: known >= 0 ? known : null });
  const a = useStore(law)?.agreement;
  if (!value?.steps.length) return null;
  return (
    <Section title={tongue.t('terms.steps')}>
      <ol class="course">{value.steps.map((s) => (
        <li key={s.entry + s.step}><Time at={s.effective} /><strong>{tongue.code('step', s.step)}</strong>{s.by && <span class="quiet">{tongue.list(s.by.map((id) => tongue.name(sideName(a, id))))}</span>}</li>
      ))}</ol>
    </Section>
  );
}

function Windows({ a }: { a: Agreement }) {
  const tongue = useTongue();
  const { t } = tongue;
  const { value } = useAnswer<{ id: string; work: string; from: string; to: string; missing: string[] }[]>('/api/terms/windows');
  if (!value?.length) return null;
  return (
    <Section title={t('terms.windows')}>
      <ol class="course">{value.map((w) => (
        <li key={w.id}><Time at={w.from} as="short" /> – <Time at={w.to} as="short" /><strong><bdi>{w.id}</bdi> · <bdi>{w.work}</bdi></strong>
          <span class="quiet">{w.missing.length ? t('terms.window.missing', { sides: tongue.list(w.missing.map((id) => tongue.name(sideName(a, id)))) }) : t('terms.window.binds')}</span></li>
      ))}</ol>
    </Section>
  );
}

function ShowClause({ id }: { id: string }) {
  const tongue = useTongue();
  const { t, name, lang } = tongue;
  const terms = useStore(law);
  const a = terms?.agreement as Whole | undefined;
  const wanted = useWanted();
  const incidents = useIncidents().filter((i) => i.clause === id && wanted(i)).sort((x, y) => (x.at < y.at ? 1 : -1));
  const counts = useStore(counted);
  const more = (counts?.get(id) ?? 0) > incidents.length; // the newest are listed
  const c = (a?.clauses as WholeClause[] | undefined)?.find((k) => k.no === id);
  useEffect(() => {
    marked.set(c ? zonesOf(c).map((z) => `${zoneLayer}/${z}`) : []);
    return () => marked.set([]);
  }, [c]);
  if (!a || !c) return <p class="quiet">{t('frame.empty')}</p>;
  const others = (['en', 'ar', 'ru'] as const).filter((l) => l !== lang && c.text?.[l]);
  return (
    <article>
      <header class="head">
        <p class="kicker">{t('terms.version', { n: a.version })}</p>
        <h2><Chip no={c.no} quiet /> {t('terms.clause', { no: c.no })}</h2>
      </header>
      <blockquote class="law" lang={c.text?.[lang] ? lang : 'en'} dir="auto">{name(c.text)}</blockquote>
      {!c.text?.[lang] && <p class="quiet">{t('terms.notranslation')}</p>}
      <details><summary>{t('terms.text.other')}</summary>{others.map((l) => <blockquote key={l} lang={l} dir="auto">{c.text?.[l]}</blockquote>)}</details>
      <Facts of={[
        [t('terms.binds'), c.subject && tongue.list(c.subject.map((s) => (s === 'all' ? t('terms.subject.any') : name(sideName(a, s)))))],
        [t('terms.where'), c.tests && <Where c={c} a={a} />],
        [t('inquiry.measures'), name(c.measure?.text)],
      ]} />
      <Section title={t('terms.incidents')} aside={<span class="n">{more ? t('observe.count', { n: incidents.length, all: counts!.get(id)! }) : tongue.number(incidents.length)}</span>}>
        {incidents.length === 0 ? <p class="quiet">{t('observe.none')}</p> : (
          <ul class="rows">{incidents.slice(0, 100).map((i) => (
            <li key={i.sel}><Open sel={i.sel} class="row"><Chip no={i.clause} quiet /><span class="main">{i.title}</span><span class="sub"><Time at={i.at} as="short" /></span></Open></li>
          ))}</ul>
        )}
      </Section>
    </article>
  );
}

function Where({ c, a }: { c: WholeClause; a: Whole }) {
  const tongue = useTongue();
  const { t, name } = tongue;
  const all = [...(a.zones ?? []), ...(a.lines ?? [])];
  const link = (id: string) => <Open key={id} sel={`${zoneLayer}/${id}`}>{name(all.find((z) => z.id === id)?.name) || id}</Open>;
  return (
    <ul class="plain">
      {(c.tests ?? []).map((test, i) => (
        <li key={i}>
          {test.place?.anywhere && t('terms.everywhere')}
          {test.place?.within_m !== undefined && t('terms.within', { distance: tongue.metres(test.place.within_m), place: '' })}{' '}
          {[...(test.place?.of ?? []), ...(test.place?.inside ?? [])].map((id, k) => <>{k > 0 && ' · '}{link(id)}</>)}
          <span class="quiet acts"> {tongue.list((test.acts ?? []).map((act) => tongue.code('act', act)))}</span>
        </li>
      ))}
    </ul>
  );
}

function ShowZone({ id }: { id: string }) {
  const tongue = useTongue();
  const { t, name } = tongue;
  const a = useStore(law)?.agreement as Whole | undefined;
  if (!a) return <p class="quiet">{t('frame.empty')}</p>;
  const z = id === 'area' ? ({ id, kind: 'area', name: a.area.name } as Zone) : [...(a.zones ?? []), ...(a.lines ?? [])].find((k) => k.id === id);
  if (!z) return <p class="quiet">{t('frame.empty')}</p>;
  const height = (h: Height | undefined): string => (h ? (h.datum === 'FL' ? `FL${Math.round(h.ft / 100)}` : h.ft === 0 ? h.datum : `${h.ft} ft ${h.datum}`) : '');
  const clauses = (a.clauses as WholeClause[]).filter((c) => zonesOf(c).includes(id));
  return (
    <article>
      <header class="head"><p class="kicker">{tongue.code('zone', z.kind)}</p><h2>{name(z.name)}</h2></header>
      <Facts of={[
        [t('terms.zone.kind'), tongue.code('zone', z.kind)],
        [t('terms.zone.precision'), z.precision && tongue.code('precision', z.precision)],
        [t('terms.zone.height'), z.ceiling && <bdi>{height(z.floor)} – {height(z.ceiling)}</bdi>],
        [t('terms.zone.source'), z.source && <bdi>{z.source}</bdi>],
      ]} />
      {clauses.length > 0 && (
        <Section title={t('terms.zone.clauses')}>
          <ul class="rows">{clauses.map((c) => <li key={c.no}><Open sel={`${clauseLayer}/${c.no}`} class="row"><Chip no={c.no} /><span class="main two-lines">{name(c.text)}</span></Open></li>)}</ul>
        </Section>
      )}
    </article>
  );
}

function ShowPost({ id }: { id: string }) {
  const tongue = useTongue();
  const a = useStore(law)?.agreement;
  const p = [...(a?.posts ?? []), ...(a?.crossings ?? [])].find((k) => k.id === id) as { id: string; kind: string; name: Names; status?: string } | undefined;
  if (!p) return <p class="quiet">{tongue.t('frame.empty')}</p>;
  const post = p.status === undefined;
  return (
    <article><header class="head"><p class="kicker">{tongue.t(post ? 'map.post' : 'map.crossing')}</p><h2><bdi>{p.id}</bdi> · {tongue.name(p.name)}</h2></header>
      <Standard kind={p.kind} />
      <Facts of={[[tongue.t('terms.status'), p.status && <bdi>{p.status}</bdi>]]} />
    </article>
  );
}

const desk: DeskConsole = {
  id: 'terms',
  order: 4,
  layers: [
    { id: zoneLayer, source: 'zones', useFeatures: useZones },
    { id: 'terms.lines', source: 'lines', useFeatures: useLines },
    { id: 'terms.posts', source: 'posts', useFeatures: usePosts },
  ],
  pages: [{ id: clauseLayer, title: 'terms.page', layer: clauseLayer, icon: 'M6 3h12v18H6z M9 8h6 M9 12h6 M9 16h4', List }],
  panels: { [clauseLayer]: { Show: ShowClause }, [zoneLayer]: { Show: ShowZone }, 'terms.lines': { Show: ShowZone }, 'terms.posts': { Show: ShowPost }, [versionLayer]: { wide: true, Show: ShowVersion } },
};

export default desk;
