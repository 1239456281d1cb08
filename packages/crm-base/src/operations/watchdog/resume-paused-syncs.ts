import { toIso, type CallOptions } from '@frigg-crm/core';
import { CRM_SYNC } from '../../process/crm-sync-process-type.ts';
import { requeueMissing } from '../../sync/requeue-missing.ts';
import { thoseWeCanWorkOn } from './can-work-on.ts';
import type { WatchdogDependencies } from './watchdog-dependencies.ts';

/** More are woken with the next look. */
const MAX_AT_ONCE = 100;

/** Lets syncs go on whose pause ends by itself, such as that of a quota of a day. @returns how many. */
export async function resumePausedSyncs(dependencies: WatchdogDependencies, options: CallOptions = {}): Promise<number> {
  const { processRepository, processManager, clock } = dependencies;
  const nowIso = toIso(clock.now());
  const paused = await processRepository.find(
    { type: CRM_SYNC.type, state: CRM_SYNC.roles.paused, active: true, limit: MAX_AT_ONCE },
    options,
  );
  const over = paused.filter(({ ledger }) => (ledger.paused?.reason?.until ?? '9') <= nowIso);
  const due = await thoseWeCanWorkOn(dependencies, over);
  for (const { id, version } of due) {
    // Two watchdogs that see the same version wake it once; that both queue what it lacks is harmless.
    const process = await processManager.resume(id, { updateId: `wake:${version}` });
    if (process.state !== CRM_SYNC.roles.paused) await requeueMissing(dependencies, process, options);
  }
  return due.length;
}
