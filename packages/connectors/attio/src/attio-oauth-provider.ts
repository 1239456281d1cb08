import type { OAuthProvider } from '@frigg-crm/oauth';

/** The app as it is registered in Attio's developer dashboard. */
export interface AttioOAuthOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** @defaultValue 'https://app.attio.com' */
  readonly oauthUrl?: string | undefined;
}

/**
 * Describes how Attio does OAuth 2 (Attio, OAuth 2.0): the scopes are those of the app in the developer dashboard, tokens do
 * not expire and are not refreshed, and PKCE is unknown.
 */
export function attioOAuthProvider({ clientId, clientSecret, oauthUrl = 'https://app.attio.com' }: AttioOAuthOptions): OAuthProvider {
  return {
    name: 'Attio',
    authorizeUrl: `${oauthUrl}/authorize`,
    tokenUrl: `${oauthUrl}/oauth/token`,
    clientId,
    clientSecret,
    clientAuthentication: 'post',
    usesPkce: false,
    allowInsecure: oauthUrl.startsWith('http:'),
  };
}
