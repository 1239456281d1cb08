import { FriggCrmError } from './frigg-crm-error.ts';

/** A process was to be completed while announced work is not settled yet. */
export class UnitsOutstandingError extends FriggCrmError {
  override readonly code = 'UNITS_OUTSTANDING';
  override readonly retryable = false;
}
