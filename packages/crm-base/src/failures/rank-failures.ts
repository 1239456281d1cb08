import { FriggCrmError } from '@frigg-crm/core';
import { isAccountFailure, isRateLimited, isTransient } from './classify-failure.ts';

/** @returns whether no other call of this account would succeed now. */
export function stopsTheAccount(error: unknown): boolean {
  return isRateLimited(error) || isAccountFailure(error);
}

/** Of several failures, the one that decides what to do: to wait for a rate limit, to retry later, to retry at once. */
export function mostSevereError(failures: readonly [unknown, ...unknown[]]): unknown {
  return failures.reduce((worst, failure) => (rankOf(failure) < rankOf(worst) ? failure : worst));
}

function rankOf(error: unknown): number {
  if (isRateLimited(error)) return 0;
  if (!FriggCrmError.is(error)) return 4;
  if (isAccountFailure(error)) return 3;
  if (error.code === 'ACTIVITY_BUSY') return 2;
  return isTransient(error) ? 1 : 4;
}
