import { silentLogger, type Clock, type Logger, type RateLimits } from '@frigg-crm/core';

/** How long the store's word that an integration is not throttled is used. */
const FRESH_MS = 1000;

/** What {@link TenantGate} is made with. */
export interface TenantGateOptions {
  readonly clock: Clock;
  /** Shares throttled tenants with other machines. Absent: each machine finds out by itself. */
  readonly rateLimits?: RateLimits | undefined;
  readonly logger?: Logger | undefined;
}

/** How an allowance stands, by the clock of the store. */
export interface RateBudget {
  /** Its name in the store of rate limits: `tenant/…` is the integration as a whole, every other one an account at an API. */
  readonly key: string;
  /** Milliseconds until it is no longer paused, 0 when it is not. */
  readonly pausedForMs: number;
  /** Milliseconds until a request that is made now may start: 0 when something is left, more when others have reserved it. */
  readonly freeInMs: number;
}

interface Throttle {
  readonly untilMs: number;
  /** Whether the store knows of it: only then may the store say that it is over. */
  readonly isStored: boolean;
}

/**
 * Knows which integrations must not call their APIs now, because one of their APIs is rate-limited. While one is
 * throttled, its messages are deferred and the workers are free for others.
 */
export class TenantGate {
  readonly #clock: Clock;
  readonly #rateLimits: RateLimits | undefined;
  readonly #logger: Logger;
  readonly #throttled = new Map<string, Throttle>();
  readonly #refreshedAtMs = new Map<string, number>();

  constructor({ clock, rateLimits, logger = silentLogger }: TenantGateOptions) {
    this.#clock = clock;
    this.#rateLimits = rateLimits;
    this.#logger = logger;
  }

  /** Throttles an integration. Only ever moves the end further out. */
  async throttle(integrationId: string, forMs: number): Promise<void> {
    const untilMs = Math.max(this.#clock.now() + forMs, this.#throttled.get(integrationId)?.untilMs ?? 0);
    this.#throttled.set(integrationId, { untilMs, isStored: false });
    if (this.#rateLimits === undefined) return;
    try {
      await this.#rateLimits.park(keyOf(integrationId), untilMs - this.#clock.now());
      this.#throttled.set(integrationId, { untilMs, isStored: true });
    } catch {
      // The other machines get the limit from the API itself.
      this.#logger.warn({ integrationId }, 'the throttle of an integration could not be shared');
    }
  }

  /** @deprecated It is called {@link TenantGate.throttle}. */
  async park(integrationId: string, forMs: number): Promise<void> {
    return this.throttle(integrationId, forMs);
  }

  /**
   * Ends the throttle of an integration, and the pauses of its accounts, for all machines that share the store.
   * @param rateLimitKeys - The names of its accounts in the store of rate limits, as `ApiRateLimitedError` has them.
   * @returns whether anything was throttled or paused.
   * @throws {StorageError} when the store cannot be reached.
   */
  async release(integrationId: string, rateLimitKeys: readonly string[] = []): Promise<boolean> {
    const wasThrottled = (await this.throttledForMs(integrationId)) > 0;
    this.#throttled.delete(integrationId);
    const released: boolean[] = [];
    for (const key of [...rateLimitKeys, keyOf(integrationId)]) released.push((await this.#rateLimits?.unpark(key)) ?? false);
    return wasThrottled || released.includes(true);
  }

  /**
   * Says how allowances stand, that of the integration first. Reserves nothing.
   * @param rateLimitKeys - As for {@link TenantGate.release}.
   * @throws {StorageError} when the store cannot be reached.
   */
  async budgets(integrationId: string, rateLimitKeys: readonly string[] = []): Promise<readonly RateBudget[]> {
    const throttledForMs = await this.throttledForMs(integrationId);
    const own = { key: keyOf(integrationId), pausedForMs: throttledForMs, freeInMs: throttledForMs };
    const rateLimits = this.#rateLimits;
    if (rateLimits === undefined) return [own];
    const keys = [...new Set(rateLimitKeys)].filter((key) => key !== own.key);
    const paused = await rateLimits.parkedFor(keys);
    const accounts = keys.map(async (key) => ({
      key,
      pausedForMs: Math.ceil(paused.get(key) ?? 0),
      freeInMs: Math.ceil(await rateLimits.reserve(key, { costMs: 0 })),
    }));
    return [own, ...(await Promise.all(accounts))];
  }

  /** @returns milliseconds until the integration may call again, 0 when it may now. */
  async throttledForMs(integrationId: string): Promise<number> {
    await this.#refresh(integrationId);
    const leftMs = (this.#throttled.get(integrationId)?.untilMs ?? 0) - this.#clock.now();
    if (leftMs > 0) return leftMs;
    this.#throttled.delete(integrationId);
    return 0;
  }

  /**
   * One query per second and integration is enough while it may call: a call that comes too early is refused by the API.
   * While it is throttled each call asks, because an operator may have released it.
   */
  async #refresh(integrationId: string): Promise<void> {
    const nowMs = this.#clock.now();
    const isFresh = nowMs - (this.#refreshedAtMs.get(integrationId) ?? -Infinity) < FRESH_MS;
    if (this.#rateLimits === undefined || (isFresh && !this.#throttled.has(integrationId))) return;
    this.#refreshedAtMs.set(integrationId, nowMs);
    try {
      const key = keyOf(integrationId);
      const forMs = (await this.#rateLimits.parkedFor([key])).get(key) ?? 0;
      const known = this.#throttled.get(integrationId);
      // A throttle that could not be stored is unknown to the store: it stays until its own end.
      const ownUntilMs = known?.isStored === false ? known.untilMs : 0;
      const storedUntilMs = this.#clock.now() + forMs;
      if (ownUntilMs > storedUntilMs) return;
      if (forMs > 0) this.#throttled.set(integrationId, { untilMs: storedUntilMs, isStored: true });
      else this.#throttled.delete(integrationId);
    } catch {
      this.#logger.warn({ integrationId }, 'the throttle of an integration could not be read');
    }
  }
}

function keyOf(integrationId: string): string {
  return `tenant/${integrationId}`;
}
