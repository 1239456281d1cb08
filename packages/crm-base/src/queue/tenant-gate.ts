import { silentLogger, type Clock, type Logger, type RateLimits } from '@frigg-crm/core';

/** How long a response of the store is used. */
const FRESH_MS = 1000;

export interface TenantGateOptions {
  readonly clock: Clock;
  /** Shares throttled tenants with other machines. Absent: each machine finds out by itself. */
  readonly rateLimits?: RateLimits | undefined;
  readonly logger?: Logger | undefined;
}

/**
 * Knows which integrations must not call their APIs now, because one of their APIs is rate-limited. While one is
 * throttled, its messages are deferred and the workers are free for others.
 */
export class TenantGate {
  readonly #clock: Clock;
  readonly #rateLimits: RateLimits | undefined;
  readonly #logger: Logger;
  readonly #throttledUntilMs = new Map<string, number>();
  readonly #refreshedAtMs = new Map<string, number>();

  constructor({ clock, rateLimits, logger = silentLogger }: TenantGateOptions) {
    this.#clock = clock;
    this.#rateLimits = rateLimits;
    this.#logger = logger;
  }

  /** Throttles an integration. Only ever moves the end further out. */
  async throttle(integrationId: string, forMs: number): Promise<void> {
    this.#note(integrationId, forMs);
    try {
      await this.#rateLimits?.park(keyOf(integrationId), forMs);
    } catch {
      // The other machines get the limit from the API itself.
      this.#logger.warn({ integrationId }, 'a throttled integration could not be shared');
    }
  }

  /** @deprecated It is called {@link TenantGate.throttle}. */
  async park(integrationId: string, forMs: number): Promise<void> {
    return this.throttle(integrationId, forMs);
  }

  /** @returns milliseconds until the integration may call again, 0 when it may now. */
  async throttledForMs(integrationId: string): Promise<number> {
    await this.#refresh(integrationId);
    const leftMs = (this.#throttledUntilMs.get(integrationId) ?? 0) - this.#clock.now();
    if (leftMs > 0) return leftMs;
    this.#throttledUntilMs.delete(integrationId);
    return 0;
  }

  /** One query per second and integration is enough: a call that comes too early is refused by the API. */
  async #refresh(integrationId: string): Promise<void> {
    const nowMs = this.#clock.now();
    if (this.#rateLimits === undefined || nowMs - (this.#refreshedAtMs.get(integrationId) ?? -Infinity) < FRESH_MS) return;
    this.#refreshedAtMs.set(integrationId, nowMs);
    try {
      const key = keyOf(integrationId);
      const forMs = (await this.#rateLimits.parkedFor([key])).get(key);
      if (forMs !== undefined) this.#note(integrationId, forMs);
    } catch {
      this.#logger.warn({ integrationId }, 'whether an integration is throttled could not be read');
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
