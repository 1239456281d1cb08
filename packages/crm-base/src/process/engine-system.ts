import type { Analytics } from '../analytics/analytics.ts';
import type { Clock, IdGenerator, Logger } from '@frigg-crm/core';

/** What an engine and all that is built on it share. */
export interface EngineSystem {
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly logger: Logger;
  /** Counts what was synced and logged. @defaultValue nothing is counted */
  readonly analytics?: Analytics | undefined;
  /** A number from 0 to 1, for jitter. */
  readonly random: () => number;
  /** Milliseconds that one call of a store, a queue, a vault or a function of the app may take. @defaultValue 120_000 */
  readonly portTimeoutMs?: number | undefined;
}
