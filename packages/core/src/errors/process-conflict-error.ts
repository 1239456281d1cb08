import { FriggCrmError, type FriggCrmErrorOptions } from './frigg-crm-error.ts';

/** Another program saved the process first: load it again and repeat the change. */
export class ProcessConflictError extends FriggCrmError {
  override readonly code = 'PROCESS_CONFLICT';
  override readonly retryable = true;
  readonly processId: string;

  constructor(processId: string, options?: FriggCrmErrorOptions) {
    super(`Process ${processId} was saved by another program: load it again and repeat the change`, options);
    this.processId = processId;
  }
}
