import { FriggCrmError } from '@frigg-crm/core';

/** A flag, a variable, or what one of them points at cannot be used; nothing was started. The message names the setting. */
export class UsageError extends FriggCrmError {
  override readonly code = 'USAGE';
  override readonly retryable = false;
}
