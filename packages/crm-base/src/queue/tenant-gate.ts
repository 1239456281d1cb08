import { silentLogger, type Clock, type Logger, type RateLimits } from '@frigg-crm/core';

/** How long the answer of the store is taken for true. */
const FRESH_MS = 1000;

export interface TenantGateOptions {
  readonly clock: Clock;
  /** Shares parked tenants with other machines. Absent: each machine finds out for itself. */
  readonly rateLimits?: RateLimits | undefined;
  readonly logger?: Logger | undefined;
}

/**
 * Knows which integrations must not call their APIs now, because one of their APIs has asked us to wait. While one is
 * parked, its messages are put off and the workers are free for others.
 */
export class TenantGate {
  readonly #clock: Clock;
  readonly #rateLimits: RateLimits | undefined;
  readonly #logger: Logger;
  readonly #throttledUntilMs = new Map<string, number>();
  readonly #askedAtMs = new Map<string, number>();

  constructor({ clock, rateLimits, logger = silentLogger }: TenantGateOptions) {
    this.#clock = clock;
    this.#rateLimits = rateLimits;
    this.#logger = logger;
  }

  /** Parks an integration. Only ever moves the end further out. */
  async park(integrationId: string, forMs: number): Promise<void> {
    this.#note(integrationId, forMs);
    try {
      await this.#rateLimits?.park(keyOf(integrationId), forMs);
    } catch {
      // The other machines will be told by the API itself.
      this.#logger.warn({ integrationId }, 'a parked integration could not be shared');
    }
  }

  /** @returns milliseconds until the integration may call again, 0 when it may now. */
  async throttledForMs(integrationId: string): Promise<number> {
    await this.#ask(integrationId);
    const leftMs = (this.#throttledUntilMs.get(integrationId) ?? 0) - this.#clock.now();
    if (leftMs > 0) return leftMs;
    this.#throttledUntilMs.delete(integrationId);
    return 0;
  }

  /** One question per second and integration is enough: who comes too early is told so by the API. */
  async #ask(integrationId: string): Promise<void> {
    const nowMs = this.#clock.now();
    if (this.#rateLimits === undefined || nowMs - (this.#askedAtMs.get(integrationId) ?? -Infinity) < FRESH_MS) return;
    this.#askedAtMs.set(integrationId, nowMs);
    try {
      const key = keyOf(integrationId);
      const forMs = (await this.#rateLimits.parkedFor([key])).get(key);
      if (forMs !== undefined) this.#note(integrationId, forMs);
    } catch {
      this.#logger.warn({ integrationId }, 'whether an integration is parked could not be asked');
    }
  }

  #note(integrationId: string, forMs: number): void {
    const untilMs = this.#clock.now() + forMs;
    this.#throttledUntilMs.set(integrationId, Math.max(untilMs, this.#throttledUntilMs.get(integrationId) ?? 0));
  }
}

function keyOf(integrationId: string): string {
  return `tenant/${integrationId}`;
}
