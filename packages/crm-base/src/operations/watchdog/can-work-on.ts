import type { Process } from '@frigg-crm/core';
import { readSyncContext } from '../../process/sync-context.ts';
import type { WatchdogDependencies } from './watchdog-dependencies.ts';

/**
 * @returns whether this program can load the integration of a sync. Another program may serve it: its syncs are not ours
 * to queue. The syncs of one that is gone for good are cancelled.
 */
async function canWorkOn({ resolveIntegration, processManager }: WatchdogDependencies, process: Process): Promise<boolean> {
  const { integrationId } = process;
  const { connector } = readSyncContext(process);
  const integration = await resolveIntegration({ integrationId, connector });
  if (integration === 'deleted') await processManager.cancel(process.id, { updateId: 'deleted' });
  if (integration === 'deleted' || integration === undefined) return false;
  return integration.integrationId === integrationId && integration.connector === connector;
}

/** @returns those that this program can work on. */
export async function thoseWeCanWorkOn(dependencies: WatchdogDependencies, processes: readonly Process[]): Promise<readonly Process[]> {
  const ours: Process[] = [];
  for (const process of processes) if (await canWorkOn(dependencies, process)) ours.push(process);
  return ours;
}
