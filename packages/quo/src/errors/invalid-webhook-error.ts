import { FriggCrmError } from '@frigg-crm/core';

const MAX_NAMED = 5;

/** A webhook whose body is not what Quo documents; no attempt can read it. */
export class InvalidWebhookError extends FriggCrmError {
  override readonly code = 'WEBHOOK_INVALID';
  override readonly retryable = false;
  /** Where the body deviates, such as `data.object.id`; never what stood there. */
  readonly paths: readonly string[];

  constructor(paths: readonly string[]) {
    super(`The webhook is not one that Quo documents, at ${paths.slice(0, MAX_NAMED).join(', ')}`);
    this.paths = paths;
  }
}
