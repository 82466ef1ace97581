// A standard symbol with its word beside it.
import { useEffect, useState } from 'preact/hooks';
import { useTongue } from './i18n';
import { asPicture, standard } from './symbols';

// Standard shows it with its own word, or with what stands beside it already.
export function Standard({ kind, word }: { kind: string; word?: string }) {
  const { t } = useTongue();
  const [picture, set] = useState('');
  useEffect(() => {
    let gone = false;
    const ink = getComputedStyle(document.documentElement).getPropertyValue('--ink').trim() || '#23302d';
    if (standard[kind]) asPicture(kind, ink).then((p) => !gone && set(p), () => undefined);
    return () => { gone = true; };
  }, [kind]);
  if (!standard[kind]) return null;
  return <p class="standard">{picture && <img src={picture} alt="" height="34" />}{word !== '' && <span>{word ?? t(`symbol.${kind as 'patrol'}`)}</span>}</p>;
}
