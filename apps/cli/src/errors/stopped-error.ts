import { FriggCrmError } from '@frigg-crm/core';

/** The program was stopped from outside. A sync that was under way is stored; the same command continues it. */
export class StoppedError extends FriggCrmError {
  override readonly code = 'STOPPED';
  override readonly retryable = true;
  /** As shells report a signal: 130 for SIGINT, 143 for SIGTERM. */
  readonly exitCode: number;

  constructor(message: string, { exitCode }: { readonly exitCode: number }) {
    super(message);
    this.exitCode = exitCode;
  }
}
