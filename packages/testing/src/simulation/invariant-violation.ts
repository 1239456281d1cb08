/** An invariant of the system that was broken in a simulation. */
export class InvariantViolation extends Error {
  override readonly name = 'InvariantViolation';
  /** The invariant, as a sentence. */
  readonly invariant: string;
  readonly detail: string;
  /** Virtual time, in epoch milliseconds. */
  readonly atMs: number;

  constructor(invariant: string, detail: string, atMs = 0) {
    super(`${invariant}: ${detail}`);
    this.invariant = invariant;
    this.detail = detail;
    this.atMs = atMs;
  }
}
