import { randomBytes } from 'node:crypto';
import { hashSecret } from '../access/secret-token.ts';

/** The cookie of a session is `SameSite=Strict`, so it does not come along when the CRM sends the browser back. This one does. */
const COOKIE = 'frigg_crm_authorization';
/** As long as an authorization is valid. */
const MAX_AGE_SECONDS = 600;

/** @returns the key of a browser that began to connect an account. */
export function readBrowserKey(headers: Headers): string | undefined {
  const [, key] = /(?:^|;\s*)frigg_crm_authorization=([\w-]{43})(?:;|$)/.exec(headers.get('cookie') ?? '') ?? [];
  return key;
}

/** @returns whether a browser sends the request, rather than a program. */
export function isBrowser(headers: Headers): boolean {
  return headers.has('cookie') || headers.has('sec-fetch-site');
}

export function createBrowserKey(): string {
  return randomBytes(32).toString('base64url');
}

/** @returns what an authorization is bound to. */
export function bindToBrowser(key: string): string {
  return `browser:${hashSecret(key)}`;
}

/** @returns the header that keeps the key in the browser while it is away at the CRM. */
export function toBrowserCookie(key: string, { origin, path }: { readonly origin: string; readonly path: string }): string {
  const secure = origin.startsWith('https://') ? '; Secure' : '';
  return `${COOKIE}=${key}; Path=${path}; HttpOnly; SameSite=Lax; Max-Age=${MAX_AGE_SECONDS}${secure}`;
}
