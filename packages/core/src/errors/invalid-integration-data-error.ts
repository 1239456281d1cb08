import { FriggCrmError } from './frigg-crm-error.ts';

/** Data of an integration that cannot be used; the message says what to change. */
export class InvalidIntegrationDataError extends FriggCrmError {
  override readonly code = 'INVALID_INTEGRATION_DATA';
  override readonly retryable = false;
}
