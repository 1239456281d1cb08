import { FriggCrmError } from '@frigg-crm/core';

/** A request does not come from this connection's Pipedrive: respond with 401 and do nothing. */
export class PipedriveWebhookRefusedError extends FriggCrmError {
  override readonly code = 'WEBHOOK_REFUSED';
  override readonly retryable = false;
  /** What does not match. */
  readonly reason: 'credentials' | 'company' | 'webhook' | 'client';

  constructor(reason: PipedriveWebhookRefusedError['reason']) {
    super(`The request is refused: its ${reason} is not the one of this connection`);
    this.reason = reason;
  }
}
