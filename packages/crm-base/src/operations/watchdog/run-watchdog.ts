import type { CallOptions } from '@frigg-crm/core';
import { toErrorEntry } from '../../failures/to-error-entry.ts';
import { answerRequests } from './answer-requests.ts';
import { thoseWeCanWorkOn } from './can-work-on.ts';
import { rescueStalledSyncs } from './rescue-stalled-syncs.ts';
import type { SyncTakeover } from './take-over-syncs.ts';
import { resumePausedSyncs } from './resume-paused-syncs.ts';
import type { WatchdogDependencies } from './watchdog-dependencies.ts';

/**
 * Looks after the syncs of a store until `signal` is aborted: takes over those of dead programs, wakes those whose pause
 * is over, and helps those that do not move. As many programs as like may run one; they do not get in each other's way.
 */
export async function runWatchdog(
  dependencies: WatchdogDependencies,
  takeover: SyncTakeover | undefined,
  { signal }: CallOptions,
): Promise<void> {
  const { clock, settings } = dependencies;
  const duties = [
    async () => takeover?.renew(async (syncs) => thoseWeCanWorkOn(dependencies, syncs), { signal }),
    async () => answerRequests(dependencies, takeover, { signal }),
    async () => resumePausedSyncs(dependencies, { signal }),
    async () => rescueStalledSyncs(dependencies, { signal }),
  ];
  while (signal?.aborted !== true) {
    for (const duty of duties) await attempt(dependencies, duty, { signal });
    await clock.sleep(settings.intervalMs, { signal }).catch(() => undefined);
  }
  await attempt(dependencies, async () => takeover?.release(), {});
}

/** A store that does not answer now may answer in a second. */
async function attempt({ logger }: WatchdogDependencies, duty: () => Promise<unknown>, { signal }: CallOptions): Promise<void> {
  try {
    await duty();
  } catch (error) {
    if (signal?.aborted !== true) logger.warn({ code: toErrorEntry(error).code }, 'the watchdog could not look after the syncs');
  }
}
