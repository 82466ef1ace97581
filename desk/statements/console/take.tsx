// Taking articles in: files are opened on the server and shown; nothing is recorded before somebody has looked at title, outlet and day.
import { Button, Form, Problem, Refused, give, go, useMission, useState, useTongue } from 'truce';
import { articleLayer } from './said';

interface Opened { name: string; title: string; outlet: string; author: string; address: string; published: string; language: string; form: string; sha256: string; text: string; notes: string[] }

export function Take() {
  const { t } = useTongue();
  const { demo } = useMission();
  const [opened, show] = useState<Opened[]>([]);
  const [chosen, choose] = useState<Opened | null>(null);
  const [wrong, fail] = useState<{ name: string; problem: Problem }[]>([]);
  const [busy, work] = useState(false);

  const open = async (files: FileList | null) => {
    work(true);
    const out: Opened[] = [], bad: typeof wrong = [];
    for (const file of [...(files ?? [])].slice(0, 200)) {
      try {
        out.push(...await read(file));
      } catch (e) {
        if (!(e instanceof Problem)) throw e;
        bad.push({ name: file.name, problem: e });
      }
    }
    show(out);
    fail(bad);
    if (out.length === 1) choose(out[0]!);
    work(false);
  };
  const from = chosen ?? { title: '', outlet: '', author: '', address: '', published: '', language: '', form: 'paste', sha256: '', text: '' };
  return (
    <div class="form pad">
      <h3>{t('said.take')}</h3>
      <p class="hint">{t('said.take.is')}</p>
      <div class="field"><label for="said-files">{t('said.files')}</label><input id="said-files" type="file" multiple disabled={busy} accept=".html,.htm,.txt,.pdf,.xml,.rss,.atom,text/*,application/pdf" onChange={(e) => void open(e.currentTarget.files)} /></div>
      {wrong.map((x) => <div key={x.name}><p><bdi>{x.name}</bdi></p><Refused problem={x.problem} /></div>)}
      {opened.length > 1 && <ul class="rows" aria-label={t('said.opened')}>{opened.map((o, i) => <li key={i}><p><bdi>{o.title || o.name}</bdi> <span class="quiet"><bdi dir="ltr">{o.published}</bdi></span></p><Button pressed={chosen === o} onClick={() => choose(o)}>{t('said.use')}</Button></li>)}</ul>}
      {chosen?.notes.map((n) => <p class="hint" key={n} dir="auto">{n}</p>)}
      <Form key={chosen ? chosen.sha256 + chosen.title : 'paste'} onClose={() => go({ mode: '' })} deed={{
        key: `statements.take/${chosen ? chosen.sha256 + chosen.title : ''}`, title: t('said.article'), about: articleLayer, door: 'statements/articles',
        start: { title: from.title, outlet: from.outlet, author: from.author, address: from.address, published: from.published, basis: demo ? 'I' : 'F', text: from.text },
        fields: [
          { name: 'title', label: t('said.title'), kind: 'line', need: true }, { name: 'outlet', label: t('said.outlet'), kind: 'line', need: true }, { name: 'author', label: t('said.author'), kind: 'line' }, { name: 'address', label: t('said.address'), kind: 'line' },
          { name: 'published', label: t('said.published'), kind: 'line' }, { name: 'basis', label: t('said.basis'), kind: 'radio', hint: t('said.basis.is'), options: [['F', t('frame.live')], ['I', t('frame.exercise')]] }, { name: 'text', label: t('said.text'), kind: 'text', rows: 14, need: true },
        ],
        command: (f) => ({ ...Object.fromEntries(Object.entries(f).filter(([, x]) => x !== '')), form: from.form, ...(from.language ? { language: from.language } : {}), ...(from.sha256 ? { sha256: from.sha256 } : {}) }),
        done: (entries) => go({ mode: '', sel: `${articleLayer}/${entries[0]!.entry}` }),
      }} />
    </div>
  );
}

// read asks the server what is in a file: an article, or the articles of a feed.
async function read(file: File): Promise<Opened[]> {
  const blank = { name: file.name, title: '', outlet: '', author: '', address: '', published: '', language: '', form: 'text', sha256: '', text: '', notes: [] };
  if (/\.(xml|rss|atom)$/i.test(file.name)) {
    const f = await give<{ title: string; items: { title: string; address: string; author: string; published: string; text: string }[] }>('/api/statements/feeds', file);
    return f.items.map((i) => ({ ...blank, ...i, outlet: f.title, form: 'feed' }));
  }
  const p = await give<Omit<Opened, 'published' | 'name'> & { published: { value?: string } }>('/api/statements/pages', file);
  return [{ ...blank, ...p, published: p.published.value ?? '' }];
}
