import { ProcessNotFoundError, readProgress, systemClock, toProcessId, type Process, type Store } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { CRM_SYNC, createSyncControl, exportSync, groupErrors, readSyncContext, type SyncAction } from '@frigg-crm/crm-base';
import { RunFailedError } from '../errors/run-failed-error.ts';
import { toListedSync } from '../output/listed-sync.ts';
import { MOVED_ON, type PlannedOnly, type RedrivenParts, type SyncOperations } from './sync-operations.ts';

/** @returns the syncs of a store. */
export function createStoreSyncs(store: Store): SyncOperations {
  const control = createSyncControl(store);
  const find = async (id: string): Promise<Process> => {
    const process = await store.processRepository.findById(toProcessId(id));
    if (process === undefined) throw new ProcessNotFoundError(toProcessId(id));
    return process;
  };
  const plan: SyncOperations['plan'] = async (id, action, which) => {
    const { hash, ...planned } = await control.plan(id, action, which);
    return { ...planned, seconds: planned.seconds ?? null, plan: `plan-${hash}` };
  };
  const checkPlanned = async (id: string, action: SyncAction, { ifPlan, ...which }: RedrivenParts & PlannedOnly): Promise<void> => {
    if (ifPlan !== undefined && (await plan(id, action, which)).plan !== ifPlan) throw new RunFailedError(MOVED_ON);
  };
  return {
    whoContinues: 'a program that works on this store continues it; frigg-crm sync is one',
    async list({ integration, state, active, limit }) {
      const query = { type: CRM_SYNC.type, integrationId: integration, state, limit, ...(active && { active }) };
      return (await store.processRepository.find(query)).map(toListedSync);
    },
    show: find,
    async export(id) {
      return exportSync(await find(id), { documents: store.documents, at: toIso(systemClock.now()) });
    },
    explain: async (id) => control.explain(id),
    async findFailed(id, { limit, fingerprint }) {
      const process = await find(id);
      if (fingerprint !== undefined) return findCrmIds(process, fingerprint).slice(0, limit);
      const { personObjectType: objectType } = readSyncContext(process);
      const { integrationId } = process;
      return store.mappingRepository.findFailed({ processId: process.id, integrationId, objectType, limit });
    },
    plan,
    async act(id, verb, { ifPlan } = {}) {
      await checkPlanned(id, verb, { ifPlan });
      const work = { pause: control.pauseSync, resume: control.resumeSync, cancel: control.cancelSync };
      return toListedSync(await work[verb].call(control, id));
    },
    async redrive(id, { only, pages, ifPlan }) {
      await checkPlanned(id, 'redrive', { only, pages, ifPlan });
      const { reopened, recordSync } = await control.redriveSync(id, { only, pages });
      return [reopened, recordSync].filter((process) => process !== undefined).map(toListedSync);
    },
    async releaseThrottle(integrationId) {
      const { wasThrottled, resumed } = await control.releaseThrottle(integrationId);
      return { wasThrottled, resumed: resumed.map(toListedSync) };
    },
  };
}

function findCrmIds(process: Process, fingerprint: string): readonly string[] {
  const group = groupErrors(readProgress(process).errors).find((one) => one.fingerprint === fingerprint);
  if (group === undefined) throw new RunFailedError('No error of this sync has this fingerprint (any more)');
  return group.crmIds;
}
