/** Holds requests until a test lets them through: how far a program is does not depend on the speed of its machine. */
export interface RequestGate {
  /** How many requests are held whose client still waits. */
  readonly held: number;
  /** Resolves with whether the request may pass: `false`, its client is gone. */
  readonly pass: (request: Pick<Request, 'signal'>) => Promise<boolean>;
  /** Lets so many more through, those that came first. */
  readonly release: (count: number) => void;
}

/** Creates a gate that is shut. */
export function createRequestGate(): RequestGate {
  const held = new Set<() => void>();
  let free = 0;
  return {
    get held() {
      return held.size;
    },
    async pass({ signal }) {
      if (free > 0) {
        free -= 1;
        return true;
      }
      return new Promise<boolean>((resolve) => {
        const onRelease = (): void => resolve(true);
        held.add(onRelease);
        signal.addEventListener('abort', () => resolve(!held.delete(onRelease)), { once: true });
      });
    },
    release(count) {
      free += count;
      for (const resolve of [...held].slice(0, free)) {
        held.delete(resolve);
        free -= 1;
        resolve();
      }
    },
  };
}
