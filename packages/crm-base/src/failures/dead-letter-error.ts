import { FriggCrmError } from '@frigg-crm/core';

/** A message was found in the dead-letter queue: its last worker crashed without a reason. */
export class DeadLetterError extends FriggCrmError {
  override readonly code = 'DEAD_LETTER';
  override readonly retryable = false;
}
