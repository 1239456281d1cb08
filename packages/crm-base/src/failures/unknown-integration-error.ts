import { FriggCrmError } from '@frigg-crm/core';

/** A message names an integration that this worker cannot load. */
export class UnknownIntegrationError extends FriggCrmError {
  override readonly code = 'UNKNOWN_INTEGRATION';
  override readonly retryable = false;
}
