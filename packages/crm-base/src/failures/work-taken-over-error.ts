import { FriggCrmError } from '@frigg-crm/core';

/** Work on an integration took so long that another program was let in: what was not stored by then is taken back. */
export class WorkTakenOverError extends FriggCrmError {
  override readonly code = 'WORK_TAKEN_OVER';
  override readonly retryable = true;

  constructor(integrationId: string) {
    super(`Another program works on the integration ${integrationId} by now: leave it to that one`);
  }
}
