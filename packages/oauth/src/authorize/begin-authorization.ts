import { ConfigurationError, systemClock, type Clock, type CredentialVault } from '@frigg-crm/core';
import { calculatePKCECodeChallenge, generateRandomCodeVerifier, generateRandomState } from 'oauth4webapi';
import { checkProvider } from '../provider/check-provider.ts';
import type { OAuthProvider } from '../provider/oauth-provider.ts';
import { withVaultDeadlines } from '../tokens/with-vault-deadlines.ts';
import { writeState } from './authorization-state.ts';
import { changePending, hashState } from './pending-authorizations.ts';

/** Which integration of which user is to be connected, and where the CRM sends the user back. */
export interface BeginAuthorizationOptions {
  readonly provider: OAuthProvider;
  readonly vault: CredentialVault;
  /** The integration whose account is to be connected; it need not exist yet. */
  readonly integrationId: string;
  /** Who clicked. Only this user can complete it. */
  readonly userId: string;
  /** Where the CRM sends the user back; as registered there. */
  readonly redirectUri: string;
  readonly clock?: Clock | undefined;
}

/** An authorization has to be completed within, in milliseconds. */
const TTL_MS = 600_000;

/**
 * Begins to connect an account: send the user to the URL. Its state is valid for ten minutes, counts once and for this user
 * only; the PKCE verifier stays in the vault.
 * @throws {ConfigurationError} when the provider or the redirect URI cannot work.
 * @example
 * const { url } = await beginAuthorization({ provider, vault, integrationId, userId, redirectUri: 'https://app.example.com/oauth/callback' });
 */
export async function beginAuthorization(options: BeginAuthorizationOptions): Promise<{ readonly url: string }> {
  const { provider, integrationId, userId, redirectUri, clock = systemClock } = options;
  const vault = withVaultDeadlines(options.vault, clock);
  checkProvider(provider);
  if (!URL.canParse(redirectUri)) throw new ConfigurationError(`The redirect URI for ${provider.name} must be a whole URL`);
  const state = writeState(integrationId, generateRandomState());
  const codeVerifier = provider.usesPkce ? generateRandomCodeVerifier() : null;
  const nowMs = clock.now();
  const started = {
    stateHash: hashState(state),
    provider: provider.name,
    userId,
    redirectUri,
    codeVerifier,
    expiresAtMs: nowMs + TTL_MS,
  };
  await changePending({ vault, integrationId, nowMs }, (pending) => [[...pending, started], undefined]);
  return { url: await authorizeUrlOf(provider, { state, redirectUri, codeVerifier }) };
}

async function authorizeUrlOf(
  provider: OAuthProvider,
  { state, redirectUri, codeVerifier }: { state: string; redirectUri: string; codeVerifier: string | null },
): Promise<string> {
  const url = new URL(provider.authorizeUrl);
  const ours: Record<string, string> = { response_type: 'code', client_id: provider.clientId, redirect_uri: redirectUri, state };
  if (provider.scopes !== undefined) ours['scope'] = provider.scopes.join(provider.scopeSeparator ?? ' ');
  if (codeVerifier !== null) {
    ours['code_challenge'] = await calculatePKCECodeChallenge(codeVerifier);
    ours['code_challenge_method'] = 'S256';
  }
  // Ours come last: no extra one can take the state's place.
  for (const [name, value] of Object.entries({ ...provider.extraAuthorizeParameters, ...ours })) url.searchParams.set(name, value);
  return url.href;
}
