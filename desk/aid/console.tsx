// The desk "aid" in the console: convoys with a cell for each side, what became of each item, and notified places for those who may
// know of them. No page shows where a place lies; whoever takes a position reads it in the entry that gave it.
import { Due, Facts, placeName, Form, Open, Receipt, Section, Time, Told, Words, go, law, lines, may, useAnswer, useMission, useStore, useTongue, view, type DeskConsole, type Field } from 'truce';
import { convoyLayer, filled, numberOf, pairs, percent, siteLayer, strikeLayer, utc, who, type Cell, type Convoy, type Item, type Query, type Sent, type Site, type Strike, type WholeSite } from './console/relief';
import { Conflicts, CrossingForm, Crossings, NotifyForm, NotifyOffer, OnTheWay, wayFields, wayOf } from './console/way';
import { Work, aboutConvoy, aboutSite, aboutStrike, convoyOffers, siteOffers, strikeOffers } from './console/steps';

interface Rate { planned: number; reached: number; permille: number | null }
interface Totals { convoys: number; people: Rate; cross_border: Rate; cross_line: Rate; notifications: { sent: number; acknowledged_in_time: number } }

function Convoys() {
  const tongue = useTongue();
  const { t } = tongue;
  const { sel } = useStore(view);
  const { me } = useMission();
  const agreement = useStore(law)?.agreement;
  const asked = useAnswer<{ convoys: Convoy[] }>('/api/aid/convoys', { limit: 500 });
  const totals = useAnswer<Totals>('/api/aid/totals').value;
  return (
    <>
      {may(me, agreement, 'aid.plan') && <p class="pad actions"><Open sel="aid.plan/" class="button primary">{t('aid.plan')}</Open></p>}
      {totals && totals.convoys > 0 && (
        <div class="verdict">
          <p><strong>{t('aid.reached.share', { permille: percent(tongue, totals.people.permille) })}</strong></p>
          <p>{t('aid.border')}: {percent(tongue, totals.cross_border.permille)} · {t('aid.line')}: {percent(tongue, totals.cross_line.permille)}</p>
        </div>
      )}
      <Told of={asked}>{({ convoys }) => convoys.length === 0 ? <p class="quiet pad">{t('aid.none')}</p> : (
        <ul class="rows">{convoys.map((c) => (
          <li key={c.convoy}><Open sel={aboutConvoy(c.convoy)} class="row table" current={sel === aboutConvoy(c.convoy)}>
            <span class="main"><bdi>{c.plan.name}</bdi> · <Way c={c} /></span>
            <span class="sub"><span class="state">{tongue.code('aid', c.state === 'closed' ? c.outcome : c.state)}</span> · {t('aid.reached', { n: tongue.number(c.reached), planned: tongue.number(c.plan.people) })}</span>
            {c.cells.length > 0 && <span class="sub">{c.cells.map((cell, i) => <span key={cell.side}>{i > 0 && ' · '}<bdi>{who(tongue, agreement, cell.side)}</bdi>: {cell.answer ? tongue.code('aid', cell.answer) : <Due at={cell.due} />}</span>)}</span>}
          </Open></li>
        ))}</ul>
      )}</Told>
      <Crossings />
    </>
  );
}

// Way names where a convoy goes from and to, each name by itself, so that the arrow keeps the direction of the page.
function Way({ c }: { c: Convoy }) {
  const tongue = useTongue();
  const agreement = useStore(law)?.agreement;
  const name = (place: string) => placeName(tongue, agreement, place) || place;
  return <><bdi>{name(c.plan.hub)}</bdi> {tongue.dir === 'rtl' ? '←' : '→'} <bdi>{name(c.plan.to)}</bdi></>;
}

function ShowConvoy({ id }: { id: string }) {
  const asked = useAnswer<Convoy>(`/api/aid/convoys/${encodeURIComponent(id)}`);
  return <Told of={asked}>{(c) => <OneConvoy c={c} />}</Told>;
}

function OneConvoy({ c }: { c: Convoy }) {
  const tongue = useTongue();
  const { t } = tongue;
  const agreement = useStore(law)?.agreement;
  const crossing = agreement?.crossings?.find((x) => x.id === c.plan.crossing);
  return (
    <article>
      <header class="head">
        <p class="kicker">{t('aid.convoy', { name: c.plan.name })} · <span class="state">{tongue.code('aid', c.state)}</span></p>
        <h2><Way c={c} /></h2>
        <p class="sub">{t('aid.reached', { n: tongue.number(c.reached), planned: tongue.number(c.plan.people) })}</p>
      </header>
      <Work about={aboutConvoy(c.convoy)} offers={(me, a) => convoyOffers(c, me, a, tongue)} />
      <Section title={t('aid.cells')}>
        {c.cells.length === 0 ? <p class="quiet">{t('aid.cells.none')}</p> : <div class="cells">{c.cells.map((cell) => <OneCell key={cell.side} cell={cell} />)}</div>}
      </Section>
      <Conflicts c={c} />
      <OnTheWay c={c} />
      <Section title={t('aid.chain')}><Chain items={c.items} /></Section>
      <Facts of={[
        [t('aid.mode'), tongue.code('aid', c.plan.mode)], [t('aid.f.crossing'), crossing && tongue.name(crossing.name)], [t('aid.trucks'), tongue.number(c.plan.trucks)],
        [t('aid.seals'), c.seals > 0 && tongue.number(c.seals)], [t('aid.departs'), <Time at={c.plan.departs} />], [t('aid.outcome'), c.outcome && tongue.code('aid', c.outcome)], [t('aid.f.reason'), c.reason && <bdi>{c.reason}</bdi>],
      ]} />
      <Section title={t('aid.course')}>
        <ol class="plain course">{c.steps.map((s) => (
          <li key={s.entry}><Time at={s.at} as="short" /> <strong>{tongue.code('aid', s.step)}</strong>{s.outcome && <> · {tongue.code('aid', s.outcome)}</>} · <bdi>{who(tongue, agreement, s.actor)}</bdi> <span class="quiet">{s.minutes > 0 && t('aid.after', { span: tongue.span(s.minutes * 60_000) })} <Open sel={`entry/${s.entry}`}>{t('frame.entry', { n: s.entry })}</Open></span></li>
        ))}</ol>
      </Section>
      <Receipt entry={c.convoy} />
    </article>
  );
}

// OneCell is the answer of one side, or its clock. All cells have the same width and weight.
function OneCell({ cell }: { cell: Cell }) {
  const tongue = useTongue();
  const { t } = tongue;
  const agreement = useStore(law)?.agreement;
  const name = who(tongue, agreement, cell.side);
  return (
    <section class="side cell" aria-label={name}>
      <h4><bdi>{name}</bdi></h4>
      {cell.answer ? <p><strong>{tongue.code('aid', cell.answer)}</strong>{cell.late && <span class="flag"> {t('aid.late')}</span>}</p> : <p class="quiet">{t('aid.waiting')}</p>}
      {cell.at && (cell.minutes ?? 0) > 0 ? <p class="sub">{t('aid.after', { span: tongue.span(cell.minutes! * 60_000) })}</p> : !cell.answer && <p class="sub"><Due at={cell.due} /> <Time at={cell.due} as="short" /></p>}
      {cell.reason && <p class="sub">{tongue.code('aid', cell.reason)}</p>}
      {cell.conditions && <ul class="plain">{cell.conditions.map((x) => <li key={x} dir="auto">{x}</li>)}</ul>}
      {cell.text && <Words>{cell.text}</Words>}
    </section>
  );
}

function Chain({ items }: { items: Item[] }) {
  const tongue = useTongue();
  const { t } = tongue;
  const agreement = useStore(law)?.agreement;
  return (
    <>
      <table class="chain">
        <thead><tr><th scope="col">{t('aid.item')}</th><th scope="col">{t('aid.planned')}</th><th scope="col">{t('aid.loaded')}</th><th scope="col">{t('aid.removed')}</th><th scope="col">{t('aid.delivered')}</th></tr></thead>
        <tbody>{items.map((i) => (
          <tr key={i.code}><th scope="row"><bdi>{i.name}</bdi>{i.medical && <span class="quiet"> · {t('aid.medical')}</span>}</th>
            <td>{tongue.number(i.planned)}</td><td>{tongue.number(i.loaded)}</td><td>{i.removed > 0 ? <strong class="flag">{tongue.number(i.removed)}</strong> : tongue.number(0)}</td><td>{tongue.number(i.delivered)}</td></tr>
        ))}</tbody>
      </table>
      <ul class="plain">{items.flatMap((i) => (i.removals ?? []).map((r) => (
        <li key={`${i.code}/${r.entry}`}><Time at={r.at} as="short" /> {t('aid.removal', { n: tongue.number(r.quantity), item: i.name, place: r.place, by: who(tongue, agreement, r.by) })} · {tongue.code('aid', r.reason)} <Open sel={`entry/${r.entry}`}>{t('frame.entry', { n: r.entry })}</Open></li>
      )))}</ul>
    </>
  );
}

function PlanForm() {
  const tongue = useTongue();
  const { t } = tongue;
  const agreement = useStore(law)?.agreement;
  const line = (name: string, label: string, need = true): Field => ({ name, label, kind: 'line', need });
  const places = (agreement?.places ?? []).map((p) => p.name?.en ?? p.id);
  return (
    <article>
      <Form onClose={() => go({ sel: '' })} deed={{
        key: 'aid.plan/new', title: t('aid.plan'), about: 'aid.plan/', door: 'aid/convoys',
        fields: [
          line('name', t('aid.f.name')), line('month', t('aid.f.month')), { name: 'mode', label: t('aid.mode'), kind: 'choice', options: pairs(tongue, ['cross_line', 'cross_border', 'local']) },
          line('hub', t('aid.hub')), { name: 'crossing', label: t('aid.f.crossing'), kind: 'choice', options: [['', tongue.code('aid', 'none')], ...(agreement?.crossings ?? []).map((x): [string, string] => [x.id, `${x.id} · ${tongue.name(x.name)}`])] },
          { ...line('to', t('aid.to')), suggest: places }, { name: 'access', label: t('aid.f.access'), kind: 'choice', options: pairs(tongue, ['hard_to_reach', 'besieged', 'other']) },
          { name: 'trucks', label: t('aid.trucks'), kind: 'number', need: true }, { name: 'people', label: t('aid.f.people'), kind: 'number', need: true },
          { name: 'items', label: t('aid.f.items'), kind: 'list', hint: t('aid.f.items.hint'), need: true },
          { name: 'departs', label: t('aid.f.departs'), kind: 'moment', need: true }, { name: 'arrives', label: t('aid.f.arrives'), kind: 'moment', need: true },
          ...wayFields(tongue), line('contact', t('aid.f.contact')), { name: 'justification', label: t('aid.f.justification'), kind: 'text', need: true },
        ],
        start: { mode: 'cross_line', access: 'hard_to_reach', crossing: '' },
        command: (v) => ({ plan: filled({
          name: v.name ?? '', month: v.month ?? '', mode: v.mode, hub: v.hub ?? '', crossing: v.crossing, to: v.to ?? '', access: v.access, way: wayOf(v), trucks: numberOf(v.trucks), people: numberOf(v.people),
          items: lines(v.items).map((l) => { const [code, name, unit, n, medical] = l.split(';').map((x) => x.trim()); return { code: code ?? '', name: name ?? '', unit: unit ?? '', planned: numberOf(n), ...(medical ? { medical: true } : {}) }; }),
          departs: utc(v.departs), arrives: utc(v.arrives), security_contact: v.contact ?? '', justification: v.justification ?? '',
        }) }),
      }} />
    </article>
  );
}

function Sites() {
  const tongue = useTongue();
  const { t } = tongue;
  const { sel } = useStore(view);
  const agreement = useStore(law)?.agreement;
  const sites = useAnswer<{ sites: Site[] }>('/api/aid/sites', { limit: 500 });
  const told = useAnswer<{ notifications: Sent[] }>('/api/aid/notifications', { limit: 500 });
  const strikes = useAnswer<{ strikes: Strike[] }>('/api/aid/strikes', { limit: 100 }).value?.strikes ?? [];
  const queries = useAnswer<{ queries: Query[] }>('/api/aid/queries').value?.queries ?? [];
  const { me } = useMission();
  const mine = (told.value?.notifications ?? []).filter((n) => n.side === me?.party);
  return (
    <Told of={sites}>{({ sites: list }) => (
      <>
        <NotifyOffer />
        {list.length === 0 && mine.length === 0 && <p class="quiet pad">{t('aid.sites.none')}</p>}
        {mine.length > 0 && <Section title={t('aid.sites.told')} aside={<span class="n">{tongue.number(mine.length)}</span>}><ul class="rows">{mine.map((n) => (
          <li key={n.entry}><Open sel={aboutSite(n.site)} class="row table" current={sel === aboutSite(n.site)}>
            <span class="main">{tongue.code('aid', n.function)} · <bdi>{n.area}</bdi></span>
            <span class="sub">{t('aid.site', { n: n.site })}, {t('aid.site.version', { n: n.version })} · <Answer n={n} /></span>
          </Open></li>
        ))}</ul></Section>}
        {queries.filter((x) => x.side === me?.party && !x.answered).map((x) => <section class="part" key={x.entry}><h3>{t('aid.queries')}</h3><Words>{x.text}</Words><p class="sub"><Due at={x.due} /></p><p class="actions"><Open sel={`aid.query/${x.entry}`} class="button primary">{t('aid.do.explain')}</Open></p></section>)}
        {list.length > 0 && <Section title={t('aid.sites.ours')} aside={<span class="n">{tongue.number(list.length)}</span>}><ul class="rows">{list.map((s) => {
          const silent = s.told.filter((n) => n.outcome === 'no_ack');
          return (
            <li key={s.site}><Open sel={aboutSite(s.site)} class="row table" current={sel === aboutSite(s.site)}>
              <span class="main">{tongue.code('aid', s.function)} · <bdi>{s.area}</bdi> {s.reference && <bdi class="quiet">{s.reference}</bdi>}</span>
              <span class="sub"><span class="state">{tongue.code('aid', s.state)}</span> {silent.map((n) => <span class="flag" key={n.side}> · {t('aid.ack.none', { side: who(tongue, agreement, n.side) })}</span>)}</span>
            </Open></li>
          );
        })}</ul></Section>}
        {strikes.length > 0 && <Section title={t('aid.strikes')} aside={<span class="n">{tongue.number(strikes.length)}</span>}><ul class="rows">{strikes.map((s) => (
          <li key={s.entry}><Open sel={aboutStrike(s.entry)} class="row table" current={sel === aboutStrike(s.entry)}>
            <span class="main">{t('aid.strike', { n: s.report })}</span>
            <span class="sub">{s.assessed[0] ? tongue.code('aid', s.assessed[0].outcome) : <Due at={s.query_due} />} · {tongue.list([...new Set(s.found.map((f) => tongue.code('aid', f.function)))])}</span>
          </Open></li>
        ))}</ul></Section>}
      </>
    )}</Told>
  );
}

function Answer({ n }: { n: Sent }) {
  const tongue = useTongue();
  const { t } = tongue;
  if (n.change === 'withdrawn' || n.change === 'lapsed') return <span class="state">{tongue.code('aid', n.change)}</span>;
  if (n.outcome === 'no_ack') return <span class="flag">{tongue.code('aid', 'no_ack')}</span>;
  if (n.outcome) return <><span class="state">{tongue.code('aid', n.outcome)}</span>{n.late && <span class="flag"> {t('aid.late')}</span>}</>;
  return <><span class="quiet">{t('aid.ack.wait')}</span> <Due at={n.ack_due} /></>;
}

function ShowSite({ id }: { id: string }) {
  const tongue = useTongue();
  const { t } = tongue;
  const { me } = useMission();
  const no = Number(id);
  const agreement = useStore(law)?.agreement;
  const list = useAnswer<{ notifications: Sent[] }>('/api/aid/notifications', { limit: 1000 });
  const told = list.value?.notifications.find((n) => n.site === no && n.side === me?.party);
  const recipient = me !== null && me.kind !== 'mission' && told !== undefined;
  const asked = useAnswer<WholeSite>(list.value === undefined ? null : recipient ? null : `/api/aid/sites/${encodeURIComponent(id)}`);
  if (recipient) {
    return (
      <article>
        <header class="head"><p class="kicker">{t('aid.site', { n: no })}, {t('aid.site.version', { n: told.version })}</p><h2>{tongue.code('aid', told.function)} · <bdi>{told.area}</bdi></h2><p class="sub"><Answer n={told} /></p></header>
        <Words>{told.text}</Words>
        <Work about={aboutSite(no)} offers={(m, a) => siteOffers(no, undefined, told, m, a, tongue)} />
        <Receipt entry={told.entry} />
      </article>
    );
  }
  return (
    <Told of={asked}>{(s) => (
      <article>
        <header class="head"><p class="kicker">{t('aid.site', { n: s.site })}, {t('aid.site.version', { n: s.version })} · <span class="state">{tongue.code('aid', s.state)}</span></p><h2>{tongue.code('aid', s.function)} · <bdi>{s.area}</bdi></h2></header>
        <Work about={aboutSite(no)} offers={(m, a) => siteOffers(no, s, undefined, m, a, tongue)} />
        <Facts of={[[t('aid.org'), <bdi>{s.org}</bdi>], [t('aid.area'), <bdi>{s.area}</bdi>], [t('aid.consent'), <><bdi>{s.consent.by}</bdi> · <Time at={s.consent.at} as="day" /></>], [t('aid.confirmby'), <><Due at={s.confirm_due} /> <Time at={s.confirm_due} as="day" /></>]]} />
        <Section title={t('aid.recipients')}><ul class="plain">{s.told.map((n) => <li key={n.side}><strong>{who(tongue, agreement, n.side)}</strong> · {tongue.code('aid', n.scope)} · <Answer n={n} /> {n.reason && <bdi class="quiet">{n.reason}</bdi>}</li>)}</ul></Section>
        <Section title={t('aid.readings')}>{s.readings.length === 0 ? <p class="quiet">{t('aid.readings.none')}</p> : <ul class="plain">{s.readings.map((r) => <li key={r.entry}><Time at={r.at} as="short" /> <bdi>{r.member}</bdi>{r.side && <> ({who(tongue, agreement, r.side)})</>}: <bdi>{r.reason}</bdi></li>)}</ul>}</Section>
        {s.assessed.length > 0 && <Section title={t('aid.do.assess')}>{s.assessed.map((a) => <div key={a.entry}><p><strong>{tongue.code('aid', a.outcome)}</strong> <Time at={a.at} as="short" /></p><Words>{a.text}</Words></div>)}</Section>}
        <Receipt entry={s.site} />
      </article>
    )}</Told>
  );
}

function ShowStrike({ id }: { id: string }) {
  const tongue = useTongue();
  const { t } = tongue;
  const agreement = useStore(law)?.agreement;
  const asked = useAnswer<{ strikes: Strike[] }>('/api/aid/strikes', { limit: 1000 });
  return (
    <Told of={asked}>{({ strikes }) => {
      const s = strikes.find((x) => x.entry === Number(id));
      if (!s) return <p class="quiet pad">{t('frame.empty')}</p>;
      return (
        <article>
          <header class="head"><p class="kicker">{t('aid.strikes')}</p><h2>{t('aid.strike', { n: s.report })}</h2><p class="sub"><Open sel={`observe.reports/${s.report}`}>{t('inquiry.report', { n: s.report })}</Open> · <Due at={s.query_due} /></p></header>
          <p class="hint pad">{t('aid.strike.is')}</p>
          <Work about={aboutStrike(s.entry)} offers={(m, a) => strikeOffers(s, m, a, tongue)} />
          {s.found.map((f) => (
            <Section key={`${f.site}/${f.version}`} title={`${t('aid.site', { n: f.site })}, ${t('aid.site.version', { n: f.version })} · ${tongue.code('aid', f.function)}`}>
              <p>{tongue.code('aid', f.relation)} · {t('aid.distance', { m: tongue.metres(f.distance_m) })} <Open sel={aboutSite(f.site)}>{t('aid.site', { n: f.site })}</Open></p>
              <ul class="plain">{f.told.map((x) => <li key={x.side}><strong>{who(tongue, agreement, x.side)}</strong> · {t(x.before ? 'aid.told.before' : 'aid.told.after', { time: tongue.time(x.at, 'short') })} · {tongue.code('aid', x.outcome || 'no_ack')}</li>)}</ul>
            </Section>
          ))}
          {s.queries.length > 0 && <Section title={t('aid.queries')}>{s.queries.map((x) => <div key={x.entry}><p><strong>{who(tongue, agreement, x.side)}</strong> {!x.answered && <Due at={x.due} />}</p>{x.answer && <Words>{x.answer}</Words>}</div>)}</Section>}
          {s.assessed.map((a) => <Section key={a.entry} title={tongue.code('aid', a.outcome)}><Words>{a.text}</Words></Section>)}
        </article>
      );
    }}</Told>
  );
}

function Explain({ id }: { id: string }) {
  const { t } = useTongue();
  const asked = useAnswer<{ queries: Query[] }>('/api/aid/queries');
  return (
    <Told of={asked}>{({ queries }) => {
      const x = queries.find((q) => q.entry === Number(id));
      if (!x) return <p class="quiet pad">{t('frame.empty')}</p>;
      return <article><Words>{x.text}</Words><Form onClose={() => go({ sel: '' })} deed={{ key: `aid.explain/${id}`, title: t('aid.do.explain'), about: `aid.query/${id}`, door: 'aid/queries/answer', start: {}, fields: [{ name: 'text', label: t('aid.f.text'), kind: 'text', need: true }], command: (v) => ({ query: x.entry, text: v.text ?? '' }) }} /></article>;
    }}</Told>
  );
}

const desk: DeskConsole = {
  id: 'aid',
  order: 4,
  title: 'desk.aid',
  pages: [
    { id: convoyLayer, title: 'aid.convoys.page', layer: convoyLayer, icon: 'M3 6h11v10H3z M14 9h4l3 3v4h-7 M7 18.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3 M17 18.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3', List: Convoys },
    { id: siteLayer, title: 'aid.sites.page', layer: siteLayer, icon: 'M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6z M12 8v8 M8 12h8', List: Sites },
  ],
  panels: { [convoyLayer]: { wide: true, Show: ShowConvoy }, 'aid.plan': { Show: PlanForm }, 'aid.notify': { Show: NotifyForm }, 'aid.crossing': { Show: CrossingForm }, [siteLayer]: { Show: ShowSite }, [strikeLayer]: { Show: ShowStrike }, 'aid.query': { Show: Explain } },
};

export default desk;
