import { classifyError, type ApiRateLimitedError } from '@frigg-crm/http';

/** @returns whether the API asked us to come later; no attempt was made, so none is used up. */
export function isRateLimited(error: unknown): boolean {
  return classifyError(error).kind === 'rate-limited';
}

/** @returns whether the same work may succeed later without anybody changing anything. Unknown errors get the chance. */
export function isTransient(error: unknown): boolean {
  return classifyError(error).kind !== 'permanent';
}

/** @returns whether no other call of this account could succeed either, until somebody acts. */
export function isAccountFailure(error: unknown): boolean {
  const { level, kind } = classifyError(error);
  return level === 'account' && kind === 'permanent';
}

/** @returns the milliseconds that an API asked us to wait, 0 when it did not. */
export function askedWaitMs(error: unknown): number {
  const asked = isRateLimited(error) ? (error as Partial<ApiRateLimitedError>).retryAfterMs : undefined;
  return typeof asked === 'number' && asked > 0 ? asked : 0;
}
