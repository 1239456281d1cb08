import { FriggCrmError } from '@frigg-crm/core';

/** A sync is under way and this program cannot continue it; started again with the same store, it continues. */
export class RunFailedError extends FriggCrmError {
  override readonly code = 'RUN_FAILED';
  override readonly retryable = true;
}
