import { FriggCrmError, type Clock, type CredentialVault, type IdGenerator, type JsonObject, type Logger } from '@frigg-crm/core';
import { ApiError, ApiUnauthorizedError, ApiUnavailableError, createSteadyClock, type AccessToken } from '@frigg-crm/http';
import { EXCHANGE_TIMEOUT_MS, type TokenResponse, type TokenEndpoint } from '../client/token-endpoint.ts';
import type { OAuthProvider } from '../provider/oauth-provider.ts';
import { toValue } from './keep-tokens.ts';
import { msLeft } from './ms-left.ts';
import { readStoredTokens, type VersionedTokens } from './read-stored-tokens.ts';
import { assertNotPaused, pauseAfter, type RefreshPause } from './refresh-pause.ts';
import { OAUTH_CREDENTIAL, toStoredTokens, type StoredTokens } from './stored-tokens.ts';
import { unsavedTokensOf, type UnsavedTokens } from './unsaved-tokens.ts';
import { withVaultDeadlines } from './with-vault-deadlines.ts';

export interface TokenRenewalDependencies {
  readonly provider: OAuthProvider;
  readonly endpoint: TokenEndpoint;
  readonly vault: CredentialVault;
  readonly integrationId: string;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly logger: Logger;
  /** Called with the tokens that this process now knows to be stored. */
  readonly onAdopt: (tokens: StoredTokens) => void;
  /** Called whenever the account is found to be refused, with the `tokenId` of its tokens. */
  readonly onReauthorizationNeeded: (tokenId: string) => void;
}

/** A claim on the exchange lasts so long: longer than an exchange, so that two never overlap. */
const CLAIM_MS = 30_000;
/** A process that finds the exchange claimed polls after so long, each time twice as long. */
const FIRST_POLL_MS = 50;
const LONGEST_POLL_MS = 1000;
/** Three claims of processes that crashed. */
const MAX_WAIT_MS = 3 * CLAIM_MS + 5000;
/** New tokens that cannot be stored are tried again after these, a minute in all; then the next call does. */
const SAVE_DELAYS_MS: readonly number[] = [200, 1000, 3000, 8000, 16_000, 32_000];
/** An app that is refused (not the account) is left alone for so long. */
const APP_REFUSAL_MS = 60_000;

/**
 * Replaces the tokens of one account, once for all processes that share the vault. A process that wants to exchange the refresh
 * token writes a claim into the stored tokens first, by compare-and-swap: one wins, the others wait until other tokens are
 * stored or the claim is over, its holder having crashed. New tokens are stored before they are used.
 */
export class TokenRenewal {
  readonly #dependencies: TokenRenewalDependencies;
  readonly #vault: CredentialVault;
  readonly #steady: Clock;
  readonly #unsaved: Map<string, UnsavedTokens>;
  #knownId: string | undefined;
  #appRefusal: { readonly error: ApiError; readonly untilMs: number } | undefined;

  constructor(dependencies: TokenRenewalDependencies) {
    this.#dependencies = dependencies;
    this.#vault = withVaultDeadlines(dependencies.vault, dependencies.clock);
    this.#steady = createSteadyClock(dependencies.clock);
    this.#unsaved = unsavedTokensOf(dependencies.vault);
  }

  /** @returns the token as stored, which may have expired. */
  async open(): Promise<AccessToken> {
    const { tokens } = await this.#read();
    // Refused for the very token that the unsaved ones replace: they are saved when the token is renewed.
    if (tokens.reauthorize && this.#unsavedFor(tokens) === undefined) throw this.#ended(tokens);
    return this.#adopt(tokens);
  }

  /** @returns another token than the one known: exchanged here, or by another process. */
  async renew(): Promise<AccessToken> {
    const { clock } = this.#dependencies;
    const untilMs = this.#steady.now() + MAX_WAIT_MS;
    for (let pollMs = FIRST_POLL_MS; this.#steady.now() < untilMs; pollMs = Math.min(2 * pollMs, LONGEST_POLL_MS)) {
      const token = await this.#try(await this.#read());
      if (token !== undefined) return token;
      await clock.sleep(pollMs);
    }
    throw new ApiUnavailableError({ ...this.#facts(), apiCode: 'REFRESH_STUCK' });
  }

  /** @returns `undefined`: poll again later. */
  async #try(stored: VersionedTokens): Promise<AccessToken | undefined> {
    const { tokens } = stored;
    const unsaved = this.#unsavedFor(tokens);
    if (unsaved !== undefined) return this.#save(unsaved, stored);
    if (tokens.reauthorize) throw this.#ended(tokens);
    const nowMs = this.#dependencies.clock.now();
    if (tokens.tokenId !== this.#knownId && (tokens.expiresAtMs ?? Infinity) > nowMs) return this.#adopt(tokens);
    this.#assertAskable(tokens, nowMs);
    if (msLeft(tokens.refreshing?.untilMs, { nowMs, longestMs: CLAIM_MS }) > 0) return undefined;
    const claimed = await this.#claim(stored);
    return claimed === undefined ? undefined : this.#exchange(claimed);
  }

  #unsavedFor({ tokenId }: StoredTokens): UnsavedTokens | undefined {
    const unsaved = this.#unsaved.get(this.#dependencies.integrationId);
    return unsaved?.replaces === tokenId ? unsaved : undefined;
  }

  #assertAskable(tokens: StoredTokens, nowMs: number): void {
    if (tokens.refreshToken === null) throw this.#refused('NO_REFRESH_TOKEN');
    if (this.#appRefusal !== undefined && this.#appRefusal.untilMs > this.#steady.now()) throw this.#appRefusal.error;
    assertNotPaused(tokens, nowMs, this.#facts());
  }

  async #claim({ tokens, version }: VersionedTokens): Promise<VersionedTokens | undefined> {
    const { clock, ids } = this.#dependencies;
    const claimed = { ...tokens, refreshing: { by: ids.next(), untilMs: clock.now() + CLAIM_MS } };
    const claimedVersion = await this.#write(claimed, version);
    if (claimedVersion === undefined) return undefined;
    if (clock.now() + EXCHANGE_TIMEOUT_MS <= claimed.refreshing.untilMs) return { tokens: claimed, version: claimedVersion };
    // The store took its time: an exchange might outlive the claim.
    await this.#release({ tokens: claimed, version: claimedVersion }, {});
    return undefined;
  }

  async #exchange(claimed: VersionedTokens): Promise<AccessToken | undefined> {
    const { endpoint, ids, integrationId } = this.#dependencies;
    const { tokenId, refreshToken, scope, extras } = claimed.tokens;
    let response: TokenResponse;
    try {
      response = await endpoint.refresh(refreshToken ?? '');
    } catch (error) {
      return this.#afterFailure(claimed, error);
    }
    const merged = { ...response, refreshToken: response.refreshToken ?? refreshToken, scope: response.scope ?? scope };
    const tokens = toStoredTokens(ids.next(), merged, { ...extras, ...this.#readExtras(response) });
    // Kept until they are stored: the refresh token before may be used up.
    const unsaved = { tokens, replaces: tokenId };
    this.#unsaved.set(integrationId, unsaved);
    return this.#save(unsaved, claimed);
  }

  #readExtras({ json }: TokenResponse): JsonObject {
    const { provider, logger } = this.#dependencies;
    try {
      return provider.readTokens?.(json) ?? {};
    } catch (error) {
      logger.warn({ api: provider.name, code: codeOf(error) }, 'new extras of an account rejected; keeping the former ones');
      return {};
    }
  }

  async #save(unsaved: UnsavedTokens, current: VersionedTokens): Promise<AccessToken | undefined> {
    const { tokens, replaces } = unsaved;
    let stored = current;
    for (let failures = 0; ;) {
      try {
        if ((await this.#write(tokens, stored.version)) !== undefined) {
          this.#discard(unsaved);
          return this.#adopt(tokens);
        }
        stored = await this.#read();
      } catch (error) {
        const delayMs = SAVE_DELAYS_MS[failures];
        if (delayMs === undefined || !FriggCrmError.is(error) || !error.retryable) throw error;
        failures += 1;
        await this.#dependencies.clock.sleep(delayMs);
        continue;
      }
      // Connected again, refreshed by the process that took the claim over, or stored by the very write that seemed to fail.
      if (stored.tokens.tokenId !== replaces) {
        this.#discard(unsaved);
        return undefined;
      }
    }
  }

  #discard(unsaved: UnsavedTokens): void {
    const { integrationId } = this.#dependencies;
    // Another source may have exchanged these already.
    if (this.#unsaved.get(integrationId) === unsaved) this.#unsaved.delete(integrationId);
  }

  async #afterFailure(claimed: VersionedTokens, error: unknown): Promise<undefined> {
    const { provider, clock } = this.#dependencies;
    const refusalCode = ApiError.is(error) ? (error.apiCode ?? null) : null;
    if (isRefusedForGood(error, provider)) {
      const isMarked = await this.#settleClaim(claimed, { reauthorize: true, refusalCode });
      if (!isMarked) return undefined;
      throw this.#ended({ ...claimed.tokens, refusalCode }, error);
    }
    await this.#release(claimed, pauseAfter(error, claimed.tokens, clock.now()));
    if (!ApiError.is(error) || !['API_REFUSED', 'API_UNAUTHORIZED'].includes(error.code)) throw error;
    this.#appRefusal = { error: this.#refused(refusalCode, error), untilMs: this.#steady.now() + APP_REFUSAL_MS };
    throw this.#appRefusal.error;
  }

  async #release(claimed: VersionedTokens, change: Partial<RefreshPause>): Promise<void> {
    try {
      await this.#settleClaim(claimed, change);
    } catch (error) {
      this.#dependencies.logger.warn({ code: codeOf(error) }, 'refresh claim not released; it expires by itself');
    }
  }

  /** Changes what is stored and gives the claim up. @returns `false` when the claim was lost before. */
  async #settleClaim(claimed: VersionedTokens, change: Partial<StoredTokens>): Promise<boolean> {
    let stored = claimed;
    while (stored.tokens.refreshing?.by === claimed.tokens.refreshing?.by) {
      if ((await this.#write({ ...stored.tokens, refreshing: null, ...change }, stored.version)) !== undefined) return true;
      // Encrypted anew under another master key, perhaps: then the claim still stands.
      stored = await this.#read();
    }
    return false;
  }

  async #read(): Promise<VersionedTokens> {
    const stored = await readStoredTokens({ vault: this.#vault, integrationId: this.#dependencies.integrationId });
    if (stored !== undefined) return stored;
    this.#unsaved.delete(this.#dependencies.integrationId);
    throw this.#refused('NOT_CONNECTED');
  }

  /** @returns the new version; `undefined` when another process wrote first. */
  async #write(tokens: StoredTokens, expectedVersion: number): Promise<number | undefined> {
    const { integrationId } = this.#dependencies;
    try {
      const { version } = await this.#vault.write({ integrationId, name: OAUTH_CREDENTIAL, value: toValue(tokens), expectedVersion });
      return version;
    } catch (error) {
      if (FriggCrmError.hasCode(error, 'DOCUMENT_CONFLICT')) return undefined;
      throw error;
    }
  }

  #adopt(tokens: StoredTokens): AccessToken {
    this.#knownId = tokens.tokenId;
    this.#dependencies.onAdopt(tokens);
    return { value: tokens.accessToken, expiresAtMs: tokens.expiresAtMs ?? undefined };
  }

  #ended({ tokenId, refusalCode }: StoredTokens, cause?: unknown): ApiUnauthorizedError {
    this.#dependencies.onReauthorizationNeeded(tokenId);
    return this.#refused(refusalCode, cause);
  }

  /** Without a status: it is no answer to the caller's own request, which a new token could repair. */
  #refused(apiCode: string | null, cause?: unknown): ApiUnauthorizedError {
    return new ApiUnauthorizedError({ ...this.#facts(), apiCode: apiCode ?? undefined }, { cause });
  }

  #facts(): { readonly api: string; readonly operation: string } {
    return { api: this.#dependencies.provider.name, operation: 'refresh of the access token' };
  }
}

function codeOf(error: unknown): string | undefined {
  return FriggCrmError.is(error) ? error.code : undefined;
}

/**
 * @returns whether the refresh token is worth nothing any more. Anything less certain must not cut a healthy account off:
 * a 401 speaks of the app, whose authentication has failed (RFC 6749, section 5.2), and no user can mend that.
 */
function isRefusedForGood(error: unknown, { refusalCodes = ['invalid_grant'] }: Pick<OAuthProvider, 'refusalCodes'>): boolean {
  return ApiError.is(error) && !error.retryable && error.apiCode !== undefined && refusalCodes.includes(error.apiCode);
}
