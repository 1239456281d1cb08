import type { Zone } from '../logic/format.ts';

/** What an operator has chosen for this browser. */
export interface Preferences {
  readonly theme: 'auto' | 'light' | 'dark';
  readonly zone: Zone;
  /** Whether single keys do something. */
  readonly hasShortcuts: boolean;
  /** Filters of the list of syncs with names, as they were kept: see `logic/saved-views.ts`. */
  readonly views: unknown;
}

const KEY = 'frigg-crm';
const DEFAULTS: Preferences = { theme: 'auto', zone: 'local', hasShortcuts: true, views: [] };
const listeners = new Set<() => void>();
let current = read();

function read(): Preferences {
  try {
    return { ...DEFAULTS, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>) };
  } catch {
    return DEFAULTS;
  }
}

function apply(): void {
  const { documentElement } = document;
  if (current.theme === 'auto') documentElement.removeAttribute('data-theme');
  else documentElement.dataset['theme'] = current.theme;
}
apply();

/** A store for `useSyncExternalStore`. */
export const preferences = {
  get: (): Preferences => current,
  set(change: Partial<Preferences>): void {
    current = { ...current, ...change };
    apply();
    try {
      localStorage.setItem(KEY, JSON.stringify(current));
    } catch {
      // A browser that keeps nothing forgets it with the page.
    }
    for (const listener of listeners) listener();
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
