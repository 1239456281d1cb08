import { FriggCrmError, toIso, type CallOptions, type Process, type ProcessRepository } from '@frigg-crm/core';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { syncProcessName, type ProcessManager } from '../process/process-manager.ts';
import type { QueueManager } from '../queue/queue-manager.ts';
import { announceIds } from '../process/announce-ids.ts';
import { CRM_SYNC } from '../process/crm-sync-process-type.ts';
import { requeueMissing } from '../sync/requeue-missing.ts';
import { startCatchUp, startMissingCatchUps } from '../sync/start-catch-up.ts';
import { readSyncContext, type SyncType } from '../process/sync-context.ts';

export interface SyncOrchestratorDependencies {
  readonly processManager: ProcessManager;
  readonly queueManager: QueueManager;
  readonly processRepository: ProcessRepository;
  /** Makes this program responsible for syncs. @returns those that no other program holds. @defaultValue all of them */
  readonly claim?: ((processIds: readonly string[], options?: CallOptions) => Promise<readonly string[]>) | undefined;
}

/** Which integration to sync. */
export interface SyncRequest {
  readonly integration: CrmIntegration;
}

/** What was started. */
export interface StartedSync {
  /** One sentence for people. */
  readonly message: string;
  /** One per object type, in the order of `CRMConfig.personObjectTypes`. */
  readonly syncs: readonly { readonly processId: string; readonly objectType: string }[];
  /** Those of `syncs`, as Frigg returns them. */
  readonly processIds: readonly string[];
  /** Those of `syncs`, as Frigg returns them. */
  readonly personObjectTypes: readonly string[];
}

/** More webhooks than this at a time are cancelled and continued in further calls. */
const MAX_WEBHOOK_SYNCS = 1000;
/** How often a start is tried that finds a sync under way which has ended by the time of the next look. */
const MAX_STARTS = 10;

/** Starts, continues and ends the syncs of an integration. */
export class SyncOrchestrator {
  readonly #processes: ProcessManager;
  readonly #queues: QueueManager;
  readonly #repository: ProcessRepository;
  readonly #claim: NonNullable<SyncOrchestratorDependencies['claim']>;

  constructor({ processManager, queueManager, processRepository, claim = async (ids) => ids }: SyncOrchestratorDependencies) {
    this.#processes = processManager;
    this.#queues = queueManager;
    this.#repository = processRepository;
    this.#claim = claim;
  }

  /**
   * Syncs everybody. Where a sync is under way, of either kind, that one is returned: a second click starts nothing.
   * @param request.force - Write also those whom Quo is known to hold as they are. @defaultValue false
   */
  async startInitialSync({ integration, force }: SyncRequest & { readonly force?: boolean | undefined }): Promise<StartedSync> {
    return this.#start(integration, 'INITIAL', force);
  }

  /** Syncs everybody who changed since the start of the last completed sync; everybody, when there was none. */
  async startOngoingSync({ integration }: SyncRequest): Promise<StartedSync> {
    return this.#start(integration, 'ONGOING');
  }

  /**
   * Syncs people whom the CRM has named, for example in a webhook.
   * @param request.ids - CRM ids; an empty list starts nothing.
   */
  async handleWebhook({
    integration,
    ids,
    objectType,
  }: SyncRequest & { readonly ids: readonly string[]; readonly objectType: string }): Promise<StartedSync> {
    const crmPersonIds = [...new Set(ids)].filter((id) => typeof id === 'string' && id !== '');
    if (crmPersonIds.length === 0) return toStartedSync('No people to sync', []);
    const { integrationId, userId, connector } = integration;
    const pageSize = integration.config.syncConfig.ongoingBatchSize;
    const process = await this.#processes.createSyncProcess({
      integrationId,
      userId,
      connector,
      syncType: 'WEBHOOK',
      personObjectType: objectType,
      pageSize,
      ...announceIds(crmPersonIds, pageSize),
    });
    return toStartedSync(underWay([objectType]), [{ processId: process.id, objectType }]);
  }

  /** @returns whether a sync of the integration is under way, of the given object type if one is given. */
  async hasActiveSyncs({ integration, objectType }: SyncRequest & { readonly objectType?: string | undefined }): Promise<boolean> {
    return (await this.#activeSyncs(integration, objectType)).length > 0;
  }

  /** Cancels what is under way; work that is in hand is finished, nothing is counted after. @returns the cancelled processes. */
  async cancelActiveSyncs({
    integration,
    objectType,
  }: SyncRequest & { readonly objectType?: string | undefined }): Promise<readonly string[]> {
    const active = await this.#activeSyncs(integration, objectType);
    const cancelled = await Promise.all(
      active.map(async ({ id }) => this.#processes.updateState(id, CRM_SYNC.roles.cancelled, {}, { updateId: 'cancel' })),
    );
    return cancelled.filter(({ state }) => state === CRM_SYNC.roles.cancelled).map(({ id }) => id);
  }

  /**
   * @returns from when on changes must be fetched (ISO 8601): the start of the last completed sync minus the overlap;
   * `null` when none was completed.
   */
  async getLastSyncTime({ integration, objectType }: SyncRequest & { readonly objectType: string }): Promise<string | null> {
    const name = syncProcessName({ integrationId: integration.integrationId, personObjectType: objectType, syncType: 'INITIAL' });
    const [last] = await this.#repository.find({
      integrationId: integration.integrationId,
      type: CRM_SYNC.type,
      name,
      state: CRM_SYNC.roles.completed,
      limit: 1,
    });
    if (last === undefined) return null;
    const startMs = Date.parse(readSyncContext(last).startTime);
    return toIso(startMs - integration.config.syncConfig.overlapSeconds * 1000);
  }

  /**
   * Continues syncs whose queue messages may be lost, after a crash for instance: sends what was decided but not sent,
   * and queues exactly the announced pages that are not settled, and the fetch if it is not finished. Harmless while
   * the messages are still there. A sync that waits for its account goes on, because whoever calls this may have mended
   * it; one that somebody paused does not, and one that another program works on is left to that.
   * @returns the syncs that are under way.
   */
  async resumeActiveSyncs({ integration }: SyncRequest, options: CallOptions = {}): Promise<readonly string[]> {
    await startMissingCatchUps({ processManager: this.#processes, processRepository: this.#repository }, integration);
    const active = await this.#activeSyncs(integration, undefined);
    const underWay = active.filter((process) => !isPausedBySomebody(process));
    const claimed = await this.#claim(
      underWay.map(({ id }) => id),
      options,
    );
    for (const process of underWay) if (claimed.includes(process.id)) await this.#continue(process, options);
    return underWay.map(({ id }) => id);
  }

  /** Sees to it that those are synced who changed while a completed sync of everybody ran. See {@link startCatchUp}. */
  async startCatchUp({ integration, process }: SyncRequest & { readonly process: Process }): Promise<Process | undefined> {
    return startCatchUp({ processManager: this.#processes, processRepository: this.#repository }, integration, process);
  }

  async #start(integration: CrmIntegration, syncType: Exclude<SyncType, 'WEBHOOK'>, force = false): Promise<StartedSync> {
    const { personObjectTypes, syncConfig } = integration.config;
    const pageSize = syncType === 'INITIAL' ? syncConfig.initialBatchSize : syncConfig.ongoingBatchSize;
    const syncs: { readonly processId: string; readonly objectType: string }[] = [];
    for (const { crmObjectName: personObjectType } of personObjectTypes) {
      const lastSyncedTimestamp = syncType === 'ONGOING' ? await this.getLastSyncTime({ integration, objectType: personObjectType }) : null;
      const { id } = await this.#createOrFind(integration, { syncType, personObjectType, pageSize, lastSyncedTimestamp, force });
      syncs.push({ processId: id, objectType: personObjectType });
    }
    return toStartedSync(underWay(syncs.map(({ objectType }) => objectType)), syncs);
  }

  async #createOrFind(integration: CrmIntegration, sync: NewSync): Promise<Process> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#create(integration, sync);
      } catch (error) {
        if (!FriggCrmError.hasCode(error, 'ACTIVE_PROCESS_EXISTS')) throw error;
        const [running] = await this.#findActive(integration, sync);
        // Its first message may not have been sent, when the start before failed half-way.
        if (running !== undefined) return this.#takeUp(running);
        // Between the refusal and the look the other has ended: then it is our turn.
        if (attempt >= MAX_STARTS) throw error;
      }
    }
  }

  /** The process and its first message are stored in one step. */
  async #create({ integrationId, userId, connector }: CrmIntegration, sync: NewSync): Promise<Process> {
    const firstMessages = [{ event: 'FETCH_PERSON_PAGE', data: {} }];
    const process = await this.#processes.createSyncProcess({ integrationId, userId, connector, ...sync, firstMessages });
    await this.#claim([process.id]);
    return process;
  }

  /** A second start: the running sync goes on, also when it waited for an account that is in order by now. */
  async #takeUp(running: Process): Promise<Process> {
    const waits = running.state === CRM_SYNC.roles.paused && !isPausedBySomebody(running);
    return waits ? this.#continue(running, {}) : this.#processes.dispatchPending(running.id);
  }

  async #continue(stored: Process, options: CallOptions): Promise<Process> {
    const resumed = await this.#processes.resume(stored.id, { updateId: `resume:${stored.version}` });
    const process = await this.#processes.dispatchPending(resumed.id);
    if (process.endedAt === null) await requeueMissing({ queueManager: this.#queues, processManager: this.#processes }, process, options);
    return process;
  }

  /** The one sync of each type, and the newest of those that webhooks began. */
  async #activeSyncs(integration: CrmIntegration, objectType: string | undefined): Promise<readonly Process[]> {
    const types = integration.config.personObjectTypes.map(({ crmObjectName }) => crmObjectName);
    const wanted = types.filter((type) => objectType === undefined || type === objectType);
    const found = wanted.flatMap((personObjectType) => [
      this.#findActive(integration, { personObjectType, syncType: 'INITIAL' }),
      this.#findActive(integration, { personObjectType, syncType: 'WEBHOOK' }),
    ]);
    return (await Promise.all(found)).flat();
  }

  async #findActive({ integrationId }: CrmIntegration, sync: Pick<NewSync, 'personObjectType' | 'syncType'>): Promise<readonly Process[]> {
    const name = syncProcessName({ integrationId, ...sync });
    return this.#repository.find({ integrationId, type: CRM_SYNC.type, name, active: true, limit: MAX_WEBHOOK_SYNCS });
  }
}

type NewSync = {
  readonly syncType: SyncType;
  readonly personObjectType: string;
  readonly pageSize: number;
  readonly lastSyncedTimestamp: string | null;
  readonly force: boolean;
};

/** Only a person ends a pause that a person began. */
function isPausedBySomebody({ state, ledger }: Process): boolean {
  return state === CRM_SYNC.roles.paused && (ledger.paused?.reason?.code ?? 'OPERATOR') === 'OPERATOR';
}

function underWay(objectTypes: readonly string[]): string {
  return `A sync is under way for ${objectTypes.join(', ')}`;
}

function toStartedSync(message: string, syncs: StartedSync['syncs']): StartedSync {
  return {
    message,
    syncs,
    processIds: syncs.map(({ processId }) => processId),
    personObjectTypes: syncs.map(({ objectType }) => objectType),
  };
}
