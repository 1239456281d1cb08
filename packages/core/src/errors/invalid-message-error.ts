import { FriggCrmError } from './frigg-crm-error.ts';

/** A message that no attempt can make acceptable: a wrong delay, an unknown shape. */
export class InvalidMessageError extends FriggCrmError {
  override readonly code = 'INVALID_MESSAGE';
  override readonly retryable = false;
}
