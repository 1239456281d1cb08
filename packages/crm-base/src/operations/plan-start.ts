import { createHash } from 'node:crypto';
import { readCounts, toProcessProgress, type CallOptions, type MappingRepository, type ProcessRepository } from '@frigg-crm/core';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { CRM_SYNC } from '../process/crm-sync-process-type.ts';
import { readSyncContext } from '../process/sync-context.ts';
import { estimateWork, type WorkEstimate } from './estimate-work.ts';

/** What {@link planStart} reads. */
export interface StartPlanDependencies {
  readonly processRepository: Pick<ProcessRepository, 'find'>;
  readonly mappingRepository: Pick<MappingRepository, 'count'>;
}

/** What the start of a sync would do. */
export interface StartPlan {
  readonly parts: readonly {
    readonly objectType: string;
    /** The sync that is under way, which a start finds; `undefined`: one is started. */
    readonly activeSyncId: string | undefined;
    /** As many as the last complete sync of all people has seen, or as Quo has of them; `undefined`: nothing is known yet. */
    readonly people: number | undefined;
    /** Pages of so many people. */
    readonly pages: number | undefined;
    /** What they cost; `undefined`: nothing is known yet, or nothing is started. */
    readonly work: WorkEstimate | undefined;
  }[];
  /** The same as long as a start would do the same. */
  readonly hash: string;
}

/** Syncs that are looked at to find the newest of each kind. */
const RECENT = 100;

/** Which start is planned. */
export interface PlannedStart {
  readonly integration: CrmIntegration;
  readonly type: 'initial' | 'ongoing';
  /** Until its APIs can be called, in milliseconds. @defaultValue 0 */
  readonly throttledForMs?: number | undefined;
}

/** Says what the start of a sync would do, without calling the CRM. An ongoing sync reads those of the people that changed. */
export async function planStart(
  { processRepository, mappingRepository }: StartPlanDependencies,
  { integration, type, throttledForMs = 0 }: PlannedStart,
  options: CallOptions = {},
): Promise<StartPlan> {
  const { integrationId, config } = integration;
  const recent = await processRepository.find({ integrationId, type: CRM_SYNC.type, limit: RECENT }, options);
  const syncs = recent.map((process) => ({ process, ...readSyncContext(process) })).filter(({ syncType }) => syncType !== 'WEBHOOK');
  const pageSize = type === 'initial' ? config.syncConfig.initialBatchSize : config.syncConfig.ongoingBatchSize;
  const parts = await Promise.all(
    config.personObjectTypes.map(async ({ crmObjectName: objectType }) => {
      const own = syncs.filter(({ personObjectType }) => personObjectType === objectType);
      const active = own.find(({ process }) => process.endedAt === null)?.process;
      const full = own.find(({ process, syncType }) => syncType === 'INITIAL' && process.state === CRM_SYNC.roles.completed)?.process;
      const known =
        full === undefined ? await mappingRepository.count({ integrationId, objectType, ...options }) : readCounts(full).processed;
      const people = full === undefined && known === 0 ? undefined : known;
      const pages = people === undefined ? undefined : Math.ceil(people / pageSize);
      const recordsPerSecond = full === undefined ? 0 : toProcessProgress(full).recordsPerSecond;
      const isUnknown = people === undefined || pages === undefined || active !== undefined;
      const work = isUnknown ? undefined : estimateWork({ pages, people, writes: people, recordsPerSecond, throttledForMs });
      return { objectType, activeSyncId: active?.id, people, pages, work };
    }),
  );
  const newest = syncs.map(({ process }) => [process.id, process.endedAt]).slice(0, 10);
  const hash = createHash('sha256')
    .update(JSON.stringify([integrationId, type, newest]))
    .digest('hex')
    .slice(0, 24);
  return { parts, hash };
}
