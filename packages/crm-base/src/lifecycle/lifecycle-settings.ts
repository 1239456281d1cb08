/** How patient the lifecycle of integrations is. */
export interface LifecycleSettings {
  /** Seconds from the creation of an integration to its set-up: a new key of Quo takes about 30 s to work. At most 900. @defaultValue 35 */
  readonly onCreateDelaySeconds: number;
  /** Milliseconds between two checks of an integration that is set up. @defaultValue 24 hours */
  readonly checkEveryMs: number;
  /** Milliseconds until a check that is wanted soon: something was left over, or does not work at the CRM. @defaultValue 1 hour */
  readonly checkSoonMs: number;
  /** A worker has an integration to itself for so many milliseconds, then counts as crashed. @defaultValue 5 minutes */
  readonly workTtlMs: number;
  /** An update or a deletion waits so many milliseconds for the worker that holds the integration. @defaultValue 15_000 */
  readonly waitMs: number;
  /** Milliseconds that the live values of a form may take; without them it shows the stored ones. @defaultValue 10_000 */
  readonly choicesTimeoutMs: number;
  /** The maintenance loop skips what is due for less than this, in milliseconds: its message is on its way. @defaultValue 15_000 */
  readonly graceMs: number;
  /** A key that Quo has refused so often in a row is an error. @defaultValue 5 */
  readonly maxKeyAttempts: number;
  /** After so many attempts to clean up at Quo and the CRM a deletion goes on without. @defaultValue 8 */
  readonly maxCleanUpAttempts: number;
}

const MINUTE_MS = 60_000;

export const LIFECYCLE_DEFAULTS: LifecycleSettings = {
  onCreateDelaySeconds: 35,
  checkEveryMs: 24 * 60 * MINUTE_MS,
  checkSoonMs: 60 * MINUTE_MS,
  workTtlMs: 5 * MINUTE_MS,
  waitMs: 15_000,
  choicesTimeoutMs: 10_000,
  graceMs: 15_000,
  maxKeyAttempts: 5,
  maxCleanUpAttempts: 8,
};
