import type { OAuthProvider } from '@frigg-crm/oauth';

/** A provider on this machine. */
export function toProvider(origin: string): OAuthProvider {
  return {
    name: 'Acme',
    authorizeUrl: `${origin}/authorize`,
    tokenUrl: `${origin}/token`,
    clientId: 'client-1',
    clientSecret: 'client-secret',
    clientAuthentication: 'post',
    usesPkce: true,
    allowInsecure: true,
  };
}
