import { ApiError } from '@frigg-crm/http';
import type { OAuthProvider } from '../provider/oauth-provider.ts';

/** What is wrong is the app, not the account (RFC 6749, section 5.2): no user can mend it by connecting again. */
const APP_CODES = new Set(['invalid_client', 'unauthorized_client']);

/** @returns whether the refresh token is worth nothing any more. Anything less certain must not cut a healthy account off. */
export function isRefusedForGood(error: unknown, { refusalCodes = ['invalid_grant'] }: Pick<OAuthProvider, 'refusalCodes'>): boolean {
  if (!ApiError.is(error)) return false;
  if (error.apiCode !== undefined && refusalCodes.includes(error.apiCode)) return !error.retryable;
  return error.status === 401 && !APP_CODES.has(error.apiCode ?? '');
}
