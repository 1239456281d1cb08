import { FriggCrmError } from './frigg-crm-error.ts';

/** The id of a new integration is taken. */
export class IntegrationExistsError extends FriggCrmError {
  override readonly code = 'INTEGRATION_EXISTS';
  override readonly retryable = false;

  constructor(integrationId: string) {
    super(`There is an integration ${integrationId} already`);
  }
}
