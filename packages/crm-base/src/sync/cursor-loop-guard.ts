import { ConnectorContractError } from '../errors/connector-contract-error.ts';

/**
 * Finds out when cursors go round in a circle, however long, in constant memory (Brent's algorithm): it compares each
 * cursor with one that it keeps, and keeps a new one after 1, 2, 4, 8 … steps.
 */
export class CursorLoopGuard {
  #kept: string | undefined;
  #stepsLeft = 1;
  #stretch = 1;

  /** @throws {ConnectorContractError} when the cursor was named before. */
  check(cursor: string): void {
    if (cursor === this.#kept)
      throw new ConnectorContractError('The CRM names a cursor that it named before: following it would never end');
    this.#stepsLeft -= 1;
    if (this.#stepsLeft > 0) return;
    this.#kept = cursor;
    this.#stretch *= 2;
    this.#stepsLeft = this.#stretch;
  }
}
