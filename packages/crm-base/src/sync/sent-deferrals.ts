/** The place of a message in a chain of deferred ones. */
export interface Deferral {
  /** Of the chain: the first deferral names it. */
  readonly id: string;
  /** How many messages of the chain came before. */
  readonly count: number;
}

/** Chains that are remembered; the one that moved last is kept longest. */
const MAX_CHAINS = 10_000;

/**
 * The deferrals that this program has sent. A queue delivers a message more than once now and then, and each delivery would
 * send a successor: over a long throttle the duplicates of duplicates grow without a bound. With this, a message has at
 * most one successor per program. What is not remembered costs a duplicate, nothing else.
 */
export class SentDeferrals {
  readonly #counts = new Map<string, number>();

  /** @returns whether the successor of a message is in the queue already. */
  isSent({ id, count }: Deferral): boolean {
    return (this.#counts.get(id) ?? 0) > count;
  }

  /** Notes that the successor of a message is in the queue. */
  add({ id, count }: Deferral): void {
    this.#counts.delete(id);
    this.#counts.set(id, count + 1);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > MAX_CHAINS && oldest !== undefined) this.#counts.delete(oldest);
  }
}
