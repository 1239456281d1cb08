import { FriggCrmError } from '@frigg-crm/core';
import type { FriggCrmErrorOptions } from '@frigg-crm/core/adapter';

const MAX_NAMED = 5;

/** A webhook whose body is not what the CRM documents: no attempt can read it, so it is answered 400. */
export class InvalidWebhookError extends FriggCrmError {
  override readonly code = 'WEBHOOK_INVALID';
  override readonly retryable = false;
  /** Where the body deviates, such as `data.id`; never what stood there. */
  readonly paths: readonly string[];

  constructor(paths: readonly string[], options?: FriggCrmErrorOptions) {
    super(`The webhook is not one that the CRM documents: see ${paths.slice(0, MAX_NAMED).join(', ')}`, options);
    this.paths = paths;
  }
}
