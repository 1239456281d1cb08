import type { Clock, CredentialVault } from '@frigg-crm/core';
import type { Fetch } from '@frigg-crm/http';
import { beginAuthorization } from '@frigg-crm/oauth';
import { completeZohoAuthorization, type ZohoOAuthProvider } from '../zoho-oauth-provider.ts';

export interface ConnectAccountOptions {
  readonly provider: ZohoOAuthProvider;
  readonly vault: CredentialVault;
  readonly clock: Clock;
  /** Serves the sandbox. */
  readonly fetch: Fetch;
  readonly integrationId: string;
  /** Changes the address that the user is sent back to. @defaultValue as the sandbox made it */
  readonly alter?: (callback: URL) => void;
}

/** Goes through the consent of a sandbox, and keeps the tokens. */
export async function connectAccount({ fetch, alter, ...options }: ConnectAccountOptions): Promise<void> {
  const owner = { userId: 'u1', redirectUri: 'https://app.example.com/callback' };
  const { url } = await beginAuthorization({ ...options, ...owner });
  const { headers } = await fetch(new Request(url, { redirect: 'manual' }));
  const callback = new URL(headers.get('location') ?? '');
  alter?.(callback);
  await completeZohoAuthorization({ ...options, ...owner, fetch, callbackUrl: callback.href });
}
