import { systemClock, type Clock, type CredentialVault } from '@frigg-crm/core';
import type { Fetch } from '@frigg-crm/http';
import { TokenEndpoint } from '../client/token-endpoint.ts';
import { checkProvider } from '../provider/check-provider.ts';
import type { OAuthProvider } from '../provider/oauth-provider.ts';
import { readStoredTokens } from '../tokens/read-stored-tokens.ts';
import { OAUTH_CREDENTIAL } from '../tokens/stored-tokens.ts';
import { withVaultDeadlines } from '../tokens/with-vault-deadlines.ts';

/** The account whose tokens are to be revoked. */
export interface RevokeAuthorizationOptions {
  readonly provider: OAuthProvider;
  readonly vault: CredentialVault;
  readonly integrationId: string;
  readonly fetch?: Fetch | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Disconnects an account: revokes its tokens at the CRM, where that is possible, and removes them from the vault.
 * @returns whether the CRM revoked them.
 * @throws {ApiError} when the CRM did not accept it; the tokens are still there, so that it can be repeated.
 */
export async function revokeAuthorization(options: RevokeAuthorizationOptions): Promise<{ readonly revoked: boolean }> {
  const { provider, integrationId, fetch, clock = systemClock } = options;
  const vault = withVaultDeadlines(options.vault, clock);
  checkProvider(provider);
  const stored = await readStoredTokens({ vault, integrationId });
  if (stored === undefined) return { revoked: false };
  const { refreshToken, accessToken } = stored.tokens;
  if (provider.revokeUrl !== undefined) {
    const endpoint = new TokenEndpoint({ provider, fetch, clock });
    // With the refresh token its access tokens go too (RFC 7009, section 2.1).
    await endpoint.revoke(
      refreshToken === null ? { value: accessToken, hint: 'access_token' } : { value: refreshToken, hint: 'refresh_token' },
    );
  }
  await vault.remove({ integrationId, name: OAUTH_CREDENTIAL });
  return { revoked: provider.revokeUrl !== undefined };
}
