import { FriggCrmError, type FriggCrmErrorOptions } from './frigg-crm-error.ts';

/** A process with the same `activeKey` has not ended yet; use that one, or cancel it first. */
export class ActiveProcessExistsError extends FriggCrmError {
  override readonly code = 'ACTIVE_PROCESS_EXISTS';
  override readonly retryable = false;
  readonly activeKey: string;

  constructor(activeKey: string, options?: FriggCrmErrorOptions) {
    super(`A process with the active key ${activeKey} is still running: use it, or cancel it first`, options);
    this.activeKey = activeKey;
  }
}
