import { FriggCrmError } from '@frigg-crm/core';
import type { FriggCrmErrorOptions } from '@frigg-crm/core/adapter';

/**
 * Why an account was not connected:
 * - `OAUTH_DENIED`: the user said no.
 * - `OAUTH_STATE_INVALID`: the callback belongs to no authorization of this user that is under way: forged, used before, or older than ten minutes.
 * - `OAUTH_CALLBACK_INVALID`: the CRM sent the user back with an error, or without a code.
 * - `OAUTH_EXCHANGE_FAILED`: the CRM did not give tokens for the code.
 */
export type OAuthErrorCode = 'OAUTH_DENIED' | 'OAUTH_STATE_INVALID' | 'OAUTH_CALLBACK_INVALID' | 'OAUTH_EXCHANGE_FAILED';

const ADVICE: Readonly<Record<OAuthErrorCode, string>> = {
  OAUTH_DENIED: 'access was not granted: connect the account again, and accept',
  OAUTH_STATE_INVALID: 'this link was used before, has expired, or is not of this user: connect the account again from the start',
  OAUTH_CALLBACK_INVALID: 'the callback holds no code: connect the account again, and check the settings of the app if it stays so',
  OAUTH_EXCHANGE_FAILED: 'no tokens were given for the code: connect the account again, and check the settings of the app if it stays so',
};

/** An authorization did not end with tokens. */
export class OAuthCallbackError extends FriggCrmError {
  override readonly code: OAuthErrorCode;
  /** Whether the same callback may be completed once more. */
  override readonly retryable: boolean;

  constructor(provider: string, code: OAuthErrorCode, options: FriggCrmErrorOptions & { readonly retryable?: boolean } = {}) {
    super(options.retryable === true ? `${provider}: no response came; load the page again` : `${provider}: ${ADVICE[code]}`, options);
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}
