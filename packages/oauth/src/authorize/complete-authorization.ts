import {
  FriggCrmError,
  createRandomIds,
  systemClock,
  type Clock,
  type CredentialVault,
  type IdGenerator,
  type JsonObject,
} from '@frigg-crm/core';
import type { Fetch } from '@frigg-crm/http';
import { validateAuthResponse } from 'oauth4webapi';
import { toAuthorizationServer } from '../client/authorization-server.ts';
import { TokenEndpoint, type TokenResponse } from '../client/token-endpoint.ts';
import { OAuthCallbackError } from '../errors/oauth-callback-error.ts';
import { checkProvider } from '../provider/check-provider.ts';
import type { OAuthProvider } from '../provider/oauth-provider.ts';
import { keepTokens } from '../tokens/keep-tokens.ts';
import { toStoredTokens } from '../tokens/stored-tokens.ts';
import { withVaultDeadlines } from '../tokens/with-vault-deadlines.ts';
import { readIntegrationId } from './authorization-state.ts';
import { changePending, hashState, type PendingAuthorization } from './pending-authorizations.ts';

/** The callback of a consent, and the user who is signed in. */
export interface CompleteAuthorizationOptions {
  readonly provider: OAuthProvider;
  readonly vault: CredentialVault;
  /** The URL that the CRM sent the user back to, with its query; without host will do. */
  readonly callbackUrl: string | URL;
  /** Whose session the callback came in. */
  readonly userId: string;
  /** Kept beside what `provider.readTokens` picks: what only the callback says, such as the data centre. */
  readonly extras?: JsonObject | undefined;
  readonly fetch?: Fetch | undefined;
  readonly clock?: Clock | undefined;
  readonly ids?: IdGenerator | undefined;
}

/** An account that is connected; its tokens are in the vault. */
export interface CompletedAuthorization {
  readonly integrationId: string;
  readonly extras: JsonObject;
  /** What was granted, as the CRM writes it; `null` when it does not say. */
  readonly scope: string | null;
}

/** Ways in which CRMs say that the user said no (RFC 6749, section 4.1.2.1; Pipedrive's OAuth pages). */
const DENIALS = new Set(['access_denied', 'user_denied']);

/**
 * Completes what `beginAuthorization` began: exchanges the code and keeps the tokens. A callback counts once; only when no
 * response came from the CRM may it be loaded again.
 * @throws {OAuthCallbackError} saying why the account is not connected.
 * @throws {ConfigurationError} when the provider cannot work.
 * @example
 * const { integrationId } = await completeAuthorization({ provider, vault, callbackUrl: request.url, userId });
 */
export async function completeAuthorization(options: CompleteAuthorizationOptions): Promise<CompletedAuthorization> {
  const { provider, clock = systemClock, ids = createRandomIds(clock) } = options;
  const vault = withVaultDeadlines(options.vault, clock);
  checkProvider(provider);
  const callback = readCallback(options);
  const { integrationId, pending } = await takePending({ provider, vault, callback, userId: options.userId, nowMs: clock.now() });
  const error = callback.get('error');
  if (error !== null) throw new OAuthCallbackError(provider.name, DENIALS.has(error) ? 'OAUTH_DENIED' : 'OAUTH_CALLBACK_INVALID');
  const checked = checkCallback(provider, callback);
  const endpoint = new TokenEndpoint({ provider, fetch: options.fetch, clock });
  const { redirectUri, codeVerifier } = pending;
  let response: TokenResponse;
  let extras: JsonObject;
  try {
    response = await endpoint.exchangeCode({ callback: checked, redirectUri, codeVerifier });
    extras = { ...options.extras, ...provider.readTokens?.(response.json) };
  } catch (cause) {
    const retryable = FriggCrmError.is(cause) && cause.retryable;
    if (retryable) await changePending({ vault, integrationId, nowMs: clock.now() }, (others) => [[...others, pending], undefined]);
    throw new OAuthCallbackError(provider.name, 'OAUTH_EXCHANGE_FAILED', { retryable, cause: FriggCrmError.is(cause) ? cause : undefined });
  }
  await keepTokens({ vault, clock, integrationId }, toStoredTokens(ids.next(), response, extras));
  return { integrationId, extras, scope: response.scope };
}

function readCallback({ callbackUrl, provider }: CompleteAuthorizationOptions): URLSearchParams {
  const base = 'https://callback.invalid';
  if (!URL.canParse(String(callbackUrl), base)) throw new OAuthCallbackError(provider.name, 'OAUTH_CALLBACK_INVALID');
  const parameters = new URLSearchParams(new URL(String(callbackUrl), base).searchParams);
  if (provider.issuer === undefined) parameters.delete('iss');
  return parameters;
}

interface TakeRequest {
  readonly provider: OAuthProvider;
  readonly vault: CredentialVault;
  readonly callback: URLSearchParams;
  readonly userId: string;
  readonly nowMs: number;
}

/** Takes an authorization out of the list: of concurrent callbacks one succeeds. */
async function takePending(request: TakeRequest): Promise<{ readonly integrationId: string; readonly pending: PendingAuthorization }> {
  const { provider, vault, callback, userId, nowMs } = request;
  const state = callback.get('state') ?? '';
  const integrationId = readIntegrationId(state);
  const stateHash = hashState(state);
  const taken =
    integrationId === undefined
      ? undefined
      : await changePending({ vault, integrationId, nowMs }, (all) => {
          const mine = all.find((one) => one.stateHash === stateHash && one.userId === userId && one.provider === provider.name);
          return [mine === undefined ? all : all.filter((one) => one !== mine), mine];
        });
  if (integrationId === undefined || taken === undefined) throw new OAuthCallbackError(provider.name, 'OAUTH_STATE_INVALID');
  return { integrationId, pending: taken };
}

function checkCallback(provider: OAuthProvider, callback: URLSearchParams): URLSearchParams {
  try {
    const state = callback.get('state') ?? '';
    const checked = validateAuthResponse(toAuthorizationServer(provider), { client_id: provider.clientId }, callback, state);
    if ((checked.get('code') ?? '') !== '' && checked.getAll('code').length === 1) return checked;
  } catch {
    // What the library throws quotes the callback, code and all.
  }
  throw new OAuthCallbackError(provider.name, 'OAUTH_CALLBACK_INVALID');
}
