import { FriggCrmError } from '@frigg-crm/core';

/** Work on a message, an entry of the inbox or a maintenance task did not end in time, whatever it waited for: it is repeated. */
export class WorkTimeoutError extends FriggCrmError {
  override readonly code = 'WORK_TIMED_OUT';
  override readonly retryable = true;

  constructor(what: string, afterMs: number) {
    super(`${what} did not end within ${afterMs} ms; whether it took effect is unknown`);
  }
}
