import { FriggCrmError } from '@frigg-crm/core';

/** A record of a CRM cannot become a contact: writing what can be read of it might erase what Quo holds. */
export class UnusablePersonError extends FriggCrmError {
  override readonly code = 'PERSON_UNUSABLE';
  override readonly retryable = false;
  /** The field that is not as the CRM documents it. */
  readonly field: string;

  constructor(field: string) {
    super(`The CRM sent a person whose ${field} is not as documented; correct the record there and sync again`);
    this.field = field;
  }
}
