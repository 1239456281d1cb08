/** Says whether anyone can see the page. */
export interface Visibility {
  isHidden(): boolean;
  /** @returns what ends the subscription. */
  onChange(listener: () => void): () => void;
}

interface PageDocument {
  readonly visibilityState: string;
  addEventListener(type: 'visibilitychange', listener: () => void): void;
  removeEventListener(type: 'visibilitychange', listener: () => void): void;
}

/** @returns the visibility of the page; outside of a browser nothing is ever hidden. */
export function pageVisibility(): Visibility {
  const { document } = globalThis as { readonly document?: PageDocument };
  if (document === undefined) return { isHidden: () => false, onChange: () => () => {} };
  return {
    isHidden: () => document.visibilityState === 'hidden',
    onChange(listener) {
      document.addEventListener('visibilitychange', listener);
      return () => document.removeEventListener('visibilitychange', listener);
    },
  };
}
