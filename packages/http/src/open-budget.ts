import type { Clock, Logger, RateLimits } from '@frigg-crm/core';
import { createRequestBudget } from './create-request-budget.ts';
import { createSharedRequestBudget } from './create-shared-request-budget.ts';
import { rateLimitKey } from './rate-limit-key.ts';
import type { Allowance, RequestBudget } from './request-budget.ts';

/** Options of {@link openBudget}. */
export interface OpenBudgetOptions extends Allowance {
  /** The API's name, such as `Acme`. */
  readonly api: string;
  /** Names what the API counts by, such as a company and its user, never a token that is replaced; only its hash is stored. */
  readonly account: string;
  /** A store that all programs which use this account have in common. @defaultValue none: the budget is this program's */
  readonly rateLimits?: RateLimits | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/**
 * Makes the budget of one account: shared where there is a store, this program's where there is none.
 * @throws {ConfigurationError} when it would allow nothing.
 */
export function openBudget({ api, account, rateLimits, logger, ...allowance }: OpenBudgetOptions): RequestBudget {
  if (rateLimits === undefined) return createRequestBudget(allowance);
  return createSharedRequestBudget({ ...allowance, rateLimits, key: rateLimitKey({ api, account }), logger });
}
