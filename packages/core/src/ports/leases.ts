import type { CallOptions } from './call-options.ts';

/** Who wants to hold leases, and for how long. */
export interface LeaseTerms extends CallOptions {
  /** Names one running program; another start of the same program is another holder. */
  readonly holder: string;
  /** Milliseconds from now until the lease ends by itself. */
  readonly ttlMs: number;
}

/**
 * Says which program owns a piece of work. The leases of a program that crashes run out, and another one takes
 * over. A lease spares double work; it does not fence: a worker that lost one without noticing must still do no harm.
 */
export interface Leases {
  /**
   * Takes or extends the lease of each key that is free, has run out, or is held by `holder` already. One key has at
   * most one holder at any moment, by the clock of the store.
   * @returns the keys that `holder` holds now, in the order of `keys`.
   */
  hold(keys: readonly string[], terms: LeaseTerms): Promise<readonly string[]>;
  /** Gives leases up; those of others stay. */
  release(keys: readonly string[], terms: Pick<LeaseTerms, 'holder' | 'signal'>): Promise<void>;
}
