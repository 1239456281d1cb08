import { FriggCrmError } from './frigg-crm-error.ts';

/**
 * The reason of the signal of a message handler whose messages may be with another consumer by now: the program stood still,
 * or the queue could not be reached, until their visibility timeout was over.
 */
export class VisibilityExpiredError extends FriggCrmError {
  override readonly code = 'VISIBILITY_EXPIRED';
  override readonly retryable = true;

  constructor() {
    super(
      'The visibility timeout of the message is over: another consumer may have received it. It is redelivered; nothing needs to be done',
    );
  }
}
