import { FriggCrmError } from '@frigg-crm/core';

/** A request is no event of Pipedrive: respond with 400. */
export class PipedriveWebhookInvalidError extends FriggCrmError {
  override readonly code = 'WEBHOOK_INVALID';
  override readonly retryable = false;
  /** Where the body is not as documented. */
  readonly field: string;

  constructor(field: string) {
    super(`The body is not one that Pipedrive sends, at ${field}`);
    this.field = field;
  }
}
