// The desk "people" in the console: who belongs to the mission and the sides, as far as the reader may know, how members are
// let in, and what lets oneself in.
import qrcode from 'qrcode-generator';
import { Button, Facts, Open, Problem, Receipt, Refused, Section, Time, Told, law, may, post, refresh, sideName, tell, useAnswer, useMission, useRef, useState, useStore, useTongue, view, type Agreement, type DeskConsole, type Tongue } from 'truce';

const layer = 'people.members';

interface Person {
  entry: number;
  member: string;
  code_name: string;
  kind: 'mission' | 'party' | 'guarantor';
  party?: string;
  roles?: string[];
  languages?: string[];
  enrolled?: string;
  left?: string;
}

interface Access {
  entry: number;
  id: string;
  sort: 'link' | 'session' | 'token';
  member: string;
  purpose?: string;
  issued: string;
  expires: string;
  ended?: string;
}

interface Device {
  entry: number;
  device: string;
  member: string;
  label?: string;
  lost?: string;
}

const sideOf = (tongue: Tongue, a: Agreement | undefined, p: Person): string => (p.party ? tongue.name(sideName(a, p.party)) : tongue.t('people.mission'));
const rolesOf = (tongue: Tongue, p: Person): string => (p.roles?.length ? tongue.list(p.roles.map((r) => tongue.code('role', r))) : '');

function List() {
  const tongue = useTongue();
  const { t } = tongue;
  const { sel } = useStore(view);
  const { me } = useMission();
  const text = useStore(law)?.agreement;
  const asked = useAnswer<Person[]>('/api/people/members');
  const sides = ['', ...(text?.parties ?? []).map((p) => p.id), ...(text?.guarantors ?? []).map((g) => g.id)];
  const row = (p: Person) => (
    <li key={p.member}><Open sel={`${layer}/${p.member}`} class="row table" current={sel === `${layer}/${p.member}`}>
      <span class="main"><bdi>{p.code_name}</bdi></span>
      <span class="sub">{p.left ? t('people.left') : rolesOf(tongue, p)}</span>
    </Open></li>
  );
  return (
    <>
      <p class="pad actions">
        {me && <Open sel={`${layer}/${me.member}`} class="button">{t('people.me')}</Open>}
        {may(me, text, 'people.enrol') && <Open sel="people.enrol/" class="button primary">{t('people.enrol')}</Open>}
      </p>
      <Told of={asked}>{(all) => (
        <>{sides.map((id) => {
          const here = all.filter((p) => (p.party ?? '') === id).sort((a, b) => a.code_name.localeCompare(b.code_name));
          return here.length > 0 && <Section key={id} title={id ? tongue.name(sideName(text, id)) : t('people.mission')} aside={<span class="n">{tongue.number(here.length)}</span>}><ul class="rows">{here.map(row)}</ul></Section>;
        })}</>
      )}</Told>
    </>
  );
}

function Show({ id }: { id: string }) {
  const tongue = useTongue();
  const { t } = tongue;
  const { me } = useMission();
  const text = useStore(law)?.agreement;
  const asked = useAnswer<Person[]>('/api/people/members');
  const can = (action: string) => may(me, text, action);
  const self = me?.member === id;
  return (
    <Told of={asked}>{(all) => {
      const p = all.find((x) => x.member === id);
      if (!p) return <p class="quiet pad">{t('frame.empty')}</p>;
      return (
        <article>
          <header class="head"><p class="kicker">{sideOf(tongue, text, p)}{self && <> · {t('people.me')}</>}</p><h2><bdi>{p.code_name}</bdi></h2></header>
          <Facts of={[
            [t('people.roles'), rolesOf(tongue, p) || <span class="unknown">{t(p.left ? 'frame.none' : 'people.roles.unknown')}</span>],
            [t('people.languages'), p.languages && tongue.list(p.languages.map((l) => new Intl.DisplayNames([tongue.lang], { type: 'language' }).of(l) ?? l))],
            [t('people.since'), p.enrolled && <Time at={p.enrolled} as="day" />],
            [t('people.left.at'), p.left && <Time at={p.left} />],
            [t('people.id'), <bdi class="code">{p.member}</bdi>],
          ]} />
          {!p.left && can('people.issue_link') && <Issue key={`link${id}`} member={id} sort="links" />}
          {!p.left && can('people.issue_token') && <Issue key={`token${id}`} member={id} sort="tokens" />}
          {(self || can('people.issue_link')) && <AccessList member={id} self={self} />}
          <Devices member={id} self={self} />
          {!p.left && !self && can('people.change_roles') && <ChangeRoles key={`roles${id}`} p={p} />}
          {!p.left && !self && can('people.remove') && <Do title={t('people.remove')} about={t('people.remove.about')} path="/api/people/leave" body={{ member: id }} />}
          <Receipt entry={p.entry} />
        </article>
      );
    }}</Told>
  );
}

const asProblem = (e: unknown): Problem => (e instanceof Problem ? e : new Problem(500, '', String(e)));

// Issue shows a secret once. It is kept nowhere: leaving the page loses it, as it should.
function Issue({ member, sort }: { member: string; sort: 'links' | 'tokens' }) {
  const tongue = useTongue();
  const { t } = tongue;
  const [purpose, say] = useState('');
  const [made, show] = useState<{ path?: string; secret?: string; expires: string }>();
  const [problem, failed] = useState<Problem>();
  const issue = async () => {
    failed(undefined);
    try {
      show(await post(`/api/people/${sort}`, { member, purpose: purpose.trim() }));
      say('');
      refresh();
    } catch (e) {
      failed(asProblem(e));
    }
  };
  const secret = made?.path ? location.origin + made.path : made?.secret;
  return (
    <Section title={t(sort === 'links' ? 'people.link' : 'people.token')}>
      {made && secret ? (
        <div class="verdict" role="status">
          <p><bdi class="code secret">{secret}</bdi></p>
          {made.path && <Phone secret={made.path.split('#')[1] ?? ''} />}
          <p>{t(sort === 'links' ? 'people.link.once' : 'people.token.once', { time: tongue.time(made.expires) })}</p>
          <p class="actions"><Copy text={secret} /><Button onClick={() => show(undefined)}>{t('people.link.taken')}</Button></p>
        </div>
      ) : (
        <form class="form inner" onSubmit={(e) => { e.preventDefault(); void issue(); }}>
          <label>{t('people.link.purpose')}<input value={purpose} maxLength={200} required onInput={(e) => say(e.currentTarget.value)} /></label>
          {problem && <Refused problem={problem} />}
          <p class="actions"><button type="submit">{t(sort === 'links' ? 'people.link' : 'people.token')}</button></p>
        </form>
      )}
    </Section>
  );
}

// Phone shows the code that sets up the field app on a phone. It names the record's key, so that the phone knows this mission from
// another that answers at the same address.
function Phone({ secret }: { secret: string }) {
  const { t } = useTongue();
  const { status } = useMission();
  const link = `${location.origin}/field/#${new URLSearchParams({ enrol: secret, key: status.key })}`;
  return (
    <details class="part"><summary>{t('people.phone')}</summary>
      <p class="hint">{t(location.protocol === 'https:' ? 'people.phone.about' : 'people.phone.http')}</p>
      <Code text={link} label={t('people.phone')} />
    </details>
  );
}

// Code draws a QR code of one path, dark on light whatever the page's colours are: cameras want that.
function Code({ text, label }: { text: string; label: string }) {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const n = code.getModuleCount();
  let path = '';
  for (let y = 0; y < n; y++) for (let x = 0; x < n; x++) if (code.isDark(y, x)) path += `M${x} ${y}h1v1h-1z`;
  return <svg class="qr" role="img" aria-label={label} viewBox={`-4 -4 ${n + 8} ${n + 8}`} shape-rendering="crispEdges"><rect x="-4" y="-4" width={n + 8} height={n + 8} fill="#fff" /><path d={path} fill="#000" /></svg>;
}

function Copy({ text }: { text: string }) {
  const { t } = useTongue();
  const [done, say] = useState(false);
  if (!navigator.clipboard) return null; // on a page that the browser does not call secure it is marked and copied by hand
  return <Button onClick={() => void navigator.clipboard.writeText(text).then(() => say(true), () => undefined)}>{t(done ? 'frame.reached' : 'people.copy')}</Button>;
}

function AccessList({ member, self }: { member: string; self: boolean }) {
  const tongue = useTongue();
  const { t } = tongue;
  const { me, status } = useMission();
  const text = useStore(law)?.agreement;
  const asked = useAnswer<Access[]>('/api/people/access');
  const mine = useAnswer<{ device?: string }>(self ? '/api/people/me' : null).value?.device;
  const can = may(me, text, 'people.revoke');
  return (
    <Section title={t('people.access')}>
      <Told of={asked}>{(all) => {
        const here = all.filter((a) => a.member === member), open = here.filter((a) => !a.ended && a.expires > status.now), ended = here.filter((a) => !open.includes(a));
        const line = (a: Access) => <><strong>{t(`people.sort.${a.sort}`)}{a.id === mine && <> ({t('people.this')})</>}</strong> {a.purpose && <bdi>{a.purpose}</bdi>} <span class="quiet"><Time at={a.issued} as="short" /> – {t('people.until', { time: tongue.time(a.ended ?? a.expires, 'short') })}</span></>;
        return (
          <>
            {open.length === 0 && <p class="quiet">{t('people.access.none')}</p>}
            <ul class="plain">{open.map((a) => <li key={a.id} class="act">{<span>{line(a)}</span>}{can && a.sort !== 'link' && a.id !== mine && <Do small title={t(a.sort === 'token' ? 'people.revoke' : 'people.close')} path={a.sort === 'token' ? '/api/people/tokens/revoke' : '/api/people/sessions/close'} body={a.sort === 'token' ? { token: a.id } : { session: a.id }} />}</li>)}</ul>
            {ended.length > 0 && <details><summary>{t('people.access.ended')} · {tongue.number(ended.length)}</summary><ul class="plain">{ended.slice(0, 50).map((a) => <li key={a.id}>{line(a)}</li>)}</ul></details>}
          </>
        );
      }}</Told>
    </Section>
  );
}

function Devices({ member, self }: { member: string; self: boolean }) {
  const tongue = useTongue();
  const { t } = tongue;
  const { me } = useMission();
  const text = useStore(law)?.agreement;
  const asked = useAnswer<Device[]>('/api/people/devices');
  const path = self ? '/api/people/me/devices/lost' : may(me, text, 'people.revoke') ? '/api/people/devices/lost' : null;
  return (
    <Section title={t('people.devices')}>
      <Told of={asked}>{(all) => {
        const here = all.filter((d) => d.member === member);
        if (here.length === 0) return <p class="quiet">{t('people.devices.none')}</p>;
        return <ul class="plain">{here.map((d) => <li key={d.device} class="act"><span><strong><bdi>{d.label || d.device}</bdi></strong> {d.lost && <span class="flag">{t('people.lost.at', { time: tongue.time(d.lost) })}</span>}</span>{!d.lost && path && <Do small title={t('people.lost')} path={path} body={{ device: d.device }} />}</li>)}</ul>;
      }}</Told>
    </Section>
  );
}

// Do is a command that asks once more before it is sent.
function Do({ title, about, path, body, small }: { title: string; about?: string; path: string; body: Record<string, unknown>; small?: boolean }) {
  const { t } = useTongue();
  const [sure, ask] = useState(false);
  const [problem, failed] = useState<Problem>();
  const id = useRef(crypto.randomUUID());
  const send = async () => {
    try {
      await tell(path, body, id.current);
      refresh();
    } catch (e) {
      failed(asProblem(e));
    }
    ask(false);
  };
  const buttons = sure
    ? <><Button class="primary" onClick={() => void send()}>{t('people.sure')}</Button> <Button onClick={() => ask(false)}>{t('frame.close')}</Button></>
    : <Button onClick={() => ask(true)}>{title}</Button>;
  if (small) return <span class="actions">{buttons}{problem && <Refused problem={problem} />}</span>;
  return <Section title={title}>{about && <p class="hint">{about}</p>}<p class="actions">{buttons}</p>{problem && <Refused problem={problem} />}</Section>;
}

const roles = ['chair', 'duty_officer', 'team_leader', 'observer', 'analyst', 'panel_member', 'airspace_desk', 'deconfliction_desk', 'humanitarian_desk', 'evidence_custodian', 'legal_adviser', 'public_information', 'data_protection', 'auditor', 'admin', 'party_liaison', 'guarantor'];

function Roles({ chosen, onChange }: { chosen: string[]; onChange: (roles: string[]) => void }) {
  const tongue = useTongue();
  return (
    <fieldset class="ticks-of"><legend>{tongue.t('people.roles')}</legend>
      {roles.map((r) => <label key={r}><input type="checkbox" checked={chosen.includes(r)} onChange={(e) => onChange(e.currentTarget.checked ? [...chosen, r] : chosen.filter((x) => x !== r))} /> {tongue.code('role', r)}</label>)}
    </fieldset>
  );
}

function ChangeRoles({ p }: { p: Person }) {
  const { t } = useTongue();
  const [chosen, choose] = useState(p.roles ?? []);
  const [reason, say] = useState('');
  const [problem, failed] = useState<Problem>();
  const [done, note] = useState(false);
  const send = async () => {
    failed(undefined);
    try {
      await tell('/api/people/roles', { member: p.member, roles: chosen, reason: reason.trim() }, crypto.randomUUID());
      note(true);
      refresh();
    } catch (e) {
      failed(asProblem(e));
    }
  };
  return (
    <details class="part"><summary>{t('people.change')}</summary>
      <form class="form inner" onSubmit={(e) => { e.preventDefault(); void send(); }}>
        <Roles chosen={chosen} onChange={choose} />
        <label>{t('brief.reason')}<input value={reason} required onInput={(e) => say(e.currentTarget.value)} /></label>
        {problem && <Refused problem={problem} />}
        {done && <p role="status">{t('people.done')}</p>}
        <p class="actions"><button type="submit">{t('people.change')}</button></p>
      </form>
    </details>
  );
}

function Enrol() {
  const tongue = useTongue();
  const { t, name } = tongue;
  const text = useStore(law)?.agreement;
  const [member, called] = useState(() => 'm-' + [...crypto.getRandomValues(new Uint8Array(4))].map((b) => b.toString(16).padStart(2, '0')).join(''));
  const [codeName, say] = useState('');
  const [party, side] = useState('');
  const [chosen, choose] = useState<string[]>([]);
  const [languages, speak] = useState('');
  const [problem, failed] = useState<Problem>();
  const [done, note] = useState('');
  const command = useRef(crypto.randomUUID());
  const send = async () => {
    failed(undefined);
    try {
      await tell('/api/people/members', { member, code_name: codeName.trim(), roles: chosen, ...(party ? { party } : {}), languages: languages.split(/[\s,،]+/).filter(Boolean) }, command.current);
      note(member);
      refresh();
    } catch (e) {
      failed(asProblem(e));
      command.current = crypto.randomUUID();
    }
  };
  return (
    <article>
      <form class="form" onSubmit={(e) => { e.preventDefault(); void send(); }}>
        <h2>{t('people.enrol')}</h2>
        <label>{t('people.codename')}<input value={codeName} required minLength={2} maxLength={40} onInput={(e) => say(e.currentTarget.value)} /></label>
        <p class="hint">{t('people.codename.hint')}</p>
        <label>{t('people.id')}<input value={member} required pattern="[a-z0-9][a-z0-9_\-]{0,63}" onInput={(e) => called(e.currentTarget.value)} /></label>
        <label>{t('people.side')}<select value={party} onChange={(e) => side(e.currentTarget.value)}>
          <option value="">{t('people.mission')}</option>
          {[...(text?.parties ?? []), ...(text?.guarantors ?? [])].map((p) => <option key={p.id} value={p.id}>{name(p.name)}</option>)}
        </select></label>
        <Roles chosen={chosen} onChange={choose} />
        <label>{t('people.languages')}<input value={languages} placeholder="ar en" onInput={(e) => speak(e.currentTarget.value)} /></label>
        {problem && <Refused problem={problem} />}
        {done ? <p role="status">{t('people.done')} <Open sel={`${layer}/${done}`}><bdi>{codeName}</bdi></Open></p> : <p class="actions"><button type="submit" class="primary">{t('people.enrol')}</button></p>}
      </form>
    </article>
  );
}

const desk: DeskConsole = {
  id: 'people',
  order: 6,
  pages: [{ id: layer, title: 'people.page', layer, icon: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z M3 20c0-3.5 2.5-6 6-6s6 2.5 6 6 M16 11a3 3 0 1 0 0-6 M17 14c2.5.4 4 2.5 4 6', List }],
  panels: { [layer]: { Show }, 'people.enrol': { Show: Enrol } },
};

export default desk;
