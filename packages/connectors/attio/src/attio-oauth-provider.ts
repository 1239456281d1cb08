import { describeProvider, type OAuthApp, type OAuthProvider } from '@frigg-crm/oauth';

/** The app as it is registered in Attio's developer dashboard. */
export interface AttioOAuthOptions extends OAuthApp {
  /** @defaultValue 'https://app.attio.com' */
  readonly oauthUrl?: string | undefined;
}

/**
 * Describes how Attio does OAuth 2 (Attio, OAuth 2.0): the scopes are those of the app in the developer dashboard, tokens do
 * not expire and are not refreshed, and PKCE is unknown.
 */
export function attioOAuthProvider({ oauthUrl: server = 'https://app.attio.com', ...app }: AttioOAuthOptions): OAuthProvider {
  const paths = { authorize: '/authorize', token: '/oauth/token' };
  return describeProvider({ name: 'Attio', server, paths, clientAuthentication: 'post', usesPkce: false }, app);
}
