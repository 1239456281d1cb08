import { FriggCrmError } from '@frigg-crm/core';

/** A message of an event or version that this program does not know; a newer one does. */
export class UnknownMessageError extends FriggCrmError {
  override readonly code = 'UNKNOWN_MESSAGE';
  override readonly retryable = true;
}
