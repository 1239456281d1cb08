import { ApiError } from '@frigg-crm/http';
import type { OAuthProvider } from '../provider/oauth-provider.ts';

/**
 * @returns whether the refresh token is worth nothing any more. Anything less certain must not cut a healthy account off:
 * a 401 speaks of the app, whose authentication has failed (RFC 6749, section 5.2), and no user can mend that.
 */
export function isRefusedForGood(error: unknown, { refusalCodes = ['invalid_grant'] }: Pick<OAuthProvider, 'refusalCodes'>): boolean {
  return ApiError.is(error) && !error.retryable && error.apiCode !== undefined && refusalCodes.includes(error.apiCode);
}
