/** A signal of one piece of work: aborted with that of its caller, or alone. */
export interface LinkedAbort {
  readonly signal: AbortSignal;
  /** Aborts this work only. */
  abort(reason: Error): void;
  /** Ends the link. A caller's signal may live as long as the program, and must not collect a listener per call. */
  unlink(): void;
}

/** @returns a signal that follows the caller's until it is unlinked; `undefined`: there is none to follow. */
export function linkAbort(caller: AbortSignal | undefined): LinkedAbort {
  const own = new AbortController();
  const onAbort = (): void => own.abort(caller?.reason);
  if (caller?.aborted === true) onAbort();
  caller?.addEventListener('abort', onAbort, { once: true });
  return {
    signal: own.signal,
    abort: (reason) => own.abort(reason),
    unlink: () => caller?.removeEventListener('abort', onAbort),
  };
}
