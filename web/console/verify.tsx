// Checking an entry oneself: what the browser proves, said step by step. Nothing here believes the server: the key is the
// one that this browser keeps, and every hash is computed here.
import { useEffect, useState } from 'preact/hooks';
import { useTongue } from '../shared/i18n';
import { useMission } from '../shared/mission';
import { ask, bytes, Problem, text } from '../shared/api';
import { Button, Facts, Open, Refused, Section, Time } from '../shared/ui';
import { hex } from '../shared/verify/bytes';
import { decode, type Value } from '../shared/verify/cbor';
import { parseLeaf, type Leaf } from '../shared/verify/body';
import { parseCosigned, parseCosigner, witnessed, type Witnessed } from '../shared/verify/cosign';
import { Foreign, parseKey, type Checkpoint, type Key } from '../shared/verify/note';
import { discloseFields, formatReceipt, included, parseReceipt, says, signed, type Receipt } from '../shared/verify/receipt';
import { keep, kept, meet, sameWitnesses } from '../shared/verify/keep';
import { checkConsistency, consistency, leafHash } from '../shared/verify/tree';
import type { WordKey } from '../shared/words';

interface Step {
  state: 'good' | 'note' | 'bad' | 'alarm';
  key: WordKey;
  slots?: Record<string, string | number>;
  at?: string; // a moment that the sentence names
  why?: string; // what exactly did not hold, as the command line says it
}

interface Outcome {
  steps: Step[];
  receipt?: Receipt;
  leaf?: Leaf;
  checkpoint?: Checkpoint;
  other?: string; // another key than the one kept
  witnesses?: Witnessed[]; // who countersigned what this is part of
}

const because = (e: unknown): string => (e instanceof Error ? e.message : String(e));
const tile = async (path: string) => new Uint8Array((await bytes(`/log/tile/${path}`)).value);

// prove goes through a receipt. wanted is the entry that was asked for, or null for a file; its checkpoint then need not be
// the newest.
export async function prove(data: string, wanted: number | null, origin: string): Promise<Outcome> {
  const steps: Step[] = [];
  const out: Outcome = { steps };
  const now = new Date().toISOString();
  let r: Receipt;
  try {
    r = out.receipt = parseReceipt(data);
  } catch (e) {
    steps.push({ state: 'bad', key: 'verify.step.read.not', why: because(e) });
    return out;
  }
  steps.push({ state: 'good', key: 'verify.step.read' });
  if (wanted !== null && r.index !== wanted) steps.push({ state: 'bad', key: 'verify.step.another', slots: { n: r.index } });

  const name = r.checkpoint.slice(0, r.checkpoint.indexOf('\n'));
  const k = kept(localStorage, name);
  const foreign = k !== null && k.key !== r.key;
  try {
    const key = parseKey(k?.key ?? r.key);
    let c: Checkpoint;
    try {
      c = out.checkpoint = signed(r, key);
    } catch (e) {
      if (k && (e instanceof Foreign || foreign)) {
        steps.push({ state: 'alarm', key: 'verify.step.key.other', at: k.since });
        if (r.key !== k.key) out.other = r.key;
      }
      throw e;
    }
    // A stated key that is not the kept one is a lie even where the kept one signed.
    if (k && foreign) steps.push({ state: 'alarm', key: 'verify.step.key.other', at: k.since });
    else steps.push(k ? { state: 'good', key: 'verify.step.key.kept', at: k.since } : { state: 'note', key: 'verify.step.key.first' });
    steps.push({ state: 'good', key: 'verify.step.signed', slots: { n: c.size } });
  } catch (e) {
    steps.push({ state: 'bad', key: 'verify.step.signed.not', why: because(e) });
    return out;
  }
  const c = out.checkpoint;
  try {
    included(r, c);
    out.leaf = parseLeaf(r.leaf);
    steps.push({ state: 'good', key: 'verify.step.included', slots: { i: r.index, n: r.path.length } });
  } catch (e) {
    steps.push({ state: 'bad', key: 'verify.step.included.not', why: because(e) });
    return out;
  }
  try {
    says(r, out.leaf);
    if (r.shown.length > 0) steps.push({ state: 'good', key: 'verify.step.said.shown', slots: { n: r.shown.length } });
    else steps.push(r.body ? { state: 'good', key: 'verify.step.said', slots: { n: r.body.fields.length } } : { state: 'note', key: 'verify.step.said.closed' });
  } catch (e) {
    steps.push({ state: 'bad', key: 'verify.step.said.not', why: because(e) });
  }

  const met = await meet(k, c, parseKey(k?.key ?? r.key), tile, wanted !== null && name === origin);
  const n = 'from' in met ? met.from.size : 'than' in met ? met.than.size : c.size;
  const grave = met.how === 'shrunk' || met.how === 'forked';
  steps.push({ state: grave ? 'alarm' : met.how === 'unproven' ? 'bad' : 'good', key: `verify.step.before.${met.how}`, slots: { n }, ...('why' in met ? { why: met.why } : {}) });
  if (name === origin) await countersigned(out, c, parseKey(k?.key ?? r.key), origin);
  const sound = !steps.some((s) => s.state === 'bad' || s.state === 'alarm');
  if (sound && (met.how === 'first' || met.how === 'grown')) keep(localStorage, name, k?.key ?? r.key, k?.since ?? now, c.signed, now);
  return out;
}

interface Policy {
  quorum: number;
  of: number;
  fresh_seconds: number;
  each: { guarantor?: string; name: string; key: string }[];
}

// countersigned counts the guarantors whose machines signed this history, by their own keys and in this browser. What the
// agreement asks for is what the host says of it; the keys are held against those that this browser saw first.
async function countersigned(out: Outcome, c: Checkpoint, key: Key, origin: string): Promise<void> {
  try {
    const { value: policy } = await ask<Policy>('/api/record/witnesses');
    if (policy.each.length === 0) return;
    const served = parseCosigned(await text('/log/cosigned')), now = Date.now();
    const witnesses = policy.each.map((w) => ({ guarantor: w.guarantor ?? w.name, key: parseCosigner(w.key) }));
    const all = await witnessed(served, key, witnesses, Number.MAX_SAFE_INTEGER, now);
    for (const { checkpoint: by } of all) {
      if (!by) continue;
      const [small, large] = by.size < c.size ? [by, c] : [c, by];
      checkConsistency(await consistency(tile, large.size, small.size), large.size, large.root, small.size, small.root);
    }
    out.witnesses = all;
    const counts = new Set(all.filter((w) => w.at > 0 && (policy.fresh_seconds === 0 || w.at >= now - policy.fresh_seconds * 1000)).map((w) => w.witness.guarantor));
    out.steps.push({ state: counts.size < policy.quorum ? 'bad' : 'good', key: counts.size < policy.quorum ? 'verify.step.witnesses.few' : 'verify.step.witnesses', slots: { n: counts.size, of: policy.of, quorum: policy.quorum } });
    if (sameWitnesses(localStorage, origin, policy.each.map((w) => w.key)) === false) out.steps.push({ state: 'note', key: 'verify.step.witnesses.other' });
  } catch (e) {
    out.steps.push({ state: e instanceof Problem ? 'note' : 'alarm', key: e instanceof Problem ? 'verify.step.witnesses.unread' : 'verify.step.witnesses.not', why: because(e) });
  }
}

export function Verify({ id }: { id: string }) {
  const tongue = useTongue();
  const { t } = tongue;
  const { origin } = useMission().status;
  const wanted = /^\d+$/.test(id) ? Number(id) : null;
  const [out, set] = useState<Outcome>();
  const [problem, failed] = useState<Problem>();
  const [file, named] = useState('');
  const [again, repeat] = useState(0);
  useEffect(() => {
    let gone = false;
    set(undefined);
    failed(undefined);
    named('');
    if (wanted !== null) {
      text(`/api/record/entries/${wanted}/receipt`).then((data) => prove(data, wanted, origin)).then(
        (o) => !gone && set(o),
        (e: unknown) => !gone && failed(e instanceof Problem ? e : new Problem(500, '', because(e))),
      );
    }
    return () => { gone = true; };
  }, [id, again]);
  const take = async (f: File | undefined) => {
    if (!f) return;
    failed(undefined);
    set(undefined);
    named(f.name);
    // What is not UTF-8 becomes other bytes here, and is refused as such.
    set(await prove(f.size > 16 << 20 ? '' : await f.text(), null, origin));
  };
  const trust = (key: string) => {
    const now = new Date().toISOString();
    keep(localStorage, parseKey(key).name, key, now, '', now);
    repeat(again + 1);
  };
  const steps = out?.steps ?? [];
  const alarm = steps.some((s) => s.state === 'alarm'), bad = steps.some((s) => s.state === 'bad');
  return (
    <article class="verify" onDragOver={(e) => e.preventDefault()} onDrop={(e) => { e.preventDefault(); void take(e.dataTransfer?.files[0]); }}>
      <header class="head">
        <p class="kicker">{t('verify.title')}</p>
        <h2>{file ? t('verify.dropped', { name: file }) : wanted !== null ? t('frame.entry', { n: wanted }) : t('verify.file')}</h2>
        <p class="sub">{t('verify.about')}</p>
      </header>
      {problem && <Refused problem={problem} />}
      {!out && !problem && (wanted !== null || file) && <p class="quiet pad" role="status">{t('verify.working')}</p>}
      {out && (
        <div class={`verdict proof-${alarm ? 'alarm' : bad ? 'bad' : 'good'}`} role={alarm || bad ? 'alert' : 'status'}>
          <p><strong>{alarm ? '▲ ' : bad ? '✕ ' : '✓ '}{t(alarm ? 'verify.alarm' : bad ? 'verify.bad' : 'verify.good')}</strong></p>
        </div>
      )}
      <ol class="checks">{steps.map((s) => (
        <li key={s.key} class={s.state}>
          <span aria-hidden="true">{{ good: '✓', note: '•', bad: '✕', alarm: '▲' }[s.state]}</span>
          <p>{t(s.key, { ...s.slots, ...(s.at ? { time: tongue.time(s.at) } : {}) })}{s.why && <bdi class="raw" lang="en"> {s.why}</bdi>}</p>
        </li>
      ))}</ol>
      {out?.other && <p class="pad"><Button onClick={() => trust(out.other!)}>{t('verify.trust')}</Button></p>}
      {out?.checkpoint && out.receipt && (
        <Facts of={[
          [t('verify.recorded'), out.leaf && <Time at={new Date(out.leaf.recorded).toISOString()} />],
          [t('verify.key'), <bdi class="code">{out.receipt.key}</bdi>],
          [t('verify.root'), <bdi class="code">{hex(out.checkpoint.root)}</bdi>],
          [t('verify.leaf'), <bdi class="code">{hex(leafHash(out.receipt.leaf))}</bdi>],
          ['', !out.witnesses && out.checkpoint.witnesses.length > 0 && t('verify.witnesses', { list: tongue.list(out.checkpoint.witnesses) })],
          ...(out.witnesses ?? []).map((w): [string, preact.ComponentChildren] => [
            t('verify.witness', { who: w.witness.guarantor }),
            <>
              <bdi class="code">{w.witness.key.name}</bdi>{' '}
              {w.at > 0 ? <>{t('verify.witness.signed', { n: w.size })} <Time at={new Date(w.at).toISOString()} /></> : t('verify.witness.never')}
            </>,
          ]),
        ]} />
      )}
      {out?.receipt?.body && !bad && (
        <details class="part"><summary>{t('verify.fields')}</summary>
          <Facts of={out.receipt.body.fields.map((f) => [f.path, <bdi class="raw">{shown(f.value)}</bdi>])} />
        </details>
      )}
      {out?.receipt && out.receipt.shown.length > 0 && !bad && (
        <Section title={t('verify.shown')}>
          <Facts of={out.receipt.shown.map((f) => [f.path, <bdi class="raw">{shown(f.value)}</bdi>])} />
          <p class="hint">{t('verify.shown.rest')}</p>
        </Section>
      )}
      {out?.receipt?.body && !bad && !alarm && <Show receipt={out.receipt} />}
      {wanted !== null && (
        <p class="proof">
          <Open sel={`entry/${wanted}`}>{t('verify.entry')}</Open>
          <a href={`/api/record/entries/${wanted}/receipt`} download={`entry-${wanted}.tlog-proof`}>{t('frame.receipt')}</a>
          <Button onClick={() => repeat(again + 1)}>{t('verify.again')}</Button>
        </p>
      )}
      <Section title={t('verify.file')}>
        <label class="drop">{t('verify.drop')}<input type="file" onChange={(e) => { void take(e.currentTarget.files?.[0]); e.currentTarget.value = ''; }} /></label>
        <p class="hint"><bdi>{t('verify.outside')}</bdi></p>
      </Section>
    </article>
  );
}

// Show makes, in the browser, a file that shows single fields and proves them.
function Show({ receipt }: { receipt: Receipt }) {
  const { t } = useTongue();
  const [fields, choose] = useState<string[]>([]);
  const file = fields.length > 0 ? `data:text/plain;charset=utf-8,${encodeURIComponent(formatReceipt(discloseFields(receipt, fields)))}` : '';
  return (
    <details class="part"><summary>{t('verify.show')}</summary>
      <p class="hint">{t('verify.show.about')}</p>
      {receipt.body!.fields.map((f) => (
        <label key={f.path} class="choice">
          <input type="checkbox" checked={fields.includes(f.path)} onChange={(e) => choose(e.currentTarget.checked ? [...fields, f.path] : fields.filter((p) => p !== f.path))} />
          <bdi class="code">{f.path}</bdi>
        </label>
      ))}
      {file && <p class="proof"><a href={file} download={`entry-${receipt.index}-shown.tlog-proof`}>{t('verify.show.take')}</a></p>}
    </details>
  );
}

// shown writes a value to be read, not to be parsed.
function shown(value: Uint8Array): string {
  const say = (v: Value): string => {
    if (v instanceof Uint8Array) return hex(v);
    if (Array.isArray(v)) return `[${v.map(say).join(', ')}]`;
    if (v instanceof Map) return `{${[...v].map(([k, x]) => `${say(k)}: ${say(x)}`).join(', ')}}`;
    return String(v);
  };
  try {
    return say(decode(value));
  } catch {
    return hex(value);
  }
}
