// A part of the console that is fetched when it is first shown.
import { useEffect, useState } from 'preact/hooks';
import type { ComponentType } from 'preact';
import { useTongue } from '../shared/i18n';

export function later<P extends object>(fetch: () => Promise<ComponentType<P>>): ComponentType<P> {
  let had: ComponentType<P> | undefined;
  return function Later(props: P) {
    const { t } = useTongue();
    const [, drawn] = useState(false);
    const [cut, failed] = useState(false);
    useEffect(() => {
      if (!had) fetch().then((c) => { had = c; drawn(true); }, () => failed(true));
    }, []);
    const Part = had;
    return Part ? <Part {...props} /> : <p class="quiet pad" role="status">{t(cut ? 'line.offline' : 'frame.loading')}</p>;
  };
}
