import { countValues, outstandingUnits, toIso, type CallOptions, type Process } from '@frigg-crm/core';
import * as z from 'zod';
import { CRM_SYNC } from '../../process/crm-sync-process-type.ts';
import { requeueMissing } from '../../sync/requeue-missing.ts';
import { thoseWeCanWorkOn } from './can-work-on.ts';
import type { WatchdogDependencies } from './watchdog-dependencies.ts';

/** More are helped with the next look. */
const MAX_AT_ONCE = 100;

const rescueSchema = z.object({ count: z.int().min(0), settled: z.int().min(0) }).catch({ count: 0, settled: 0 });

/**
 * Finds syncs that have not moved for `stallTimeoutMs` and queues exactly what they lack. A sync that does not move
 * between so many rescues ends as failed, and says so. @returns how many were helped or ended.
 */
export async function rescueStalledSyncs(dependencies: WatchdogDependencies, options: CallOptions = {}): Promise<number> {
  const { processRepository, clock, settings, gate } = dependencies;
  const updatedBefore = toIso(clock.now() - settings.stallTimeoutMs);
  const quiet = await processRepository.find({ type: CRM_SYNC.type, active: true, updatedBefore, limit: MAX_AT_ONCE }, options);
  let handled = 0;
  const working = quiet.filter(({ state }) => state !== CRM_SYNC.roles.paused);
  for (const process of await thoseWeCanWorkOn(dependencies, working)) {
    // Whoever waits for an API does not stall.
    if ((await gate.throttledForMs(process.integrationId)) > 0) continue;
    await rescue(dependencies, process, options);
    handled += 1;
  }
  return handled;
}

async function rescue(dependencies: WatchdogDependencies, process: Process, options: CallOptions): Promise<void> {
  const { processManager, logger, settings } = dependencies;
  const settled = countValues(process.ledger.settled);
  const before = rescueSchema.parse(process.context['rescue']);
  const count = settled > before.settled ? 1 : before.count + 1;
  if (count > settings.maxRescues) {
    await processManager.handleProcessError(process.id, { code: 'STALLED', message: describeStall(process, settings.maxRescues) });
    return;
  }
  logger.warn({ processId: process.id, integrationId: process.integrationId, count, settled }, 'a stalled sync is helped');
  await processManager.updateContext(process.id, { rescue: { count, settled } }, { updateId: `rescue:${process.version}` });
  await processManager.dispatchPending(process.id);
  await requeueMissing(dependencies, process, options);
}

function describeStall({ ledger }: Process, maxRescues: number): string {
  const missing = countValues(outstandingUnits(ledger));
  const what = missing > 0 ? `${missing} pages are missing` : 'the next page is missing';
  return `Nothing has moved although everything was queued again ${maxRescues} times: ${what}`;
}
