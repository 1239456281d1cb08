import type { CallOptions, Process } from '@frigg-crm/core';
import { countValues, outstandingUnits } from '@frigg-crm/core/adapter';
import * as z from 'zod';
import { CRM_SYNC } from '../../process/crm-sync-process-type.ts';
import { toErrorEntry } from '../../failures/to-error-entry.ts';
import { requeueMissing } from '../../sync/requeue-missing.ts';
import { canWorkOn } from './can-work-on.ts';
import type { VersionWatch } from './version-watch.ts';
import type { WatchdogDependencies } from './watchdog-dependencies.ts';

const rescueSchema = z.object({ count: z.int().min(0), settled: z.int().min(0) }).catch({ count: 0, settled: 0 });

/**
 * Queues exactly what those syncs lack whose version this watchdog has seen unchanged for `stallTimeoutMs`. A sync that
 * does not move between so many rescues ends as failed, with the reason.
 * @param observed.active - All syncs that are under way.
 * @returns how many were rescued or ended.
 */
export async function rescueStalledSyncs(
  dependencies: WatchdogDependencies,
  { active, watch }: { readonly active: readonly Process[]; readonly watch: VersionWatch },
  options: CallOptions = {},
): Promise<number> {
  const { settings, logger } = dependencies;
  const isStalled = (process: Process): boolean =>
    process.state !== CRM_SYNC.roles.paused && watch.unchangedForMs(process) >= settings.stallTimeoutMs;
  let handled = 0;
  for (const process of active.filter(isStalled)) {
    options.signal?.throwIfAborted();
    try {
      if (await rescue(dependencies, process, options)) handled += 1;
    } catch (error) {
      options.signal?.throwIfAborted();
      logger.warn({ processId: process.id, code: toErrorEntry(error).code }, 'a stalled sync could not be requeued; it is retried');
    }
  }
  return handled;
}

async function rescue(dependencies: WatchdogDependencies, process: Process, options: CallOptions): Promise<boolean> {
  const { processManager, logger, settings, gate } = dependencies;
  if (!(await canWorkOn(dependencies, process))) return false;
  // A sync that waits for an API is not stalled.
  if ((await gate.throttledForMs(process.integrationId)) > 0) return false;
  const settled = countValues(process.ledger.settled);
  const before = rescueSchema.parse(process.context['rescue']);
  const count = settled > before.settled ? 1 : before.count + 1;
  if (count > settings.maxRescues) {
    const error = { code: 'STALLED', message: describeStall(process, settings.maxRescues) };
    await processManager.handleProcessError(process.id, error, { generation: process.ledger.generation ?? 0 });
    return true;
  }
  logger.warn({ processId: process.id, integrationId: process.integrationId, count, settled }, 'stalled sync requeued');
  await processManager.updateContext(process.id, { rescue: { count, settled } }, { updateId: `rescue:${process.version}` });
  await processManager.dispatchPending(process.id);
  await requeueMissing(dependencies, process, options);
  return true;
}

function describeStall({ ledger }: Process, maxRescues: number): string {
  const missing = countValues(outstandingUnits(ledger));
  const what = missing > 0 ? `${missing} pages are missing` : 'the next page is missing';
  return `Nothing has moved although everything was queued again ${maxRescues} times: ${what}`;
}
