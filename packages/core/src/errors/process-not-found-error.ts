import { FriggCrmError, type FriggCrmErrorOptions } from './frigg-crm-error.ts';

/** The process was never created, or it was deleted (HTTP 404). */
export class ProcessNotFoundError extends FriggCrmError {
  override readonly code = 'PROCESS_NOT_FOUND';
  override readonly retryable = false;
  readonly processId: string;

  constructor(processId: string, options?: FriggCrmErrorOptions) {
    super(`Process not found: ${processId}`, options);
    this.processId = processId;
  }
}
