import { InvalidProcessDataError, FriggCrmError, type CallOptions, type Process, type ProcessRepository } from '@frigg-crm/core';
import { checkDependencies, toIso } from '@frigg-crm/core/adapter';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { syncProcessName, type ProcessManager } from '../process/process-manager.ts';
import type { QueueManager } from '../queue/queue-manager.ts';
import { announceIds } from '../process/announce-ids.ts';
import { findWatermark } from '../process/find-watermark.ts';
import { CRM_SYNC } from '../process/crm-sync-process-type.ts';
import { requeueMissing } from '../sync/requeue-missing.ts';
import { startCatchUp, startMissingCatchUps } from '../sync/start-catch-up.ts';
import { readSyncContext, type SyncType } from '../process/sync-context.ts';

/** What {@link SyncOrchestrator} is made with. Other options are refused with `CONFIGURATION_INVALID`. */
export interface SyncOrchestratorDependencies {
  readonly processManager: ProcessManager;
  readonly queueManager: QueueManager;
  readonly processRepository: ProcessRepository;
  /** Makes this program responsible for syncs. @returns those that no other program holds. @defaultValue all of them */
  readonly claim?: ((processIds: readonly string[], options?: CallOptions) => Promise<readonly string[]>) | undefined;
}

const OPTIONS = { required: ['processManager', 'queueManager', 'processRepository'], optional: ['claim'] };

/** Which integration to sync. */
export interface SyncRequest {
  readonly integration: CrmIntegration;
}

/** What was started. */
export interface StartedSync {
  /** One sentence for the reader of a log or a screen. */
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
/** How often a start is tried that finds a sync under way which has ended when it is loaded. */
const MAX_STARTS = 10;

/** Starts, continues and ends the syncs of an integration. */
export class SyncOrchestrator {
  readonly #processes: ProcessManager;
  readonly #queues: QueueManager;
  readonly #repository: ProcessRepository;
  readonly #claim: NonNullable<SyncOrchestratorDependencies['claim']>;

  /** @throws {ConfigurationError} naming the options that are missing or unknown. */
  constructor(dependencies: SyncOrchestratorDependencies) {
    checkDependencies('SyncOrchestrator', dependencies, OPTIONS);
    const { processManager, queueManager, processRepository, claim = async (ids) => ids } = dependencies;
    this.#processes = processManager;
    this.#queues = queueManager;
    this.#repository = processRepository;
    this.#claim = claim;
  }

  /**
   * Syncs all people. Where a sync is under way, of either kind, that one is returned: a second click starts nothing.
   * @param request.force - Write also those that Quo is known to hold as they are. @defaultValue false
   */
  async startInitialSync({ integration, force }: SyncRequest & { readonly force?: boolean | undefined }): Promise<StartedSync> {
    return this.#start(integration, 'INITIAL', force);
  }

  /** Syncs all people that changed since the start of the last completed sync; all people, when there was none. */
  async startOngoingSync({ integration }: SyncRequest): Promise<StartedSync> {
    return this.#start(integration, 'ONGOING');
  }

  /**
   * Syncs the people that changed, for a schedule: at most once per `slotStartMs`, however many programs ask for it. Where
   * a sync is under way, nothing is started and nothing is resumed.
   * @param request.slotStartMs - When the slot began, in milliseconds since 1970: a sync that began since is the one of this slot.
   * @returns whether a sync has begun in this slot, here or in another program.
   */
  async startScheduledSync({
    integration,
    objectType,
    slotStartMs,
  }: SyncRequest & { readonly objectType: string; readonly slotStartMs: number }): Promise<boolean> {
    const { integrationId, config } = integration;
    const name = syncProcessName({ integrationId, personObjectType: objectType, syncType: 'ONGOING' });
    const [newest] = await this.#repository.find({ integrationId, type: CRM_SYNC.type, name, limit: 1 });
    if (newest !== undefined && Date.parse(newest.createdAt) >= slotStartMs) return true;
    if (newest !== undefined && newest.endedAt === null) return false;
    const lastSyncedTimestamp = await this.getLastSyncTime({ integration, objectType });
    // The owner has not started the first one yet.
    if (lastSyncedTimestamp === null && !config.syncConfig.initialSyncOnSetUp) return true;
    const sync = { syncType: 'ONGOING', personObjectType: objectType, pageSize: config.syncConfig.ongoingBatchSize } as const;
    try {
      await this.#create(integration, { ...sync, lastSyncedTimestamp, force: false, processId: `${name}-${toIso(slotStartMs)}` });
      return true;
    } catch (error) {
      // The id names the slot: another program was faster, and its sync may have ended by now.
      if (FriggCrmError.hasCode(error, 'PROCESS_CONFLICT')) return true;
      if (FriggCrmError.hasCode(error, 'ACTIVE_PROCESS_EXISTS')) return false;
      throw error;
    }
  }

  /**
   * Syncs people that the CRM has named, for example in a webhook.
   * @param request.ids - CRM ids; an empty list starts nothing.
   * @throws {InvalidProcessDataError} without `ids` or `objectType`.
   */
  async handleWebhook({
    integration,
    ids,
    objectType,
  }: SyncRequest & { readonly ids: readonly string[]; readonly objectType: string }): Promise<StartedSync> {
    // Programs in JavaScript may pass a webhook as it came: without ids it would be lost in silence.
    if (!Array.isArray(ids) || typeof objectType !== 'string')
      throw new InvalidProcessDataError('handleWebhook needs ids, the CRM ids of the people, and objectType');
    const crmPersonIds = [...new Set<string>(ids)].filter((id) => typeof id === 'string' && id !== '');
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
   * @returns from when on changes must be fetched (ISO 8601): the start of the last completed sync that saw all people
   * minus the overlap; `null` when there is none.
   */
  async getLastSyncTime({ integration, objectType }: SyncRequest & { readonly objectType: string }): Promise<string | null> {
    const name = syncProcessName({ integrationId: integration.integrationId, personObjectType: objectType, syncType: 'INITIAL' });
    const last = await findWatermark(this.#repository, { integrationId: integration.integrationId, name });
    if (last === undefined) return null;
    const startMs = Date.parse(readSyncContext(last).startTime);
    return toIso(startMs - integration.config.syncConfig.overlapSeconds * 1000);
  }

  /**
   * Continues syncs whose queue messages may be lost, after a crash for instance: sends what was decided but not sent,
   * and queues exactly the announced pages that are not settled, and the fetch if it is not finished, unless the queues
   * say that they still hold messages of the integration. Harmless while the messages are still there. A sync that waits for its account is resumed, because the caller may have fixed it; one
   * that an operator paused is not, and one that another program works on is left to that.
   * @returns the syncs that are under way.
   */
  async resumeActiveSyncs({ integration }: SyncRequest, options: CallOptions = {}): Promise<readonly string[]> {
    await startMissingCatchUps({ processManager: this.#processes, processRepository: this.#repository }, integration);
    const active = await this.#activeSyncs(integration, undefined);
    const underWay = active.filter((process) => !isPausedByOperator(process));
    const claimed = await this.#claim(
      underWay.map(({ id }) => id),
      options,
    );
    for (const process of underWay) if (claimed.includes(process.id)) await this.#continue(process, options);
    return underWay.map(({ id }) => id);
  }

  /** Starts the sync of the people that changed while a completed full sync ran. See {@link startCatchUp}. */
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
        // Between the refusal and the query the other has ended: then a new one may begin.
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
    const waits = running.state === CRM_SYNC.roles.paused && !isPausedByOperator(running);
    return waits ? this.#continue(running, {}) : this.#processes.dispatchPending(running.id);
  }

  async #continue(stored: Process, options: CallOptions): Promise<Process> {
    if (await this.#isStillQueued(stored, options)) return this.#processes.dispatchPending(stored.id);
    const resumed = await this.#processes.resume(stored.id, { updateId: `resume:${stored.version}` });
    const process = await this.#processes.dispatchPending(resumed.id);
    if (process.endedAt === null) await requeueMissing({ queueManager: this.#queues, processManager: this.#processes }, process, options);
    return process;
  }

  /**
   * Queues that outlive programs still hold what was sent before a crash: sent again, two workers would have a page at
   * once. Where a message was lost nevertheless, the watchdog finds out. Messages of a paused sync were dropped.
   */
  async #isStillQueued({ state, integrationId, context }: Process, options: CallOptions): Promise<boolean> {
    if (state === CRM_SYNC.roles.paused || context['requeue'] === true) return false;
    return this.#queues.hasMessages(integrationId, options);
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
  readonly processId?: string;
};

/** Only an operator ends a pause that an operator began. */
function isPausedByOperator({ state, ledger }: Process): boolean {
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
