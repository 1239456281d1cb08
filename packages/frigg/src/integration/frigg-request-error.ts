import { FriggCrmError } from '@frigg-crm/core';

/** What a caller of Frigg's API has asked for cannot be done; nothing was changed. */
export class FriggRequestError extends FriggCrmError {
  override readonly code = 'FRIGG_REQUEST_REFUSED';
  override readonly retryable = false;
  /** Frigg's routers answer with it. */
  readonly statusCode = 400;
}
