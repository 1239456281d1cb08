import { FriggCrmError } from '@frigg-crm/core';

/** Why a delivery is not believed. */
export type WebhookRefusalReason = 'no-keys' | 'no-signature' | 'malformed-signature' | 'wrong-signature' | 'outside-window';

const MESSAGES: Readonly<Record<WebhookRefusalReason, string>> = {
  'no-keys': 'No webhook of Quo can be believed: no usable signing key is known. Store the key of each webhook when it is created',
  'no-signature': 'The webhook carries no signature of Quo',
  'malformed-signature': 'The signature of the webhook has another form than Quo documents',
  'wrong-signature': 'The signature of the webhook fits none of the known keys',
  'outside-window': 'The webhook was signed too long ago, or in the future: it may be a replay, or a clock is wrong',
};

/** The sender of a webhook cannot prove to be Quo: respond with 401, without a reason. */
export class WebhookRefusedError extends FriggCrmError {
  override readonly code = 'WEBHOOK_REFUSED';
  override readonly retryable = false;
  /** For logs and counters; not for the sender. */
  readonly reason: WebhookRefusalReason;

  constructor(reason: WebhookRefusalReason) {
    super(MESSAGES[reason]);
    this.reason = reason;
  }
}
