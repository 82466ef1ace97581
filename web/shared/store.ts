// A value that several components look at. Small enough to need no library.
import { useEffect, useState } from 'preact/hooks';

export class Store<T> {
  private listeners = new Set<() => void>();
  constructor(private current: T) {}

  get value(): T {
    return this.current;
  }

  set(next: T): void {
    if (Object.is(next, this.current)) return;
    this.current = next;
    for (const listen of [...this.listeners]) listen();
  }

  update(change: (value: T) => T): void {
    this.set(change(this.current));
  }

  subscribe(listen: () => void): () => void {
    this.listeners.add(listen);
    return () => this.listeners.delete(listen);
  }
}

// useStore draws the component again whenever the value changes.
export function useStore<T>(store: Store<T>): T {
  const [, again] = useState(0);
  const value = store.value;
  useEffect(() => {
    if (store.value !== value) again((n) => n + 1);
    return store.subscribe(() => again((n) => n + 1));
  }, [store]);
  return store.value;
}
