import { FriggCrmError } from './frigg-crm-error.ts';

/** An integration cannot get from the one status to the other. */
export class IllegalStatusError extends FriggCrmError {
  override readonly code = 'ILLEGAL_STATUS';
  override readonly retryable = false;

  constructor(from: string, to: string) {
    super(`An integration cannot get from ${from} to ${to}`);
  }
}
