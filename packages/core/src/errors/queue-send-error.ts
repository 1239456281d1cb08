import { FriggCrmError, type FriggCrmErrorOptions } from './frigg-crm-error.ts';

/** One message that a queue did not accept. */
export interface UnsentMessage {
  /** Its position in the array given to `send`. */
  readonly index: number;
  /** The queue's own code for the refusal, such as `InternalError`. */
  readonly code: string;
}

/** Some messages of a `send` were not accepted; all others were. Send exactly the named ones again. */
export class QueueSendError extends FriggCrmError {
  override readonly code = 'QUEUE_SEND_FAILED';
  override readonly retryable: boolean;
  readonly unsent: readonly UnsentMessage[];

  constructor(facts: { unsent: readonly UnsentMessage[]; total: number; retryable: boolean }, options?: FriggCrmErrorOptions) {
    const named = facts.unsent
      .slice(0, 10)
      .map(({ index, code }) => `${index} (${code})`)
      .join(', ');
    super(`${facts.unsent.length} of ${facts.total} messages were not accepted by the queue: ${named}`, options);
    this.unsent = facts.unsent;
    this.retryable = facts.retryable;
  }
}
