import { FriggCrmError } from './frigg-crm-error.ts';

/** The caller handed over data that no process can hold (HTTP 400). */
export class InvalidProcessDataError extends FriggCrmError {
  override readonly code = 'INVALID_PROCESS_DATA';
  override readonly retryable = false;
}
