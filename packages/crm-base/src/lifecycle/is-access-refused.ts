import { ApiError } from '@frigg-crm/http';

/** @returns whether the other side itself refuses our key, our token, or to renew it (RFC 6749, section 5.2: `invalid_grant`). */
export function isAccessRefused(error: unknown): boolean {
  return ApiError.is(error) && (error.code === 'API_UNAUTHORIZED' || error.apiCode === 'invalid_grant');
}
