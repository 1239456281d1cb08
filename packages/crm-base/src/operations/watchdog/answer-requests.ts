import type { CallOptions } from '@frigg-crm/core';
import { CRM_SYNC } from '../../process/crm-sync-process-type.ts';
import { requeueMissing } from '../../sync/requeue-missing.ts';
import { thoseWeCanWorkOn } from './can-work-on.ts';
import type { SyncTakeover } from './take-over-syncs.ts';
import type { WatchdogDependencies } from './watchdog-dependencies.ts';

/** More are looked at when some of these have ended. */
const MAX_SYNCS = 1000;

/**
 * Queues what syncs lack where a program without queues has asked for it: an operator's resume or redrive. Where each
 * sync belongs to one program, that one answers. @returns how many.
 */
export async function answerRequests(
  dependencies: WatchdogDependencies,
  takeover: SyncTakeover | undefined,
  options: CallOptions = {},
): Promise<number> {
  const active = await dependencies.processRepository.find({ type: CRM_SYNC.type, active: true, limit: MAX_SYNCS }, options);
  const open = active.filter(({ context, state }) => context['requeue'] === true && state !== CRM_SYNC.roles.paused);
  const asked = (await thoseWeCanWorkOn(dependencies, open)).map(({ id }) => id);
  const ours = takeover === undefined || asked.length === 0 ? asked : await takeover.claim(asked, options);
  const processes = active.filter(({ id }) => ours.includes(id));
  for (const process of processes) await requeueMissing(dependencies, process, options);
  return processes.length;
}
