import { FriggCrmError } from '@frigg-crm/core';
import type { FriggCrmErrorOptions } from '@frigg-crm/core/adapter';

/** The CRM refuses the activity of a participant for good; what could be written for the others is written. */
export class ActivityRefusedError extends FriggCrmError {
  override readonly code = 'ACTIVITY_REFUSED';
  override readonly retryable = false;

  constructor({ refused, participants }: { readonly refused: number; readonly participants: number }, options?: FriggCrmErrorOptions) {
    super(`The CRM refused ${refused} of ${participants} activities for good: see the cause, fix it, and redrive`, options);
  }
}
