import { FriggCrmError } from '@frigg-crm/core';

/** An earlier run of the same request may have taken effect, and the CRM cannot say: look there, then send it as a new request. */
export class ActionUnclearError extends FriggCrmError {
  override readonly code = 'ACTION_UNCLEAR';
  override readonly retryable = false;

  constructor(event: string) {
    super(`Whether ${event} took effect is unknown: look in the CRM, then send it again with another requestId`);
  }
}
