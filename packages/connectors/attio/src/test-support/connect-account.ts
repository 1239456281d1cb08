import type { Clock, CredentialVault } from '@frigg-crm/core';
import type { Fetch } from '@frigg-crm/http';
import { beginAuthorization, completeAuthorization, type OAuthProvider } from '@frigg-crm/oauth';

export interface ConnectAccountOptions {
  readonly provider: OAuthProvider;
  readonly vault: CredentialVault;
  readonly clock: Clock;
  /** Serves the sandbox. */
  readonly fetch: Fetch;
  readonly integrationId: string;
}

/** Goes through the consent of a sandbox, and keeps the tokens. */
export async function connectAccount({ fetch, ...options }: ConnectAccountOptions): Promise<void> {
  const owner = { userId: 'u1', redirectUri: 'https://app.example.com/callback' };
  const { url } = await beginAuthorization({ ...options, ...owner });
  const answer = await fetch(new Request(url, { redirect: 'manual' }));
  await completeAuthorization({ ...options, ...owner, fetch, callbackUrl: answer.headers.get('location') ?? '' });
}
