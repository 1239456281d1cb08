import { FriggCrmError } from '@frigg-crm/core';

/** An integration has no such user action; the message lists those that there are. */
export class UnknownActionError extends FriggCrmError {
  override readonly code = 'UNKNOWN_ACTION';
  override readonly retryable = false;

  constructor(events: readonly string[]) {
    super(`The integration has no such action; it has ${events.join(', ')}`);
  }
}
