import { FriggCrmError, type FriggCrmErrorOptions } from './frigg-crm-error.ts';

/** A message that was not sent because its body is larger than the queue carries. Says nothing about whether it can be read. */
export class MessageTooLargeError extends FriggCrmError {
  override readonly code = 'MESSAGE_TOO_LARGE';
  override readonly retryable = false;
  /** Its position in the array given to `send`. */
  readonly index: number;
  /** The size of its body in UTF-8 bytes. */
  readonly sizeBytes: number;
  /** What the queue carries: `MessageQueue.limits.maxMessageBytes`. */
  readonly limitBytes: number;

  constructor(facts: { index: number; sizeBytes: number; limitBytes: number }, options?: FriggCrmErrorOptions) {
    super(`message ${facts.index}: the body has ${facts.sizeBytes} bytes, ${facts.limitBytes} are allowed`, options);
    this.index = facts.index;
    this.sizeBytes = facts.sizeBytes;
    this.limitBytes = facts.limitBytes;
  }
}
