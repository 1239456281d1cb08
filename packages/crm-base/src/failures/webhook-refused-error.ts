import { FriggCrmError } from '@frigg-crm/core';
import type { FriggCrmErrorOptions } from '@frigg-crm/core/adapter';

/** A request does not prove that it comes from the CRM: it is answered 401, without a reason. */
export class WebhookRefusedError extends FriggCrmError {
  override readonly code = 'WEBHOOK_REFUSED';
  override readonly retryable = false;
  /** For logs and counters, not for the sender: up to 40 lower-case letters and `-`, such as `wrong-signature`. */
  readonly reason: string;

  constructor(reason: string, options?: FriggCrmErrorOptions) {
    super(`The webhook does not prove that it comes from the CRM: ${reason}`, options);
    this.reason = reason;
  }
}
