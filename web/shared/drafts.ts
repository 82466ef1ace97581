// What was typed and is not yet recorded. It is kept on this device, so that it survives a lost line and a closed tab, and
// it has its id from the start: sending it again after a lost answer records it once.
import { useRef, useState } from 'preact/hooks';

export interface Draft<T> {
  id: string; // the command's id
  value: T;
  sent: boolean; // it was sent and no answer came
}

const name = (key: string, member: string) => `draft/${member}/${key}`;

// forget drops a draft that was recorded, also when its form is not open any more.
export const forget = (key: string, member: string): void => localStorage.removeItem(name(key, member));

function load<T>(key: string, member: string, empty: T): Draft<T> {
  try {
    const kept = localStorage.getItem(name(key, member));
    if (kept) {
      const d = JSON.parse(kept) as Draft<T>;
      return { ...d, value: { ...empty, ...d.value } };
    }
  } catch {
    // what cannot be read is as good as not there
  }
  return { id: crypto.randomUUID(), value: empty, sent: false };
}

// useDraft keeps a form's content under a key, for one member: on a shared machine nobody meets another's draft.
export function useDraft<T extends object>(key: string, member: string, empty: T): [Draft<T>, (change: Partial<T>) => void, (sent: boolean) => void, () => void] {
  const [draft, show] = useState(() => load(key, member, empty));
  const now = useRef(draft); // the newest, also before it is drawn
  // It is kept before it is shown: a tab may be closed between two drawings.
  const set = (change: (d: Draft<T>) => Draft<T>) => {
    const next = (now.current = change(now.current));
    if (!next.sent && JSON.stringify(next.value) === JSON.stringify(empty)) localStorage.removeItem(name(key, member));
    else localStorage.setItem(name(key, member), JSON.stringify(next));
    show(next);
  };
  return [
    draft,
    // A draft that was sent and then changed is another command.
    (change) => set((d) => ({ id: d.sent ? crypto.randomUUID() : d.id, value: { ...d.value, ...change }, sent: false })),
    (sent) => set((d) => ({ ...d, sent })),
    () => set(() => ({ id: crypto.randomUUID(), value: empty, sent: false })),
  ];
}
