import { FriggCrmError } from '@frigg-crm/core';

/** An integration does not work now: it is switched off, or waits for its configuration. */
export class IntegrationNotEnabledError extends FriggCrmError {
  override readonly code = 'INTEGRATION_NOT_ENABLED';
  override readonly retryable = false;

  constructor(integrationId: string, status: string) {
    super(`The integration ${integrationId} is ${status}: ${status === 'NEEDS_CONFIG' ? 'configure it first' : 'enable it first'}`);
  }
}
