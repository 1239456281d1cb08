import { FriggCrmError } from '@frigg-crm/core';

/** A message names a process that belongs to another integration, connector or type of people: it must not be worked on. */
export class MessageMismatchError extends FriggCrmError {
  override readonly code = 'MESSAGE_MISMATCH';
  override readonly retryable = false;
}
