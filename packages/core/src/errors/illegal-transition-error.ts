import { FriggCrmError, type FriggCrmErrorOptions } from './frigg-crm-error.ts';

/** The state machine of the process type has no such arrow. */
export class IllegalTransitionError extends FriggCrmError {
  override readonly code = 'ILLEGAL_TRANSITION';
  override readonly retryable = false;
  readonly processId: string;
  readonly from: string;
  readonly to: string;

  constructor(
    facts: {
      processId: string;
      from: string;
      to: string;
      allowed: readonly string[];
      /** Whether the machine knows the state `from`. @defaultValue true */
      isKnown?: boolean;
    },
    options?: FriggCrmErrorOptions,
  ) {
    super(`Process ${facts.processId} cannot go from ${facts.from} to ${facts.to}; ${describeAllowed(facts)}`, options);
    this.processId = facts.processId;
    this.from = facts.from;
    this.to = facts.to;
  }
}

function describeAllowed({ from, allowed, isKnown = true }: { from: string; allowed: readonly string[]; isKnown?: boolean }): string {
  if (!isKnown) return `no state ${from} is known: give the machine of its type as processTypes`;
  return `from there it may go to ${allowed.length === 0 ? 'no state (it has ended)' : allowed.join(', ')}`;
}
