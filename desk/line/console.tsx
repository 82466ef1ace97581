// The desk "line" in the console: messages between forces, from compose to read-back, the state of the lines, and counters
// for those who read no messages.
import { Button, Did, Due, Facts, Form, Open, Receipt, Section, Time, Told, Words, audienceWords, go, law, may, useAnswer, useEffect, useMemo, useMission, useNow, useRef, useState, useStore, useTongue, view, type Deed, type DeskConsole, type Features } from 'truce';
import { Compose } from './console/compose';
import { counterLayer, messageLayer, shut, useEndName, useLines, waits, type Counters, type Line, type Message, type Step, type WholeMessage } from './console/message';

const lineLayer = 'line.lines';

// Priority says how urgent a message is, in words and by the weight of its mark.
function Priority({ of }: { of: string }) {
  const { code } = useTongue();
  return <span class={`prio ${of.toLowerCase()}`}>{code('priority', of)}</span>;
}

// Banner says what state a line is in, and who says so.
function Banner({ l }: { l: Line }) {
  const tongue = useTongue();
  const { t } = tongue;
  const endName = useEndName();
  return (
    <li class={`wire ${l.state}`}>
      <Open sel={`${lineLayer}/${l.line}`} class="row table">
        <span class="main"><strong>{l.line}</strong> <bdi>{l.ends.map((e) => endName(e.id)).join(' – ')}</bdi></span>
        <span class="sub"><span class="state">{tongue.code('linestate', l.state)}</span>{l.words.map((w) => <span key={w.entry}> · {t('line.says', { who: endName(w.by), state: tongue.code('linestate', w.state) })}</span>)}</span>
      </Open>
    </li>
  );
}

function List() {
  const tongue = useTongue();
  const { t } = tongue;
  const { sel } = useStore(view);
  const now = useNow();
  const endName = useEndName();
  const [box, open] = useState<'in' | 'out' | 'all'>('all');
  const lines = useLines();
  const asked = useAnswer<{ messages: Message[] }>('/api/line/messages', { limit: 500 });
  const mine = new Map((lines.value?.lines ?? []).map((l) => [l.line, l.mine]));
  return (
    <>
      <Told of={lines}>{({ lines: all }) => (all.length === 0 ? <p class="quiet pad">{t('line.none')}</p> : <ul class="rows">{all.map((l) => <Banner key={l.line} l={l} />)}</ul>)}</Told>
      <div class="pick" role="group" aria-label={t('line.box')}>
        {(['all', 'in', 'out'] as const).map((b) => <Button key={b} pressed={box === b} onClick={() => open(b)}>{t(`line.box.${b}`)}</Button>)}
      </div>
      <Told of={asked}>{({ messages }) => {
        const shown = messages.filter((m) => m.sent <= now && (box === 'all' || mine.get(m.line) === (box === 'in' ? m.to : m.from))).sort((a, b) => Number(waits(b)) - Number(waits(a)));
        return shown.length === 0 ? <p class="quiet pad">{t(messages.length === 0 ? 'line.content' : 'frame.empty')}</p> : (
          <ul class="rows">{shown.map((m) => (
            <li key={m.message}><Open sel={`${messageLayer}/${m.message}`} class="row table" current={sel === `${messageLayer}/${m.message}`}>
              <span class="main two-lines"><bdi>{m.forgotten ? t('line.forgotten') : m.text}</bdi></span>
              <span class="sub"><Priority of={m.priority} /> <bdi dir="ltr">{m.line}/{m.number}</bdi> · {tongue.code('message', m.type)}</span>
              <span class="sub"><bdi>{endName(m.from)}</bdi> <span class="arrow" aria-hidden="true" /> <bdi>{endName(m.to)}</bdi></span>
              <span class="sub">{waits(m) ? <Due at={m.due} /> : <span class="state">{tongue.code('messagestate', m.state)}</span>}{!waits(m) && m.late && <> · <span class="due late">{t('line.late')}</span></>} · <Time at={m.sent} as="short" /></span>
            </Open></li>
          ))}</ul>
        );
      }}</Told>
    </>
  );
}

function CounterList() {
  const tongue = useTongue();
  const { t } = tongue;
  const asked = useAnswer<{ totals: Counters; lines: Counters[] }>('/api/line/counters');
  return (
    <>
      <p class="hint pad">{t('line.counters.is')}</p>
      <Told of={asked}>{({ totals, lines }) => (
        <>
          <div class="pad"><Facts of={countersOf(totals, tongue)} /></div>
          <table class="counts"><thead><tr><th>{t('line.line')}</th><th>{t('line.priority')}</th><th>{t('line.number.short')}</th><th>{t('line.late.short')}</th></tr></thead>
            <tbody>{lines.map((c) => <tr key={`${c.line}/${c.priority}`}><td>{c.line}</td><td>{tongue.code('priority', c.priority)}</td><td class="num">{tongue.number(c.messages)}</td><td class="num">{tongue.number(c.late)}</td></tr>)}</tbody></table>
        </>
      )}</Told>
    </>
  );
}

function countersOf(c: Counters, { t, number }: ReturnType<typeof useTongue>): [string, string][] {
  const share = c.on_time_permille === null ? t('frame.unknown') : `${number(c.on_time_permille / 10)} %`;
  return [
    [t('line.messages'), number(c.messages)], [t('line.ontime'), `${number(c.on_time)} · ${share}`], [t('line.late.short'), number(c.late)], [t('line.waiting'), number(c.waiting)],
    [t('line.corrections'), number(c.corrections)], [t('line.again'), number(c.second_read_backs)], [t('line.checks'), number(c.position_checks)],
  ];
}

function Show({ id }: { id: string }) {
  const asked = useAnswer<WholeMessage>(`/api/line/messages/${encodeURIComponent(id)}`);
  return <Told of={asked}>{(m) => <One m={m} />}</Told>;
}

function One({ m }: { m: WholeMessage }) {
  const tongue = useTongue();
  const { t } = tongue;
  const endName = useEndName();
  return (
    <article>
      <header class="head">
        <p class="kicker"><bdi dir="ltr">{m.line}/{m.number}</bdi> · <span class="state">{tongue.code('messagestate', m.state)}</span></p>
        <h2><Priority of={m.priority} /> {tongue.code('message', m.type)}</h2>
        <p class="sub"><bdi>{endName(m.from)}</bdi> <span class="arrow" aria-hidden="true" /> <bdi>{endName(m.to)}</bdi> · <Time at={m.sent} /></p>
      </header>
      <Did about={`${messageLayer}/${m.message}`} />
      {m.corrected_by !== undefined && <p class="refused" role="status">{t('line.corrected')} <Open sel={`${messageLayer}/${m.corrected_by}`}>{t('line.open.new')}</Open></p>}
      {m.flagged && <p class="refused" role="status">{t('line.flagged', { distance: tongue.metres(m.apart_m ?? 0) })}</p>}
      {m.forgotten ? <p class="quiet pad">{t('line.forgotten')}</p> : <Words>{m.text}</Words>}
      {m.differences && (
        <Section title={t('line.differences')}>
          {m.differences.length === 0 ? <p class="quiet">{t('line.differences.none')}</p> : (
            <dl class="diff">{m.differences.map((d) => (
              <div key={d.field}><dt>{fieldName(d.field, tongue)}{d.moved_m ? ` · ${t('line.moved', { distance: tongue.metres(d.moved_m) })}` : ''}</dt>
                <dd><del><bdi>{d.before || '–'}</bdi></del></dd><dd><ins><bdi>{d.after || '–'}</bdi></ins></dd></div>
            ))}</dl>
          )}
          {m.corrects !== undefined && <p><Open sel={`${messageLayer}/${m.corrects}`}>{t('line.open.old')}</Open></p>}
        </Section>
      )}
      <Facts of={[
        [t('line.due'), waits(m) ? <Due at={m.due} /> : <Time at={m.due} as="short" />],
        [t('line.acked'), m.acknowledged ? <><Time at={m.acknowledged} as="short" />{m.late && <span class="due late"> {t('line.late')}</span>}</> : <span class="quiet">–</span>],
        [t('line.start'), m.start && <Time at={m.start} />], [t('line.end'), m.end && <Time at={m.end} />], [t('line.reply'), m.reply_by && <Time at={m.reply_by} />],
        [t('line.noplace'), m.fact.no_position && <bdi>{m.fact.no_position}</bdi>], [t('line.interpreter'), m.fact.interpreter && <bdi>{m.fact.interpreter}</bdi>],
        [t('line.emergency'), m.fact.emergency && t('frame.yes')], [t('line.relayed'), m.fact.relayed && t('frame.yes')],
      ]} />
      {(m.fact.positions ?? []).map((p, i) => (
        <Section key={i} title={t('line.place', { n: i + 1 })}>
          <Facts of={[
            [t('line.name'), <bdi>{p.name}</bdi>], [t('line.number'), <bdi class="num">{p.written}</bdi>],
            [t('line.clicked'), p.click && <bdi class="num">{p.click.lat.toFixed(4)}, {p.click.lon.toFixed(4)}</bdi>],
            [t('line.apart'), <span class={p.apart_m > 1000 ? 'due late' : ''}>{tongue.metres(p.apart_m)}</span>], [t('line.radius'), p.radius_m && tongue.metres(p.radius_m)],
          ]} />
        </Section>
      ))}
      <Deeds m={m} />
      <Section title={t('line.course')}>
        <ol class="course">{[...m.steps].reverse().map((s) => <Course key={s.entry} s={s} />)}</ol>
      </Section>
      <Receipt entry={m.message} />
    </article>
  );
}

function fieldName(field: string, { t, number }: ReturnType<typeof useTongue>): string {
  const place = /^positions\[(\d+)\]$/.exec(field);
  if (place) return t('line.place', { n: number(Number(place[1]) + 1) });
  return field === 'text' ? t('line.text') : field === 'start' ? t('line.start') : field === 'end' ? t('line.end') : t('line.priority');
}

// Deeds are what who looks may do next with a message: one form at a time, the one that comes next open.
function Deeds({ m }: { m: WholeMessage }) {
  const tongue = useTongue();
  const { t } = tongue;
  const v = useStore(view);
  const { me } = useMission();
  const agreement = useStore(law)?.agreement;
  const agreed = m.steps.some((s) => s.kind.startsWith('line.read_back/') && s.fact.agrees === true);
  const about = `${messageLayer}/${m.message}`;
  const positions = m.fact.positions ?? [];
  const deeds: (Deed & { id: string; next?: boolean })[] = [];
  const listens = m.mine === 'to' && may(me, agreement, 'line.acknowledge') && !m.corrected_by && m.state !== 'closed';
  if (listens && !m.acknowledged && !agreed) {
    deeds.push({
      id: 'readback', next: true, key: `line.readback/${m.message}`, title: t('line.readback'), about, door: 'line/read-backs', send: t('line.readback.send'), note: <p class="hint">{t('line.readback.is')}</p>,
      start: { text: '' },
      fields: [
        ...positions.map((_, i) => ({ name: `positions[${i}]`, label: t('line.readback.place', { n: tongue.number(i + 1) }), kind: 'line' as const, hint: t('line.number.hint') })),
        { name: 'text', label: t('line.readback.text'), kind: 'text' as const },
      ],
      command: (f) => ({ message: m.message, ...(positions.length ? { positions: positions.map((_, i) => (f[`positions[${i}]`] ?? '').trim()) } : {}), ...(f.text ? { text: f.text } : {}) }),
    });
    if (!m.received) deeds.push({ id: 'receive', key: `line.receive/${m.message}`, title: t('line.receive'), about, door: 'line/receipts', start: {}, fields: [], command: () => ({ message: m.message }) });
  }
  if (listens && !m.acknowledged && agreed) deeds.push({ id: 'ack', next: true, key: `line.ack/${m.message}`, title: t('line.ack'), about, door: 'line/acknowledgements', send: t('line.ack.send'), note: <p class="hint">{t('line.ack.is')}</p>, start: {}, fields: [], command: () => ({ message: m.message }) });
  if (listens && m.acknowledged) {
    deeds.push({
      id: 'answer', key: `line.answer/${m.message}`, title: t('line.answer'), about, door: 'line/answers', start: { outcome: 'answered', text: '' },
      fields: [{ name: 'outcome', label: t('line.outcome'), kind: 'radio', options: ['answered', 'actioned', 'declined'].map((o): [string, string] => [o, tongue.code('answered', o)]) }, { name: 'text', label: t('line.text'), kind: 'text' }],
      command: (f) => ({ message: m.message, outcome: f.outcome, text: f.text }),
    });
  }
  if (m.mine === 'from' && may(me, agreement, 'line.send') && m.state !== 'closed' && (m.acknowledged || m.corrected_by)) {
    deeds.push({ id: 'close', key: `line.close/${m.message}`, title: t('line.close'), about, door: 'line/closings', start: { reason: '' }, fields: [{ name: 'reason', label: t('field.reason'), kind: 'text' }], command: (f) => ({ message: m.message, ...(f.reason ? { reason: f.reason } : {}) }) });
  }
  const correctable = m.mine === 'from' && may(me, agreement, 'line.send') && !m.corrected_by && m.type !== 'test';
  const open = deeds.find((d) => d.id === v.step) ?? deeds.find((d) => d.next);
  if (deeds.length === 0 && !correctable) return null;
  return (
    <Section title={t('line.next')}>
      {open && <Form key={open.key} deed={open} onClose={() => go({ step: '' })} />}
      <div class="actions">
        {deeds.filter((d) => d !== open).map((d) => <Button key={d.id} onClick={() => go({ step: d.id })}>{d.title}</Button>)}
        {correctable && <Button onClick={() => go({ mode: 'line.send', step: 'correct', sel: about })}>{t('line.correct')}</Button>}
      </div>
    </Section>
  );
}

function Course({ s }: { s: Step }) {
  const tongue = useTongue();
  const { t } = tongue;
  const agreement = useStore(law)?.agreement;
  const endName = useEndName();
  const kind = s.kind.replace(/\/\d+$/, '');
  const f = s.fact;
  const said = String(f.text ?? f.reason ?? '');
  const post = typeof f.post === 'string' ? audienceWords(tongue, agreement, f.post) : '';
  return (
    <li>
      <Time at={s.at} as="short" />
      <strong>{tongue.code('fact', kind)}{kind === 'line.read_back' && `: ${t(f.agrees === true ? 'line.agrees' : 'line.differs')}`}{kind === 'line.answered' && `: ${tongue.code('answered', String(f.outcome))}`}</strong>
      <span class="quiet"><bdi>{post || (s.side ? endName(s.side) : kind === 'line.overdue' ? t('inquiry.by.system') : endName('desk'))}</bdi></span>
      {kind === 'line.read_back' && f.agrees !== true && !s.forgotten && <span class="due late">{t('line.apart.by', { distance: tongue.metres(Number(f.apart_m ?? 0)) })}</span>}
      {said && <Words>{said}</Words>}
    </li>
  );
}

function ShowLine({ id }: { id: string }) {
  const asked = useLines();
  const { t } = useTongue();
  return <Told of={asked}>{({ lines }) => {
    const l = lines.find((x) => x.line === id);
    return l ? <OneLine l={l} /> : <p class="quiet pad">{t('frame.empty')}</p>;
  }}</Told>;
}

function OneLine({ l }: { l: Line }) {
  const tongue = useTongue();
  const { t } = tongue;
  const { me } = useMission();
  const agreement = useStore(law)?.agreement;
  const endName = useEndName();
  const tests = useAnswer<{ tests: { entry: number; at: string; result: string; minutes: number | null }[] }>('/api/line/tests', { line: l.line, limit: 60 });
  const counted = useAnswer<{ totals: Counters }>('/api/line/counters', { line: l.line });
  const said = l.words.find((w) => w.by === (l.mine ?? 'mission'))?.state ?? 'open';
  const deed: Deed = {
    key: `line.state/${l.line}`, title: t('line.state.set'), about: `${lineLayer}/${l.line}`, door: 'line/states', note: <p class="hint">{t('line.state.is')}</p>, start: { state: said === 'open' ? 'degraded' : 'open', reason: '' },
    fields: [{ name: 'state', label: t('line.state'), kind: 'radio', options: ['open', 'degraded', 'suspended', 'closed'].filter((s) => s !== said).map((s): [string, string] => [s, tongue.code('linestate', s)]) }, { name: 'reason', label: t('field.reason'), kind: 'text' }],
    command: (f) => ({ line: l.line, state: f.state, reason: f.reason }),
  };
  return (
    <article>
      <header class="head"><p class="kicker">{t('line.line')} {l.line} · <span class="state">{tongue.code('linestate', l.state)}</span></p><h2><bdi>{l.ends.map((e) => endName(e.id)).join(' – ')}</bdi></h2><p class="sub"><bdi>{l.name}</bdi></p></header>
      <Did about={`${lineLayer}/${l.line}`} />
      {l.words.map((w) => <div class="refused" role="status" key={w.entry}><p>{t('line.says', { who: endName(w.by), state: tongue.code('linestate', w.state) })} · <Time at={w.at} as="short" /></p><Words>{w.reason}</Words></div>)}
      {shut(l) && <p class="hint pad">{t('line.emergency.is')}</p>}
      <Section title={t('line.roster')}>
        <div class="two sides">{l.ends.map((e) => <section class="side" key={e.id} aria-label={endName(e.id)}><h4>{endName(e.id)}</h4><ol class="numbered">{e.posts.map((p) => <li key={p}>{audienceWords(tongue, agreement, p)}</li>)}</ol></section>)}</div>
        {l.through && <p class="sub pad">{t('line.through', { who: audienceWords(tongue, agreement, l.through) })}</p>}
      </Section>
      <Section title={t('line.counters')}><Told of={counted}>{({ totals }) => <Facts of={countersOf(totals, tongue)} />}</Told></Section>
      <Section title={t('line.tests')}>
        {l.test_at && <p class="sub">{t('line.test.at', { time: l.test_at })} {l.test_due && <Due at={l.test_due} />}</p>}
        <Told of={tests}>{({ tests: all }) => (all.length === 0 ? <p class="quiet">{t('line.tests.none')}</p> : <ul class="plain">{all.map((x) => <li key={x.entry}><Time at={x.at} as="short" /> <span class={x.result === 'good' || x.result === 'waiting' ? 'state' : 'due late'}>{tongue.code('test', x.result)}</span>{x.minutes !== null && <span class="quiet"> · {tongue.span(x.minutes * 60_000)}</span>}</li>)}</ul>)}</Told>
      </Section>
      {may(me, agreement, 'line.set_state') && <Form key={deed.key + said} deed={deed} onClose={() => go({ step: '' })} />}
      <Receipt entry={l.entry} />
    </article>
  );
}

// useDrawn draws what was said on the lines in the day before the moment that is looked at, and sounds when a message that
// cannot wait has come for who looks.
function useDrawn(): Features | undefined {
  const now = useNow();
  const tongue = useTongue();
  const { me } = useMission();
  const { at, as } = useStore(view);
  const lines = useLines();
  const { value } = useAnswer<{ messages: Message[] }>('/api/line/messages', { limit: 200 });
  const sounded = useRef(new Set<number>());
  useEffect(() => {
    if (!value || !lines.value || !me || at || as) return;
    const mine = new Map(lines.value.lines.map((l) => [l.line, l.mine]));
    const urgent = value.messages.filter((m) => waits(m) && mine.get(m.line) === m.to && (m.priority === 'FLASH' || m.priority === 'IMMEDIATE') && !sounded.current.has(m.message));
    if (urgent.length === 0) return;
    for (const m of urgent) sounded.current.add(m.message);
    sound(urgent.some((m) => m.priority === 'FLASH') ? 3 : 1);
  }, [value, lines.value]);
  return useMemo(() => value?.messages.filter((m) => m.place && !m.corrected_by && m.sent <= now && Date.parse(now) - Date.parse(m.sent) < 86_400_000).map((m) => ({
    type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: [m.place!.lon, m.place!.lat] }, properties: { sel: `${messageLayer}/${m.message}`, title: `${tongue.code('priority', m.priority)} · ${m.line}/${m.number}` },
  })), [value, now, tongue]);
}

// sound plays so many short tones. A browser that was not touched yet stays silent; the page shows it anyway.
function sound(times: number): void {
  try {
    const audio = new AudioContext();
    for (let i = 0; i < times; i++) {
      const tone = audio.createOscillator();
      tone.frequency.value = 880;
      tone.connect(audio.destination);
      tone.start(audio.currentTime + i * 0.4);
      tone.stop(audio.currentTime + i * 0.4 + 0.2);
    }
    setTimeout(() => void audio.close(), times * 400 + 500);
  } catch {
    // there is no sound here
  }
}

const desk: DeskConsole = {
  id: 'line',
  order: 3,
  title: 'desk.line',
  layers: [{ id: messageLayer, source: 'things', useFeatures: useDrawn }],
  pages: [ // for whoever is signed in: the public has no part in a line
    { id: messageLayer, title: 'line.page', layer: counterLayer, icon: 'M4 6h16v10H9l-5 4z M8 10h8 M8 13h5', List },
    { id: counterLayer, title: 'line.counters', layer: counterLayer, icon: 'M5 20V11 M10 20V5 M15 20v-6 M20 20V9', List: CounterList },
  ],
  panels: { [messageLayer]: { Show }, [lineLayer]: { Show: ShowLine } },
  modes: [{ id: 'line.send', title: 'line.send', may: (me, agreement) => may(me, agreement, 'line.send'), Show: Compose }],
  found: (kind, entry) => (kind === 'message' ? `${messageLayer}/${entry}` : ''),
};

export default desk;
