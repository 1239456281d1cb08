import { FriggCrmError } from '@frigg-crm/core';
import type { FriggCrmErrorOptions } from '@frigg-crm/core/adapter';

/** A consumer of the workers has failed for good, so the others were stopped: start the workers again. */
export class ConsumerFailedError extends FriggCrmError {
  override readonly code = 'CONSUMER_FAILED';
  override readonly retryable = true;

  constructor(consumer: string, { cause }: Required<FriggCrmErrorOptions>) {
    // Texts of other errors may hold anything.
    const reason = FriggCrmError.is(cause) ? cause.message : 'see the cause';
    super(`The workers have stopped, because ${consumer} failed: ${reason}`, { cause });
  }
}
