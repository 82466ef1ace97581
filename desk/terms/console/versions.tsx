// The versions of the text, what changed between two, who was told and accepted, and what is still to be done before the
// text comes into force.
import { Chip, Facts, Open, Section, Time, Told, law, sideName, useAnswer, useStore, useTongue, type Law, type Names, type Tongue } from 'truce';
import { changes, linesOf, wording, type Changed, type Item } from './change';

export const versionLayer = 'terms.versions';

interface Version {
  entry: number;
  version: number;
  digest: string;
  effective?: string;
  recorded: string;
  clauses_changed?: string[];
  zones_changed?: string[];
  other_changed?: string[];
}

export function Versions() {
  const { t } = useTongue();
  const { value } = useAnswer<Version[]>('/api/terms/versions');
  if (!value?.length) return null;
  return (
    <Section title={t('terms.versions')}>
      <ul class="plain">{value.map((v, i) => (
        <li key={v.entry}>
          {i === 0 ? t('terms.version', { n: v.version }) : <Open sel={`${versionLayer}/${v.version}`}>{t('terms.version', { n: v.version })}</Open>} · <Time at={v.effective ?? v.recorded} as="day" />
          <span class="quiet"> {i === 0 ? t('terms.versions.first') : t('terms.versions.changed', { list: [...(v.clauses_changed ?? []), ...(v.zones_changed ?? []), ...(v.other_changed ?? [])].join(', ') })}</span>
        </li>
      ))}</ul>
    </Section>
  );
}

interface Shape {
  features: { id: string; geometry: GeoJSON.Geometry; properties: Record<string, unknown> & { name: Names; kind: string } }[];
}

// ShowVersion lays a version beside the one before it.
export function ShowVersion({ id }: { id: string }) {
  const { t } = useTongue();
  const asked = useAnswer<Version[]>('/api/terms/versions');
  return (
    <Told of={asked}>{(all) => {
      const i = all.findIndex((v) => String(v.version) === id), is = all[i], was = all[i - 1];
      if (!is || !was) return <p class="quiet pad">{t('frame.empty')}</p>;
      return <Between key={id} was={was} is={is} />;
    }}</Told>
  );
}

function Between({ was, is }: { was: Version; is: Version }) {
  const tongue = useTongue();
  const { t, name } = tongue;
  // The text before is what held, at the moment from which the new one holds, before that was recorded.
  const at = is.effective ?? is.recorded;
  const then = { at, known: is.entry - 1 }, now = { at, known: is.entry };
  const oldText = useAnswer<Law>('/api/terms/agreement', then), newText = useAnswer<Law>('/api/terms/agreement', now);
  const oldMap = useAnswer<Shape>('/api/terms/zones', then), newMap = useAnswer<Shape>('/api/terms/zones', now);
  const clause = (l: Law | undefined, no: string): string => name(l?.agreement.clauses.find((c) => c.no === no)?.text);
  return (
    <article>
      <header class="head"><p class="kicker">{t('terms.version', { n: was.version })} → {t('terms.version', { n: is.version })}</p><h2>{t('terms.amended', { n: is.version })}</h2><p class="sub"><Time at={at} /></p></header>
      <Section title={t('terms.amended.map')}>
        <Told of={oldMap}>{(a) => <Told of={newMap}>{(b) => <MapChange was={a} is={b} />}</Told>}</Told>
      </Section>
      <Section title={t('terms.amended.clauses')}>
        {!is.clauses_changed?.length && <p class="quiet">{t('terms.amended.none')}</p>}
        <Told of={oldText}>{(a) => <Told of={newText}>{(b) => (
          <ul class="rows">{(is.clauses_changed ?? []).map((no) => {
            const before = clause(a, no), after = clause(b, no);
            const became = !before ? 'added' : !after ? 'removed' : 'changed';
            return (
              <li key={no} class="clausechange">
                <p><Chip no={no} /> <strong>{t(became === 'changed' ? (before === after ? 'terms.change.changed' : 'terms.change.is') : `terms.change.${became}`)}</strong> {after && <Open sel={`terms.clauses/${no}`}>{t('terms.clause', { no })}</Open>}</p>
                <blockquote dir="auto">{wording(before, after).map((p, i) => (p.in === 'was' ? <del key={i}>{p.text}</del> : p.in === 'is' ? <ins key={i}>{p.text}</ins> : <span key={i}>{p.text}</span>))}</blockquote>
              </li>
            );
          })}</ul>
        )}</Told>}</Told>
      </Section>
      {!!is.other_changed?.length && <Facts of={[[t('terms.versions.other'), <bdi>{tongue.list(is.other_changed.map((o) => o.replaceAll('_', ' ')))}</bdi>]]} />}
      <p class="proof"><a href={`/entries/${is.entry}`}>{t('frame.entry', { n: is.entry })}</a><Open sel={`verify/${is.entry}`}>{t('verify.open')}</Open></p>
    </article>
  );
}

const items = (s: Shape): (Item & { name: Names; kind: string })[] => s.features.map((f) => {
  const { name, kind } = f.properties;
  return { id: f.id, geometry: f.geometry, rest: JSON.stringify(Object.entries(f.properties).filter(([k]) => k !== 'version').sort()), name, kind };
});

// MapChange draws both maps over each other. What was is dashed and dotted, what is is solid and hatched; a word and a sign
// stand beside each, so that nothing hangs on a colour.
function MapChange({ was, is }: { was: Shape; is: Shape }) {
  const tongue = useTongue();
  const { t, name } = tongue;
  const a = items(was), b = items(is);
  const all = changes(a, b), changed = all.filter((c) => c.became !== 'same');
  const label = (id: string): string => name((b.find((i) => i.id === id) ?? a.find((i) => i.id === id))?.name) || id;
  if (changed.length === 0) return <p class="quiet">{t('terms.amended.none')}</p>;
  const order = { added: 0, removed: 1, moved: 2, changed: 3, same: 4 };
  return (
    <>
      <Drawing all={all} label={label} tongue={tongue} />
      <ul class="plain changes">{[...changed].sort((x, y) => order[x.became] - order[y.became]).map((c) => (
        <li key={c.id}><Sign of={c.became} /> <strong>{t(`terms.change.${c.became as 'added'}`)}</strong> <Open sel={`terms.zones/${c.id}`}>{label(c.id)}</Open> {c.became === 'moved' && <span class="quiet">{t('terms.change.metres', { distance: tongue.metres(c.metres) })}</span>}</li>
      ))}</ul>
    </>
  );
}

function Sign({ of }: { of: Changed['became'] }) {
  return <span class={`sign ${of}`} aria-hidden="true">{{ added: '+', removed: '−', moved: '↔', changed: '≠', same: '' }[of]}</span>;
}

const width = 640, height = 420, room = 26;

function Drawing({ all, label, tongue }: { all: Changed[]; label: (id: string) => string; tongue: Tongue }) {
  const { t } = tongue;
  const points = all.filter((c) => c.became !== 'same').flatMap((c) => [...linesOf(c.was?.geometry ?? null), ...linesOf(c.is?.geometry ?? null)].flat());
  const xs = points.map((p) => p[0]), ys = points.map((p) => mercator(p[1]));
  const west = Math.min(...xs), east = Math.max(...xs), south = Math.min(...ys), north = Math.max(...ys);
  const scale = Math.min((width - 2 * room) / Math.max(east - west, 1e-6), (height - 2 * room) / Math.max(north - south, 1e-6));
  const x = (lon: number) => width / 2 + (lon - (west + east) / 2) * scale, y = (lat: number) => height / 2 - (mercator(lat) - (south + north) / 2) * scale;
  const path = (g: GeoJSON.Geometry | null | undefined): string => linesOf(g ?? null).map((line) => 'M' + line.map(([lon, lat]) => `${x(lon).toFixed(1)} ${y(lat).toFixed(1)}`).join('L') + (g?.type.includes('Polygon') ? 'Z' : '')).join('');
  const middle = (g: GeoJSON.Geometry | null | undefined): [number, number] => {
    const all = linesOf(g ?? null).flat();
    return [x(all.reduce((s, p) => s + p[0], 0) / all.length), y(all.reduce((s, p) => s + p[1], 0) / all.length)];
  };
  const filled = (g: GeoJSON.Geometry | null | undefined) => !!g?.type.includes('Polygon');
  const words = all.filter((c) => c.became === 'added' || c.became === 'removed' || c.became === 'moved');
  return (
    <figure class="mapchange">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${t('terms.amended.map')}: ${words.map((c) => `${label(c.id)}, ${t(`terms.change.${c.became as 'added'}`)}`).join('; ')}`}>
        <defs>
          <pattern id="hatch-is" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V7" stroke="currentColor" stroke-width="2" opacity=".5" /></pattern>
          <pattern id="dots-was" width="8" height="8" patternUnits="userSpaceOnUse"><circle cx="4" cy="4" r="1.5" fill="currentColor" opacity=".6" /></pattern>
        </defs>
        {all.filter((c) => c.became === 'same' || c.became === 'changed').map((c) => <path key={c.id} d={path(c.is?.geometry)} class="still" />)}
        {words.map((c) => c.was && <path key={`was${c.id}`} d={path(c.was.geometry)} class="was" fill={filled(c.was.geometry) ? 'url(#dots-was)' : 'none'} />)}
        {words.map((c) => c.is && <path key={`is${c.id}`} d={path(c.is.geometry)} class="is" fill={filled(c.is.geometry) ? 'url(#hatch-is)' : 'none'} />)}
        {words.map((c) => {
          const [cx, cy] = middle((c.is ?? c.was)!.geometry);
          return <text key={`word${c.id}`} x={Math.max(90, Math.min(width - 90, cx))} y={Math.max(16, Math.min(height - 10, cy))} text-anchor="middle" direction={tongue.dir}>{`${label(c.id).split(' – ')[0]} · ${t(`terms.change.${c.became as 'added'}`)}`}</text>;
        })}
      </svg>
      <figcaption><span><svg width="34" height="14" aria-hidden="true"><rect x="1" y="1" width="32" height="12" class="was" fill="url(#dots-was)" /></svg> {t('terms.change.was')}</span><span><svg width="34" height="14" aria-hidden="true"><rect x="1" y="1" width="32" height="12" class="is" fill="url(#hatch-is)" /></svg> {t('terms.change.is')}</span></figcaption>
    </figure>
  );
}

const mercator = (lat: number): number => (Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) * 180) / Math.PI;

interface Adherence {
  side: string;
  name: Names;
  kind: string;
  party?: string;
  status: 'not informed' | 'informed' | 'accepted';
  told_at?: string;
  channel?: string;
  accepted_at?: string;
  accepted_by?: string;
}

const words = { 'not informed': 'terms.adherence.not_informed', informed: 'terms.adherence.informed', accepted: 'terms.adherence.accepted' } as const;

// Adherence lists every side in one size and in the order of the text.
export function Adherence() {
  const { t, name } = useTongue();
  const { value } = useAnswer<Adherence[]>('/api/terms/adherence');
  const a = useStore(law)?.agreement;
  if (!value?.length) return null;
  return (
    <details class="part" id="adherence"><summary><strong>{t('terms.adherence')}</strong> · {t('terms.adherence.count', { n: value.filter((s) => s.status === 'accepted').length, all: value.length })}</summary>
      <ul class="plain register">{value.map((s) => (
        <li key={s.side}><span aria-hidden="true">{{ 'not informed': '○', informed: '◐', accepted: '●' }[s.status]}</span> <strong>{name(s.name)}</strong>{s.party && <span class="quiet"> ({name(sideName(a, s.party))})</span>} · {t(words[s.status])}
          {(s.accepted_at ?? s.told_at) && <span class="quiet"> <Time at={s.accepted_at ?? s.told_at} as="short" /> <bdi>{s.accepted_by ?? s.channel}</bdi></span>}</li>
      ))}</ul>
    </details>
  );
}

interface Ready {
  id: string;
  text: Names;
  done: boolean;
  missing?: string[];
  todo?: Names;
}

export function Readiness() {
  const tongue = useTongue();
  const { t, name } = tongue;
  const { value } = useAnswer<Ready[]>('/api/terms/readiness');
  const a = useStore(law)?.agreement;
  if (!value?.length) return null;
  const called = (id: string) => { const n = name(sideName(a, id)); return n === id ? tongue.code('role', id) : n; };
  return (
    <details class="part" id="readiness"><summary><strong>{t('terms.readiness')}</strong> · {t('terms.readiness.count', { n: value.filter((r) => r.done).length, all: value.length })}</summary>
      <ul class="plain register">{value.map((r) => (
        <li key={r.id}><span aria-hidden="true">{r.done ? '☑' : '☐'}</span> <strong>{name(r.text)}</strong> · {t(r.done ? 'terms.readiness.done' : 'terms.readiness.todo')}
          {!r.done && <p class="quiet">{r.missing && <>{t('terms.readiness.missing', { list: tongue.list(r.missing.map(called)) })}. </>}{name(r.todo)}</p>}</li>
      ))}</ul>
    </details>
  );
}
