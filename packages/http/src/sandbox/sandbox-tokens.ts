import type { Clock } from '@frigg-crm/core';

/** How the tokens of a sandbox are made and how long they live. */
export interface SandboxTokenOptions {
  /** How long an access token lives, in milliseconds; `Number.POSITIVE_INFINITY`: without end, as tokens that are never refreshed. @defaultValue 3_599_000 */
  readonly lifetimeMs?: number | undefined;
  /** An access token is refused after so many requests, so that it runs out in the middle of a walk. @defaultValue no limit */
  readonly maxRequests?: number | undefined;
  /** Each refresh gives another refresh token, and the one before stops working. @defaultValue false */
  readonly rotateRefreshToken?: boolean | undefined;
  /** The word before the token in the `authorization` header. @defaultValue 'Bearer' */
  readonly scheme?: string | undefined;
}

/** The tokens of a sandbox. */
export class SandboxTokens {
  readonly #clock: Clock;
  readonly #options: SandboxTokenOptions;
  readonly #lifetimeMs: number;
  #issued = 0;
  #uses = 0;
  #expiresAtMs = 0;
  #isConnected = true;
  accessToken = '';
  refreshToken = 'sandbox-refresh-1';

  constructor(clock: Clock, options: SandboxTokenOptions = {}) {
    this.#clock = clock;
    this.#options = options;
    this.#lifetimeMs = options.lifetimeMs ?? 3_599_000;
    this.issue();
  }

  /** Seconds that a new access token lives. */
  get expiresInSeconds(): number {
    return this.#lifetimeMs / 1000;
  }

  get expiresAtMs(): number {
    return this.#expiresAtMs;
  }

  /** Makes a new access token; the one before stops working. */
  issue(): void {
    this.#issued += 1;
    this.#uses = 0;
    this.#expiresAtMs = this.#clock.now() + this.#lifetimeMs;
    this.accessToken = `sandbox-access-${this.#issued}`;
    if (this.#options.rotateRefreshToken === true) this.refreshToken = `sandbox-refresh-${this.#issued}`;
  }

  /** @returns whether a request with this `authorization` header may go on. */
  accepts(authorization: string | null | undefined): boolean {
    const { scheme = 'Bearer', maxRequests = Number.POSITIVE_INFINITY } = this.#options;
    if (!this.#isConnected || authorization !== `${scheme} ${this.accessToken}` || this.#clock.now() >= this.#expiresAtMs) return false;
    this.#uses += 1;
    return this.#uses <= maxRequests;
  }

  /** @returns whether the refresh token may be exchanged. */
  acceptsRefresh(refreshToken: string): boolean {
    return this.#isConnected && refreshToken === this.refreshToken;
  }

  /** The access token is refused from now on. */
  expire(): void {
    this.#expiresAtMs = this.#clock.now();
  }

  /** The user allows the app again. */
  connect(): void {
    this.#isConnected = true;
  }

  /** The user removes the app: nothing is accepted any more. */
  disconnect(): void {
    this.#isConnected = false;
  }
}
