import type { Process } from '@frigg-crm/core';
import { readSyncContext } from '../../process/sync-context.ts';
import type { WatchdogDependencies } from './watchdog-dependencies.ts';

/**
 * @returns whether this program can load the integration of a sync. Where only another program can, the sync is left to
 * that one. The syncs of an integration that is gone for good are cancelled.
 */
export async function canWorkOn({ resolveIntegration, processManager }: WatchdogDependencies, process: Process): Promise<boolean> {
  const { integrationId } = process;
  const { connector } = readSyncContext(process);
  const integration = await resolveIntegration({ integrationId, connector });
  if (integration === 'deleted') await processManager.cancel(process.id, { updateId: 'deleted' });
  if (integration === 'deleted' || integration === undefined) return false;
  return integration.integrationId === integrationId && integration.connector === connector;
}
