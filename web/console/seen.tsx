// With whose eyes is looked, and what is not yet recorded: a strip below the header, there only when there is something to say.
import { useEffect, useRef } from 'preact/hooks';
import { useStore } from '../shared/store';
import { go, view } from '../shared/view';
import { useTongue } from '../shared/i18n';
import { law, sideName, useMission, type Agreement } from '../shared/mission';
import { Button } from '../shared/ui';
import { Outbox, isElsewhere } from '../shared/form';
import { outbox } from '../shared/outbox';
import type { Tongue } from '../shared/i18n';
import { alarms } from './desks';

export const eyesOf = (tongue: Tongue, a: Agreement | undefined): [string, string][] => [
  ...(a?.parties ?? []).map((p): [string, string] => [`party:${p.id}`, tongue.name(p.name)]),
  ...(a?.guarantors ?? []).map((g): [string, string] => [`guarantor:${g.id}`, tongue.name(g.name)]),
  ['public', tongue.code('audience', 'public')],
];

export function Seen() {
  const tongue = useTongue();
  const { t } = tongue;
  const { as } = useStore(view);
  const born = useRef(as);
  // Nothing that was read with other eyes may stay on the page.
  useEffect(() => { if (as !== born.current) location.reload(); }, [as]);
  const waiting = useStore(outbox).some(isElsewhere);
  const agreement = useStore(law)?.agreement;
  const side = as === 'public' ? tongue.code('audience', 'public') : tongue.name(sideName(agreement, as.split(':')[1] ?? '')) || as;
  return (
    <div class={as || waiting ? 'notes said' : 'notes'}>
      {!as && alarms.map((A, i) => <A key={i} />)}
      {as && <p class="eyes" role="status"><svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"><path d="M2 12s4-6 10-6 10 6 10 6-4 6-10 6S2 12 2 12zM12 9a3 3 0 1 0 0 6a3 3 0 0 0 0-6" fill="none" stroke="currentColor" stroke-width="2" /></svg> <strong>{t('as.is', { side })}</strong> <Button onClick={() => go({ as: '' })}>{t('as.back')}</Button></p>}
      {waiting && <Outbox />}
    </div>
  );
}

// Eyes lets the mission's people look with the eyes of a side before anything is shared with it.
export function Eyes() {
  const tongue = useTongue();
  const { as } = useStore(view);
  const { me } = useMission();
  const agreement = useStore(law)?.agreement;
  if (me?.kind !== 'mission') return null;
  return (
    <label class="pickone"><span class="hidden">{tongue.t('as.choose')}</span>
      <select id="eyes" value={as} title={tongue.t('as.choose')} onChange={(e) => go({ as: e.currentTarget.value })}>
        <option value="">{as ? tongue.t('as.own') : tongue.t('as.choose')}</option>
        {eyesOf(tongue, agreement).map(([id, name]) => <option key={id} value={id}>{name}</option>)}
      </select>
    </label>
  );
}
