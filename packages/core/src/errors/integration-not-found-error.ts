import { FriggCrmError } from './frigg-crm-error.ts';

/** There is no such integration, or it has been deleted. */
export class IntegrationNotFoundError extends FriggCrmError {
  override readonly code = 'INTEGRATION_NOT_FOUND';
  override readonly retryable = false;

  constructor(integrationId: string) {
    super(`There is no integration ${integrationId}`);
  }
}
