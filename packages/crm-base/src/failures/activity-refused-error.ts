import { FriggCrmError, type FriggCrmErrorOptions } from '@frigg-crm/core';

/** The CRM will not take the activity of somebody who took part; what could be written for the others is written. */
export class ActivityRefusedError extends FriggCrmError {
  override readonly code = 'ACTIVITY_REFUSED';
  override readonly retryable = false;

  constructor({ refused, participants }: { readonly refused: number; readonly participants: number }, options?: FriggCrmErrorOptions) {
    super(`The CRM refused ${refused} of ${participants} activities for good: see the cause, mend it, and redrive`, options);
  }
}
