import type { Clock, Logger } from '@frigg-crm/core';
import { VisibilityExpiredError, codeOf, type LinkedAbort } from '@frigg-crm/core/adapter';
import type { Handout } from './take.ts';

/** Settings of {@link HeldMessages}. */
export interface HeldMessagesOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly visibilityTimeoutMs: number;
  /** Hides the messages of these claims until then. @returns the claims that still hold messages. */
  readonly prolong: (claims: readonly string[], untilMs: number) => Promise<readonly string[]>;
}

/** How often the visibility is prolonged before it would end: two beats may be missed. */
const BEATS_PER_TIMEOUT = 3;

/**
 * Keeps messages hidden while their handlers run. Where another consumer has claimed them meanwhile, since this program stood
 * still for too long, it ends the work on them.
 */
export class HeldMessages {
  readonly #options: HeldMessagesOptions;
  /** By claim: the handler that works on its messages, once there is one. */
  readonly #claims = new Map<string, LinkedAbort | undefined>();
  #beating: AbortController | undefined;

  constructor(options: HeldMessagesOptions) {
    this.#options = options;
  }

  hold({ claim }: Handout): void {
    this.#claims.set(claim, undefined);
    if (this.#beating === undefined) void this.#beat();
  }

  /** Names the work that ends when the messages are another's. */
  workOn({ claim }: Handout, work: LinkedAbort): void {
    this.#claims.set(claim, work);
  }

  release({ claim }: Handout): void {
    this.#claims.delete(claim);
    if (this.#claims.size > 0) return;
    this.#beating?.abort();
    this.#beating = undefined;
  }

  async #beat(): Promise<void> {
    const { clock, logger, visibilityTimeoutMs } = this.#options;
    const beating = new AbortController();
    this.#beating = beating;
    while (!beating.signal.aborted) {
      try {
        await clock.sleep(visibilityTimeoutMs / BEATS_PER_TIMEOUT, { signal: beating.signal });
      } catch {
        return;
      }
      try {
        await this.#prolong();
      } catch (error) {
        logger.warn(
          { code: codeOf(error), claims: this.#claims.size },
          'visibility of messages not prolonged; trying again at the next beat',
        );
      }
    }
  }

  async #prolong(): Promise<void> {
    const { clock, visibilityTimeoutMs, prolong } = this.#options;
    const claims = [...this.#claims.keys()];
    const held = new Set(await prolong(claims, Math.ceil(clock.now() + visibilityTimeoutMs)));
    for (const claim of claims) if (!held.has(claim)) this.#claims.get(claim)?.abort(new VisibilityExpiredError());
  }
}
