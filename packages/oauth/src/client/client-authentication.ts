import { ClientSecretPost, type ClientAuth } from 'oauth4webapi';
import type { OAuthProvider } from '../provider/oauth-provider.ts';

/** @returns what proves the app to the token endpoint. */
export function clientAuthentication({ clientAuthentication: method, clientSecret }: OAuthProvider): ClientAuth {
  if (method === 'post') return ClientSecretPost(clientSecret);
  // The library's own encodes `-`, `_` and `.` too, which servers that do not decode at all take for another secret.
  return (_server, { client_id: clientId }, _body, headers) => {
    const credentials = `${formEncode(clientId)}:${formEncode(clientSecret)}`;
    headers.set('authorization', `Basic ${Buffer.from(credentials).toString('base64')}`);
  };
}

/** RFC 6749, section 2.3.1: as in a form. */
function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}
