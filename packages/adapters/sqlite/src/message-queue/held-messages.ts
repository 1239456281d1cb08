import type { Clock, Logger } from '@frigg-crm/core';
import { codeOf } from '@frigg-crm/core/adapter';
import type { Handout } from './take.ts';

/** Settings of {@link HeldMessages}. */
export interface HeldMessagesOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly visibilityTimeoutMs: number;
  /** Hides the messages of these claims until then. */
  readonly prolong: (claims: readonly string[], untilMs: number) => Promise<void>;
}

/** How often the visibility is prolonged before it would end: two beats may be missed. */
const BEATS_PER_TIMEOUT = 3;

/** Keeps messages hidden while their handlers run. */
export class HeldMessages {
  readonly #options: HeldMessagesOptions;
  readonly #claims = new Set<string>();
  #beating: AbortController | undefined;

  constructor(options: HeldMessagesOptions) {
    this.#options = options;
  }

  hold({ claim }: Handout): void {
    this.#claims.add(claim);
    if (this.#beating === undefined) void this.#beat();
  }

  release({ claim }: Handout): void {
    this.#claims.delete(claim);
    if (this.#claims.size > 0) return;
    this.#beating?.abort();
    this.#beating = undefined;
  }

  async #beat(): Promise<void> {
    const { clock, logger, visibilityTimeoutMs, prolong } = this.#options;
    const beating = new AbortController();
    this.#beating = beating;
    while (!beating.signal.aborted) {
      try {
        await clock.sleep(visibilityTimeoutMs / BEATS_PER_TIMEOUT, { signal: beating.signal });
      } catch {
        return;
      }
      try {
        await prolong([...this.#claims], Math.ceil(clock.now() + visibilityTimeoutMs));
      } catch (error) {
        logger.warn(
          { code: codeOf(error), claims: this.#claims.size },
          'visibility of messages not prolonged; trying again at the next beat',
        );
      }
    }
  }
}
