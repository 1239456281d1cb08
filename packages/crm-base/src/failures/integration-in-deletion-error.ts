import { FriggCrmError } from '@frigg-crm/core';

/** An integration that is being deleted can no longer be changed: create a new one. */
export class IntegrationInDeletionError extends FriggCrmError {
  override readonly code = 'INTEGRATION_IN_DELETION';
  override readonly retryable = false;

  constructor(integrationId: string) {
    super(`The integration ${integrationId} is being deleted and can no longer be changed: create a new one`);
  }
}
