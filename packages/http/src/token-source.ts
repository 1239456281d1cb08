import { FriggCrmError, systemClock, type CallOptions, type Clock } from '@frigg-crm/core';
import { ApiError } from './errors/api-error.ts';
import { ApiUnauthorizedError } from './errors/api-unauthorized-error.ts';
import { ApiUnavailableError } from './errors/api-unavailable-error.ts';
import { isTimeout, withDeadline } from './with-deadline.ts';

/** A token and its lifetime. */
export interface AccessToken {
  readonly value: string;
  /** Epoch milliseconds. Absent: unknown, so the token is used until the API refuses it. */
  readonly expiresAtMs?: number | undefined;
}

/** The access token of one account, shared by all its requests. */
export interface TokenSource {
  /**
   * @returns the token to send now; it is replaced before it expires.
   * @throws {ApiUnauthorizedError} when the account has to be connected again.
   * @throws {ApiUnavailableError} when the token has expired and no new one could be had.
   */
  get(options?: CallOptions): Promise<string>;
  /**
   * Says that the API has refused `staleToken`. A caller whose token has been replaced meanwhile gets
   * the newer one; the others share one refresh.
   * @returns the token to repeat the request with.
   * @throws {ApiUnauthorizedError} when the account has to be connected again.
   * @throws {ApiUnavailableError} when no response came; the next caller may try again.
   */
  refresh(staleToken: string, options?: CallOptions): Promise<string>;
  /** @returns how many tokens were taken into use: with each new one, the account may be another one. @defaultValue unknown */
  version?(): number;
}

/** The first token, and how the next one is fetched. */
export interface TokenSourceOptions {
  readonly token: string | AccessToken;
  /**
   * Gets a new token, with the current one given. Status 400 or 401 means for good, until the account is connected
   * again; any other failure means not now. Absent: the token cannot be replaced.
   */
  readonly refresh?: ((current: AccessToken) => Promise<AccessToken>) | undefined;
  /**
   * Reads the stored token. Called before a refresh and after a refused one, since another process may have been faster:
   * then its token is used, and a lost race is not taken for a lost account. Absent: this process is the only one.
   */
  readonly load?: (() => Promise<AccessToken | undefined>) | undefined;
  /** The API's name, for errors. @defaultValue 'OAuth' */
  readonly api?: string | undefined;
  /** How long before its expiry a token is replaced, in milliseconds; at most half of its life. @defaultValue 300_000 */
  readonly refreshBeforeMs?: number | undefined;
  /** Milliseconds until `refresh` or `load` is given up. A token that `refresh` resolves to later is still used. @defaultValue 240_000 */
  readonly refreshTimeoutMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** After an early refresh that failed, the next one waits this long: the token still works. */
const EARLY_RETRY_MS = 30_000;
/** A token refused sooner after its issue was never accepted. */
const YOUNG_MS = 10_000;
/** So many young tokens are replaced in a row: an API that refuses what it issues must not be called without end. */
const MAX_YOUNG_REFRESHES = 3;
/** When another process has won a race for the refresh, its token may take a moment to be stored. */
const RELOAD_DELAYS_MS: readonly number[] = [0, 500, 1000, 1500];

/**
 * Makes the token source of one account.
 * @example
 * const tokens = createTokenSource({ token: { value: 'secret', expiresAtMs: Date.now() + 3_600_000 }, refresh: async () => fetchNewToken() });
 */
export function createTokenSource(options: TokenSourceOptions): TokenSource {
  return new SharedTokenSource(options);
}

class SharedTokenSource implements TokenSource {
  readonly #options: TokenSourceOptions;
  readonly #clock: Clock;
  readonly #refreshBeforeMs: number;
  #current: AccessToken;
  #issuedAtMs = Number.NEGATIVE_INFINITY;
  #youngRefreshes = 0;
  #version = 1;
  /** From then on the token is replaced before it is used. */
  #dueAtMs: number;
  #refusal: ApiUnauthorizedError | undefined;
  #running: Promise<void> | undefined;

  constructor(options: TokenSourceOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#refreshBeforeMs = options.refreshBeforeMs ?? 300_000;
    this.#current = typeof options.token === 'string' ? { value: options.token } : options.token;
    this.#dueAtMs = this.#dueAt(this.#current);
  }

  version(): number {
    return this.#version;
  }

  async get(options: CallOptions = {}): Promise<string> {
    options.signal?.throwIfAborted();
    const now = this.#clock.now();
    if (now < this.#dueAtMs) return this.#current.value;
    const hasExpired = now >= (this.#current.expiresAtMs ?? Number.POSITIVE_INFINITY);
    if (!hasExpired && this.#running !== undefined) return this.#current.value;
    try {
      await waitFor(this.#refreshOnce(), options);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (hasExpired || !isTransient(error)) throw error;
      this.#dueAtMs = now + EARLY_RETRY_MS;
    }
    return this.#current.value;
  }

  async refresh(staleToken: string, options: CallOptions = {}): Promise<string> {
    options.signal?.throwIfAborted();
    if (staleToken !== this.#current.value) return this.#current.value;
    if (this.#running === undefined) this.#countYoung();
    await waitFor(this.#refreshOnce(), options);
    return this.#current.value;
  }

  /** One at a time; it belongs to all who wait for it, so no single caller's signal ends it. */
  async #refreshOnce(): Promise<void> {
    this.#running ??= this.#replace().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #replace(): Promise<void> {
    if (await this.#adoptStored()) return;
    const { refresh } = this.#options;
    if (refresh === undefined) throw this.#unauthorized({ status: 401 });
    if (this.#refusal !== undefined) throw this.#refusal;
    try {
      await this.#refreshInTime(refresh);
    } catch (error) {
      if (ApiError.is(error) && (error.status === 400 || error.status === 401)) return this.#afterRefusal(error);
      if (FriggCrmError.is(error)) throw error;
      throw this.#unavailable(error);
    }
  }

  /** A token that comes too late must not be lost with the refresh token that it used up. */
  async #refreshInTime(refresh: NonNullable<TokenSourceOptions['refresh']>): Promise<void> {
    const former = this.#current;
    const refreshed = refresh(former).then((token) => {
      if (this.#current === former) this.#accept(token);
    });
    await this.#inTime(async () => refreshed);
  }

  async #inTime<Result>(work: () => Promise<Result>): Promise<Result> {
    return withDeadline(work, { timeoutMs: this.#options.refreshTimeoutMs ?? 240_000 });
  }

  async #afterRefusal(error: ApiError): Promise<void> {
    if (this.#options.load !== undefined) {
      for (const delayMs of RELOAD_DELAYS_MS) {
        await this.#clock.sleep(delayMs);
        if (await this.#adoptStored()) return;
      }
    }
    // Remembered: every later caller would be refused too, and repeating the request is a storm of its own.
    this.#refusal = this.#unauthorized({ status: error.status, apiCode: error.apiCode }, error);
    throw this.#refusal;
  }

  async #adoptStored(): Promise<boolean> {
    const stored = await this.#load();
    if (stored === undefined || stored.value === this.#current.value) return false;
    this.#accept(stored);
    return true;
  }

  async #load(): Promise<AccessToken | undefined> {
    try {
      const { load } = this.#options;
      return load === undefined ? undefined : await this.#inTime(load);
    } catch (error) {
      if (FriggCrmError.is(error)) throw error;
      throw this.#unavailable(error);
    }
  }

  #accept(token: AccessToken): void {
    this.#current = token;
    this.#version += 1;
    this.#issuedAtMs = this.#clock.now();
    this.#dueAtMs = this.#dueAt(token);
    this.#refusal = undefined;
  }

  /** A token with a lifetime below `refreshBeforeMs` is replaced at half of it, not at each call. */
  #dueAt({ expiresAtMs }: AccessToken): number {
    if (expiresAtMs === undefined || this.#options.refresh === undefined) return Number.POSITIVE_INFINITY;
    const halfLifeMs = Math.max(0, expiresAtMs - this.#clock.now()) / 2;
    return expiresAtMs - Math.min(this.#refreshBeforeMs, halfLifeMs);
  }

  #countYoung(): void {
    const isYoung = this.#clock.now() < this.#issuedAtMs + YOUNG_MS;
    if (isYoung && this.#youngRefreshes >= MAX_YOUNG_REFRESHES) throw this.#unauthorized({ status: 401 });
    this.#youngRefreshes = isYoung ? this.#youngRefreshes + 1 : 0;
  }

  #facts(): { api: string; operation: string } {
    return { api: this.#options.api ?? 'OAuth', operation: 'refresh of the access token' };
  }

  #unavailable(cause: unknown): ApiUnavailableError {
    return new ApiUnavailableError({ ...this.#facts(), apiCode: isTimeout(cause) ? 'TIMEOUT' : undefined }, { cause });
  }

  #unauthorized(facts: { status: number | undefined; apiCode?: string | undefined }, cause?: ApiError): ApiUnauthorizedError {
    return new ApiUnauthorizedError({ ...this.#facts(), ...facts }, { cause });
  }
}

function isTransient(error: unknown): boolean {
  return FriggCrmError.is(error) && error.retryable;
}

/** Waits for shared work until it or the caller's patience ends. */
async function waitFor<Result>(work: Promise<Result>, { signal }: CallOptions): Promise<Result> {
  if (signal === undefined) return work;
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
