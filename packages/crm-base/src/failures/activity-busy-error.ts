import { FriggCrmError } from '@frigg-crm/core';

/** Another worker is writing the same activity: come back in a moment. */
export class ActivityBusyError extends FriggCrmError {
  override readonly code = 'ACTIVITY_BUSY';
  override readonly retryable = true;
  /** Milliseconds until its claim ends at the latest. */
  readonly busyForMs: number;

  constructor(busyForMs: number) {
    super('Another worker is writing the same activity: come back in a moment');
    this.busyForMs = busyForMs;
  }
}
