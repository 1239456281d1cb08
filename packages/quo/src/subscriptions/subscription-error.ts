import { FriggCrmError } from '@frigg-crm/core';
import type { FriggCrmErrorOptions } from '@frigg-crm/core/adapter';

/** What is known when webhooks could not be set up. */
export interface SubscriptionFailure {
  readonly step: 'create' | 'store';
  /** How many webhooks failed, or could not be stored. */
  readonly count: number;
  /** The first failure's code: Quo's own where there is one. */
  readonly reason: string;
  readonly retryable: boolean;
  /** Ids of new webhooks that could not be removed again. */
  readonly left: readonly string[];
}

/** Webhooks could not be set up; those that were there before are untouched, and the new ones are gone but for `left`. */
export class SubscriptionError extends FriggCrmError {
  override readonly code = 'QUO_SUBSCRIPTION_FAILED';
  override readonly retryable: boolean;
  /** Which step failed. */
  readonly step: SubscriptionFailure['step'];
  /** Ids of webhooks that are still at Quo and should not be: keep them, and delete them later. A repair finds them too. */
  readonly left: readonly string[];

  constructor({ step, count, reason, retryable, left }: SubscriptionFailure, options?: FriggCrmErrorOptions) {
    super(`Failed to ${step} ${count} webhook(s): ${reason}`, options);
    this.step = step;
    this.retryable = retryable;
    this.left = left;
  }
}
