import { FriggCrmError } from '@frigg-crm/core';

/** A single person could not be written to Quo. */
export class PersonNotSyncedError extends FriggCrmError {
  override readonly code = 'PERSON_NOT_SYNCED';
  override readonly retryable: boolean;
  /** The reason: the code of an outcome, such as `CONFLICT`. */
  readonly reason: string;

  constructor(reason: string, { retryable }: { readonly retryable: boolean }) {
    super(`A person could not be written to Quo: ${reason}`);
    this.reason = reason;
    this.retryable = retryable;
  }
}
