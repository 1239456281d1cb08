import { FriggCrmError } from '@frigg-crm/core';

/** A record of Pipedrive cannot become a contact: writing what can be read of it might erase what Quo holds. */
export class UnusablePersonError extends FriggCrmError {
  override readonly code = 'PIPEDRIVE_PERSON_UNUSABLE';
  override readonly retryable = false;
  /** The field that is not as API v2 documents it. */
  readonly field: string;

  constructor(field: string) {
    super(`Pipedrive sent a person whose ${field} is not as API v2 documents it; correct the record in Pipedrive and sync again`);
    this.field = field;
  }
}
