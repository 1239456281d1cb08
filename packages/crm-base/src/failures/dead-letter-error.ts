import { FriggCrmError } from '@frigg-crm/core';

/** A message was found in the dead-letter queue: whoever worked on it last did not live to say why. */
export class DeadLetterError extends FriggCrmError {
  override readonly code = 'DEAD_LETTER';
  override readonly retryable = false;
}
