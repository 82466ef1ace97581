// The guarantors' queue, "act with your side": what each was asked, until when, how often it was reminded, and what it answered.
import { Button, Did, Due, Facts, Form, Open, Receipt, Section, Time, Told, Words, go, law, may, sideName, useAnswer, useMission, useNow, useState, useStore, useTongue, view } from 'truce';
import { caseLayer, queueLayer, type Item } from './case';

export function Queue() {
  const { t } = useTongue();
  const now = useNow();
  const [all, setAll] = useState(false);
  const asked = useAnswer<{ items: Item[] }>('/api/inquiry/queue', { open: all ? 'all' : 'yes', limit: 500 });
  return (
    <>
      <div class="pick" role="group">
        <Button pressed={!all} onClick={() => setAll(false)}>{t('inquiry.open')}</Button>
        <Button pressed={all} onClick={() => setAll(true)}>{t('inquiry.all')}</Button>
      </div>
      <Told of={asked}>{({ items }) => items.length === 0 ? <p class="quiet pad">{t('queue.none')}</p> : (
        <>
          <Part title={t('inquiry.clocks.late')} items={items.filter((i) => !i.answered && i.due < now)} />
          <Part title={t('inquiry.clocks.due')} items={items.filter((i) => !i.answered && i.due >= now)} />
          <Part title={t('queue.answered')} items={items.filter((i) => i.answered)} />
        </>
      )}</Told>
    </>
  );
}

function Part({ title, items }: { title: string; items: Item[] }) {
  const tongue = useTongue();
  const { t } = tongue;
  const { sel } = useStore(view);
  const agreement = useStore(law)?.agreement;
  const side = (id: string) => tongue.name(sideName(agreement, id));
  if (items.length === 0) return null;
  return (
    <Section title={title} aside={<span class="n">{tongue.number(items.length)}</span>}>
      <ul class="rows">{[...items].sort((a, b) => (a.due < b.due ? -1 : 1)).map((i) => (
        <li key={i.item}><Open sel={`${queueLayer}/${i.item}`} class="row clock" current={sel === `${queueLayer}/${i.item}`}>
          <span class="main"><strong>{side(i.guarantor)}</strong> <span class="arrow" aria-hidden="true" /> {side(i.party)}</span>
          <span class="sub"><bdi>{i.title}</bdi></span>
          {i.answered ? <span class="sub state">{tongue.code('outcome', i.outcome)}</span> : <span class="sub"><Due at={i.due} /> <Time at={i.due} as="short" />{i.escalated ? <strong> · {t('queue.chair')}</strong> : null}</span>}
        </Open></li>
      ))}</ul>
    </Section>
  );
}

export function ShowItem({ id }: { id: string }) {
  const { t } = useTongue();
  const asked = useAnswer<{ items: Item[] }>('/api/inquiry/queue', { open: 'all', limit: 500 });
  return <Told of={asked}>{({ items }) => {
    const item = items.find((i) => String(i.item) === id);
    return item ? <One i={item} /> : <p class="quiet pad">{t('frame.empty')}</p>;
  }}</Told>;
}

function One({ i }: { i: Item }) {
  const tongue = useTongue();
  const { t } = tongue;
  const { me } = useMission();
  const { step } = useStore(view);
  const agreement = useStore(law)?.agreement;
  const side = (id: string) => tongue.name(sideName(agreement, id));
  const about = `${queueLayer}/${i.item}`;
  const mine = me?.kind === 'guarantor' && me.party === i.guarantor && !i.answered;
  const answers = mine && may(me, agreement, 'inquiry.answer_item'), measures = (mine || me?.kind === 'mission') && may(me, agreement, 'inquiry.set_measure');
  return (
    <article>
      <header class="head">
        <p class="kicker">{t('queue.item', { n: i.item })}</p>
        <h2><bdi>{i.title || t('inquiry.case', { n: i.case })}</bdi></h2>
        <p class="sub"><strong>{side(i.guarantor)}</strong> <span class="arrow" aria-hidden="true" /> {side(i.party)}</p>
      </header>
      <Section title={t('queue.asked')}>
        <Words>{i.text}</Words>
        <Facts of={[
          [t('queue.owed'), i.reason && tongue.code('clock', i.reason)],
          [t('queue.since'), i.since && <Time at={i.since} />],
          [t('queue.until'), <><Time at={i.due} /> {!i.answered && <Due at={i.due} />}</>],
          [t('queue.reminded'), i.reminded ? tongue.number(i.reminded) : null],
          [t('queue.escalated'), i.escalated ? <Open sel={`entry/${i.escalated}`}>{t('queue.chair')}</Open> : null],
        ]} />
      </Section>
      {i.answered ? <Section title={t('queue.answer')}><p class="state">{tongue.code('outcome', i.outcome)}</p><Words>{i.answer}</Words></Section> : null}
      <Section title={t('work.title')}>
        <Did about={about} />
        {answers && step === 'answer' ? (
          <Form deed={{
            key: `inquiry.answer/${i.item}`, title: t('queue.do'), about, door: 'inquiry/queue/answer', start: { outcome: 'acted', text: '' }, note: <p class="quiet">{t('queue.do.is')}</p>,
            fields: [
              { name: 'outcome', label: t('queue.answer'), kind: 'radio', options: ['acted', 'handed_on', 'declined'].map((o) => [o, tongue.code('outcome', o)]) },
              { name: 'text', label: t('queue.text'), kind: 'text', hint: t('queue.text.hint') },
            ],
            command: (v) => ({ item: i.item, outcome: v.outcome, text: v.text }),
          }} onClose={() => go({ step: '' })} />
        ) : (
          <div class="steps">
            {answers && <Button class="primary" onClick={() => go({ step: 'answer' })}>{t('queue.do')}</Button>}
            {measures && <Button onClick={() => go({ sel: `${caseLayer}/${i.case}`, step: 'measure' })}>{t('step.measure')}</Button>}
          </div>
        )}
        {!answers && !measures && <p class="quiet">{i.answered ? t('queue.over') : t('queue.theirs', { who: side(i.guarantor) })}</p>}
        <p><Open sel={`${caseLayer}/${i.case}`}>{t('inquiry.case', { n: i.case })}</Open></p>
      </Section>
      <Receipt entry={i.item} />
    </article>
  );
}
