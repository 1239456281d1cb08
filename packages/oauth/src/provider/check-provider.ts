import { ConfigurationError } from '@frigg-crm/core';
import type { OAuthProvider } from './oauth-provider.ts';

/** What ids and secrets are made of (RFC 6749, appendices A.1 and A.2). */
const VISIBLE = /^[ -~]+$/;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Checks what would otherwise fail in the user's browser, or send a secret where it does not belong.
 * @throws {ConfigurationError} naming the field, never quoting it.
 */
export function checkProvider(provider: OAuthProvider): void {
  for (const field of ['name', 'clientId', 'clientSecret'] as const) {
    if (provider[field].trim() === '') throw new ConfigurationError(`The OAuth provider ${provider.name} needs a ${field}`);
  }
  for (const field of ['clientId', 'clientSecret'] as const) {
    if (!VISIBLE.test(provider[field]))
      throw new ConfigurationError(
        `The ${field} of the OAuth provider ${provider.name} holds a character that none may hold: copy it again`,
      );
  }
  for (const field of ['authorizeUrl', 'tokenUrl', 'revokeUrl'] as const) {
    const url = provider[field];
    if (url !== undefined && !isSafe(url, provider.allowInsecure ?? false)) {
      throw new ConfigurationError(
        `The ${field} of the OAuth provider ${provider.name} must begin with https:// (http:// on this machine with allowInsecure)`,
      );
    }
  }
}

function isSafe(text: string, allowInsecure: boolean): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && allowInsecure && LOOPBACK.has(hostname));
}
