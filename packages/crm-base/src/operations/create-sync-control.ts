import {
  createRandomIds,
  silentLogger,
  systemClock,
  type Clock,
  type IdGenerator,
  type MappingRepository,
  type ProcessRepository,
  type RateLimits,
} from '@frigg-crm/core';
import { withDeadlines } from '@frigg-crm/core/adapter';
import { createProcessManager } from '../process/create-process-manager.ts';
import { TenantGate } from '../queue/tenant-gate.ts';
import { WATCHDOG_DEFAULTS } from './watchdog/watchdog-dependencies.ts';
import { SyncControl } from './sync-control.ts';

/** What {@link createSyncControl} works on: single parts of the store that the workers use. */
export interface SyncControlOptions {
  readonly processRepository: ProcessRepository;
  readonly mappingRepository: MappingRepository;
  readonly rateLimits?: RateLimits | undefined;
  readonly clock?: Clock | undefined;
  readonly ids?: IdGenerator | undefined;
  /** As the workers have it, in milliseconds. @defaultValue 300_000 */
  readonly stallTimeoutMs?: number | undefined;
}

/**
 * Makes what an operator needs in a program that works on no queue, such as a command line: what is to be done is noted
 * in the process, and the watchdog of a program that works does it within a second or two.
 *
 * @example
 * ```ts
 * const control = createSyncControl({ processRepository, mappingRepository });
 * await control.redriveSync(processId);
 * ```
 */
export function createSyncControl(options: SyncControlOptions): SyncControl {
  const { clock = systemClock, stallTimeoutMs = WATCHDOG_DEFAULTS.stallTimeoutMs } = options;
  const processRepository = withDeadlines(options.processRepository, { clock, name: 'process repository' });
  const mappingRepository = withDeadlines(options.mappingRepository, { clock, name: 'mapping repository' });
  const rateLimits = options.rateLimits && withDeadlines(options.rateLimits, { clock, name: 'rate limits' });
  const { ids = createRandomIds(clock) } = options;
  const { processManager } = createProcessManager({ processRepository, clock, ids, logger: silentLogger });
  const gate = new TenantGate({ clock, rateLimits });
  return new SyncControl({ processManager, processRepository, mappingRepository, gate, clock, stallTimeoutMs });
}
