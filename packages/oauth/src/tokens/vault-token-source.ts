import {
  FriggCrmError,
  createRandomIds,
  silentLogger,
  systemClock,
  type CallOptions,
  type Clock,
  type CredentialVault,
  type IdGenerator,
  type JsonObject,
  type Logger,
} from '@frigg-crm/core';
import { createTokenSource, type Fetch, type TokenSource } from '@frigg-crm/http';
import { isDeepStrictEqual } from 'node:util';
import { TokenEndpoint } from '../client/token-endpoint.ts';
import { checkProvider } from '../provider/check-provider.ts';
import type { OAuthProvider } from '../provider/oauth-provider.ts';
import { TokenRenewal } from './token-renewal.ts';

/** The account whose tokens are read from the vault and refreshed there. */
export interface VaultTokenSourceOptions {
  readonly provider: OAuthProvider;
  readonly vault: CredentialVault;
  /** The integration whose account `completeAuthorization` connected. */
  readonly integrationId: string;
  /** How long before its expiry a token is replaced, in milliseconds; at most half of its life. @defaultValue 300_000 */
  readonly refreshBeforeMs?: number | undefined;
  /** Called with what `provider.readTokens` picked: once when the tokens are first read, and whenever it has changed. */
  readonly onExtrasChange?: ((extras: JsonObject) => void) | undefined;
  /**
   * Called when the CRM has refused the refresh token and the account has to be connected again: by each source that finds
   * it so, once, and at its next call again where the listener throws. It must be idempotent.
   */
  readonly onReauthorizationNeeded?: (() => Promise<void> | void) | undefined;
  readonly fetch?: Fetch | undefined;
  readonly clock?: Clock | undefined;
  readonly ids?: IdGenerator | undefined;
  readonly logger?: Logger | undefined;
}

/**
 * Makes the token source of a connected account. Its tokens are in the vault, which all processes share, and are
 * refreshed by one of them at a time. When the CRM refuses the refresh token, that is written down, and no process retries
 * until the account was connected anew, which all of them notice at their next call.
 *
 * The clocks of the machines must agree to within ten seconds.
 * @throws {ConfigurationError} when the provider cannot work.
 * @example
 * const tokens = createVaultTokenSource({ provider, vault, integrationId });
 * const http = createHttpClient({ ...api, headers: async () => ({ authorization: `Bearer ${await tokens.get()}` }) });
 */
export function createVaultTokenSource(options: VaultTokenSourceOptions): TokenSource {
  const { provider, vault, integrationId, clock = systemClock, logger = silentLogger, refreshBeforeMs } = options;
  checkProvider(provider);
  let extras: JsonObject | undefined;
  const renewal = new TokenRenewal({
    provider,
    vault,
    integrationId,
    clock,
    logger,
    ids: options.ids ?? createRandomIds(clock),
    endpoint: new TokenEndpoint({ provider, fetch: options.fetch, clock }),
    onAdopt(tokens) {
      if (isDeepStrictEqual(extras, tokens.extras)) return;
      extras = tokens.extras;
      void guard(() => options.onExtrasChange?.(tokens.extras));
    },
    onReauthorizationNeeded: (tokenId) => void notifyReauthorization(tokenId),
  });

  let notifiedOf: string | undefined;
  async function notifyReauthorization(tokenId: string): Promise<void> {
    if (notifiedOf === tokenId) return;
    notifiedOf = tokenId;
    const isNotified = await guard(async () => options.onReauthorizationNeeded?.());
    if (!isNotified) notifiedOf = undefined;
  }

  /** What a listener throws is no fault of the token. @returns whether the listener succeeded. */
  async function guard(listener: () => Promise<void> | void): Promise<boolean> {
    try {
      await listener();
      return true;
    } catch (error) {
      logger.error({ api: provider.name, code: FriggCrmError.is(error) ? error.code : undefined }, 'token source listener failed');
      return false;
    }
  }

  let opened: TokenSource | undefined;
  let opening: Promise<TokenSource> | undefined;
  async function open(): Promise<TokenSource> {
    opening ??= renewal
      .open()
      .then((token) => createTokenSource({ api: provider.name, token, refresh: async () => renewal.renew(), refreshBeforeMs, clock }));
    try {
      return (opened = await opening);
    } catch (error) {
      // The next caller reads again: the account may be connected by then.
      opening = undefined;
      throw error;
    }
  }

  return {
    version: () => opened?.version?.() ?? 0,
    async get(call?: CallOptions) {
      call?.signal?.throwIfAborted();
      return (await open()).get(call);
    },
    async refresh(staleToken, call?: CallOptions) {
      call?.signal?.throwIfAborted();
      return (await open()).refresh(staleToken, call);
    },
  };
}
