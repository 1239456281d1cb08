import { FriggCrmError } from '@frigg-crm/core';
import type { CrmBaseErrorCode } from './crm-base-error-code.ts';

/** Which of the two accounts of an integration. */
export type AccountSide = 'crm' | 'quo';

const NAMES: Readonly<Record<AccountSide, string>> = { crm: 'account of the CRM', quo: 'Quo workspace' };

/**
 * Another account is connected than the one whose persons an integration holds. Ids of the one mean other persons in the
 * other, so nothing is written either way.
 */
export class AccountChangedError extends FriggCrmError {
  override readonly code = 'ACCOUNT_CHANGED';
  override readonly retryable = false;
  readonly side: AccountSide;

  constructor(side: AccountSide) {
    super(
      `The ${NAMES[side]} that is connected now is another one than before: connect the one of before again, or delete this integration and connect the new one as another integration`,
    );
    this.side = side;
  }

  /** Recognises such errors, also those made by another copy of this package. */
  static override is(error: unknown): error is AccountChangedError {
    return FriggCrmError.hasCode<CrmBaseErrorCode>(error, 'ACCOUNT_CHANGED');
  }
}
