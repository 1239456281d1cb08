import { FriggCrmError, type FriggCrmErrorOptions } from './frigg-crm-error.ts';

/** One message that a queue did not accept. */
export interface UnsentMessage {
  /** Its position in the array given to `send`. */
  readonly index: number;
  /** The queue's own code for the refusal, such as `InternalError`. */
  readonly code: string;
  /** The queue's own words, bounded and without personal data. Absent when it gave none. */
  readonly reason?: string | undefined;
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
    const reason = facts.unsent.find((message) => message.reason !== undefined)?.reason;
    const said = reason === undefined ? '' : `; the queue says: ${reason}`;
    super(`${facts.unsent.length} of ${facts.total} messages were not accepted by the queue: ${named}${said}`, options);
    this.unsent = facts.unsent;
    this.retryable = facts.retryable;
  }

  /** Recognises such errors, also those made by another copy of this package. */
  static override is(error: unknown): error is QueueSendError {
    return FriggCrmError.hasCode(error, 'QUEUE_SEND_FAILED');
  }
}
