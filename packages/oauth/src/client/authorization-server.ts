import type { AuthorizationServer } from 'oauth4webapi';
import type { OAuthProvider } from '../provider/oauth-provider.ts';

/** @returns the provider as oauth4webapi describes a server. */
export function toAuthorizationServer({ issuer, authorizeUrl, tokenUrl, revokeUrl }: OAuthProvider): AuthorizationServer {
  return {
    issuer: issuer ?? new URL(authorizeUrl).origin,
    authorization_endpoint: authorizeUrl,
    token_endpoint: tokenUrl,
    ...(revokeUrl === undefined ? {} : { revocation_endpoint: revokeUrl }),
  };
}
