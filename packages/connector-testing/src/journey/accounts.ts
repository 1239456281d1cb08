import type { Clock, CredentialVault } from '@frigg-crm/core';
import type { Fetch } from '@frigg-crm/http';
import { beginAuthorization, completeAuthorization, type OAuthProvider } from '@frigg-crm/oauth';
import { USER } from './start-app.ts';

/** Completes an authorization as `completeAuthorization` does. */
export type CompleteAuthorization<Provider extends OAuthProvider> = (options: {
  readonly provider: Provider;
  readonly vault: CredentialVault;
  readonly callbackUrl: string;
  readonly userId: string;
  readonly clock: Clock;
  readonly fetch?: Fetch | undefined;
}) => Promise<{ readonly integrationId: string }>;

/** What the owner of an account has at hand. */
export interface ConnectContext {
  readonly vault: CredentialVault;
  readonly clock: Clock;
  readonly integrationId: string;
  readonly appUrl: string;
}

/** How an account is connected. */
export interface JourneyAccount {
  /** Does what a user does; with OAuth the app creates the integration at the callback. */
  readonly connect: (context: ConnectContext) => Promise<void>;
  /** Receives the user who comes back. @returns the integration that is connected. Absent: `connect` has stored the secrets. */
  readonly callback?: ((callbackUrl: string, context: Pick<ConnectContext, 'vault' | 'clock'>) => Promise<string>) | undefined;
}

/**
 * An account that is connected with OAuth: the user consents, and the app receives the callback.
 * @param complete - Where a CRM needs more than `completeAuthorization`.
 */
export function oauthAccount<Provider extends OAuthProvider>(
  provider: Provider,
  complete: CompleteAuthorization<Provider> = completeAuthorization,
): JourneyAccount {
  return {
    async connect({ vault, clock, integrationId, appUrl }) {
      const redirectUri = `${appUrl}/oauth/callback`;
      const { url } = await beginAuthorization({ provider, vault, integrationId, userId: USER, redirectUri, clock });
      const response = await fetch(url);
      if (!response.ok) throw new Error(`the callback was answered ${response.status}`);
    },
    async callback(callbackUrl, { vault, clock }) {
      const { integrationId } = await complete({ provider, vault, callbackUrl, userId: USER, clock });
      return integrationId;
    },
  };
}

/** What {@link connectAccount} connects. */
export interface ConnectAccountOptions<Provider extends OAuthProvider> {
  readonly provider: Provider;
  readonly vault: CredentialVault;
  readonly clock: Clock;
  /** Serves the sandbox. */
  readonly fetch: Fetch;
  readonly integrationId: string;
  /** Where a CRM needs more than `completeAuthorization`. @defaultValue `completeAuthorization` */
  readonly complete?: CompleteAuthorization<Provider> | undefined;
  /** Changes the address that the user is sent back to. @defaultValue as the sandbox made it */
  readonly alter?: ((callback: URL) => void) | undefined;
}

/** Goes through the consent of a sandbox without a server, and stores the tokens. */
export async function connectAccount<Provider extends OAuthProvider>(options: ConnectAccountOptions<Provider>): Promise<void> {
  const { fetch, complete = completeAuthorization, alter, ...account } = options;
  const { url } = await beginAuthorization({ ...account, userId: USER, redirectUri: 'https://app.example.com/callback' });
  const { headers } = await fetch(new Request(url, { redirect: 'manual' }));
  const callback = new URL(headers.get('location') ?? '');
  alter?.(callback);
  await complete({ ...account, userId: USER, fetch, callbackUrl: callback.href });
}
