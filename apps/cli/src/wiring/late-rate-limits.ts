import type { RateLimits } from '@frigg-crm/core';

/** Rate limits of a store that is opened later: clients are created first, because that fails at the least cost. */
export class LateRateLimits implements RateLimits {
  #opened: RateLimits | undefined;

  /** From now on these are meant. */
  open(rateLimits: RateLimits): void {
    this.#opened = rateLimits;
  }

  async reserve(...args: Parameters<RateLimits['reserve']>): Promise<number> {
    return this.#use().reserve(...args);
  }

  async park(...args: Parameters<RateLimits['park']>): Promise<void> {
    return this.#use().park(...args);
  }

  async unpark(...args: Parameters<RateLimits['unpark']>): Promise<boolean> {
    return this.#use().unpark(...args);
  }

  async parkedFor(...args: Parameters<RateLimits['parkedFor']>): ReturnType<RateLimits['parkedFor']> {
    return this.#use().parkedFor(...args);
  }

  #use(): RateLimits {
    if (this.#opened === undefined) throw new TypeError('the store is not open yet');
    return this.#opened;
  }
}
