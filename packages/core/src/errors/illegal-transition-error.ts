import { FriggCrmError, type FriggCrmErrorOptions } from './frigg-crm-error.ts';

/** The state machine of the process type has no such arrow. */
export class IllegalTransitionError extends FriggCrmError {
  override readonly code = 'ILLEGAL_TRANSITION';
  override readonly retryable = false;
  readonly processId: string;
  readonly from: string;
  readonly to: string;

  constructor(facts: { processId: string; from: string; to: string; allowed: readonly string[] }, options?: FriggCrmErrorOptions) {
    const allowed = facts.allowed.length === 0 ? 'no state (it has ended)' : facts.allowed.join(', ');
    super(`Process ${facts.processId} cannot go from ${facts.from} to ${facts.to}; from there it may go to ${allowed}`, options);
    this.processId = facts.processId;
    this.from = facts.from;
    this.to = facts.to;
  }
}
