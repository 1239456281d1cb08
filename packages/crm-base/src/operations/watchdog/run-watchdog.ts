import { eachProcess, type CallOptions, type Process } from '@frigg-crm/core';
import { withTimeout } from '@frigg-crm/core/adapter';
import { CRM_SYNC } from '../../process/crm-sync-process-type.ts';
import { toErrorEntry } from '../../failures/to-error-entry.ts';
import { WorkTimeoutError } from '../../failures/work-timeout-error.ts';
import { canWorkOn } from './can-work-on.ts';
import { handleDueSyncs } from './handle-due-syncs.ts';
import { rescueStalledSyncs } from './rescue-stalled-syncs.ts';
import type { SyncTakeover } from './take-over-syncs.ts';
import { VersionWatch } from './version-watch.ts';
import type { WatchdogDependencies } from './watchdog-dependencies.ts';

/** So many active syncs are loaded at once. */
const PAGE = 500;
/** So often within `stallTimeoutMs` the watchdog compares the versions of all active syncs. */
const SCANS_PER_TIMEOUT = 10;

/**
 * Supervises the syncs of a store until `signal` is aborted: takes over those of crashed programs, resumes those whose
 * pause is over, and requeues what stalled ones lack. Any number of programs may run one side by side.
 */
export async function runWatchdog(
  dependencies: WatchdogDependencies,
  takeover: SyncTakeover | undefined,
  { signal }: CallOptions,
): Promise<void> {
  const { clock, settings } = dependencies;
  const watch = new VersionWatch(clock, { maxStepMs: Math.max(5000, 3 * settings.intervalMs) });
  const scanEveryMs = takeover === undefined ? settings.stallTimeoutMs / SCANS_PER_TIMEOUT : 0;
  let scanAtMs = 0;
  const scan = async (): Promise<void> => {
    const active = await findActive(dependencies, { signal });
    watch.observe(active);
    await takeover?.renew({ active, watch, canWorkOn: async (process) => canWorkOn(dependencies, process) }, { signal });
    await rescueStalledSyncs(dependencies, { active, watch }, { signal });
  };
  while (signal?.aborted !== true) {
    const nowMs = watch.tick();
    if (nowMs >= scanAtMs) {
      scanAtMs = nowMs + scanEveryMs;
      await attempt(dependencies, scan, { signal });
    }
    await attempt(dependencies, async () => handleDueSyncs(dependencies, takeover, { signal }), { signal });
    await clock.sleep(settings.intervalMs, { signal }).catch(() => undefined);
  }
  await attempt(dependencies, async () => takeover?.release(), {});
}

/** How long a task of the watchdog may take, in milliseconds: the others wait for it. */
const TASK_TIMEOUT_MS = 300_000;

/** @returns all syncs that are under way. */
export async function findActive({ processRepository }: WatchdogDependencies, options: CallOptions): Promise<readonly Process[]> {
  const query = { type: CRM_SYNC.type, active: true, order: 'oldest-first', limit: PAGE } as const;
  const active: Process[] = [];
  for await (const process of eachProcess(processRepository, query, options)) active.push(process);
  return active;
}

/** Runs a task of the watchdog. A store that fails now may work in a second. */
export async function attempt(
  { clock, logger }: WatchdogDependencies,
  task: () => Promise<unknown>,
  { signal }: CallOptions,
): Promise<void> {
  try {
    const onTimeout = (): Error => new WorkTimeoutError('A task of the watchdog', TASK_TIMEOUT_MS);
    await withTimeout(clock, task, { ms: TASK_TIMEOUT_MS, onTimeout });
  } catch (error) {
    if (signal?.aborted !== true) logger.warn({ code: toErrorEntry(error).code }, 'a task of the watchdog failed; it is repeated');
  }
}
