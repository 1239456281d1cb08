import { FriggCrmError, eachValue, outstandingUnits, toIso, type CallOptions, type Process, type ProcessRepository } from '@frigg-crm/core';
import type { CrmIntegration } from './integration/crm-integration.ts';
import { readUnitReference, type MessageAddress, type ProcessPersonBatchData, type UnitReference } from './messages/sync-message.ts';
import { syncProcessName, type CreateSyncProcessData, type ProcessManager } from './process-manager.ts';
import type { QueueManager } from './queue-manager.ts';
import { CRM_SYNC } from './sync/crm-sync-process-type.ts';
import { readSyncContext, type SyncType } from './sync/sync-context.ts';

export interface SyncOrchestratorDependencies {
  readonly processManager: ProcessManager;
  readonly queueManager: QueueManager;
  readonly processRepository: ProcessRepository;
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
  readonly processIds: readonly string[];
  readonly personObjectTypes: readonly string[];
}

/** More webhooks than this at a time are cancelled and continued in further calls. */
const MAX_WEBHOOK_SYNCS = 1000;
/** How often a start is tried that finds a sync under way which has ended by the time of the next look. */
const MAX_STARTS = 10;
/** How many units are queued again in one go. */
const REQUEUE_CHUNK = 100;

/** Starts, continues and ends the syncs of an integration. */
export class SyncOrchestrator {
  readonly #processes: ProcessManager;
  readonly #queues: QueueManager;
  readonly #repository: ProcessRepository;

  constructor({ processManager, queueManager, processRepository }: SyncOrchestratorDependencies) {
    this.#processes = processManager;
    this.#queues = queueManager;
    this.#repository = processRepository;
  }

  /** Syncs everybody. Where a sync is under way, of either kind, that one is returned: a second click starts nothing. */
  async startInitialSync({ integration }: SyncRequest): Promise<StartedSync> {
    return this.#start(integration, 'INITIAL');
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
    if (crmPersonIds.length === 0) return { message: 'No people to sync', processIds: [], personObjectTypes: [] };
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
    return describe([process.id], [objectType]);
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
   * the messages are still there. @returns the continued processes.
   */
  async resumeActiveSyncs({ integration }: SyncRequest, options: CallOptions = {}): Promise<readonly string[]> {
    const active = await this.#activeSyncs(integration, undefined);
    for (const process of active) await this.#resume(process, options);
    return active.map(({ id }) => id);
  }

  async #start(integration: CrmIntegration, syncType: Exclude<SyncType, 'WEBHOOK'>): Promise<StartedSync> {
    const { personObjectTypes, syncConfig } = integration.config;
    const pageSize = syncType === 'INITIAL' ? syncConfig.initialBatchSize : syncConfig.ongoingBatchSize;
    const processIds: string[] = [];
    for (const { crmObjectName: personObjectType } of personObjectTypes) {
      const lastSyncedTimestamp = syncType === 'ONGOING' ? await this.getLastSyncTime({ integration, objectType: personObjectType }) : null;
      const { id } = await this.#createOrFind(integration, { syncType, personObjectType, pageSize, lastSyncedTimestamp });
      processIds.push(id);
    }
    return describe(
      processIds,
      personObjectTypes.map(({ crmObjectName }) => crmObjectName),
    );
  }

  async #createOrFind(integration: CrmIntegration, sync: NewSync): Promise<Process> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#create(integration, sync);
      } catch (error) {
        if (!FriggCrmError.hasCode(error, 'ACTIVE_PROCESS_EXISTS')) throw error;
        const [running] = await this.#findActive(integration, sync);
        // Its first message may not have been sent, when the start before failed half-way.
        if (running !== undefined) return this.#processes.dispatchPending(running.id);
        // Between the refusal and the look the other has ended: then it is our turn.
        if (attempt >= MAX_STARTS) throw error;
      }
    }
  }

  /** The process and its first message are stored in one step. */
  async #create({ integrationId, userId, connector }: CrmIntegration, sync: NewSync): Promise<Process> {
    const firstMessages = [{ event: 'FETCH_PERSON_PAGE', data: {} }];
    return this.#processes.createSyncProcess({ integrationId, userId, connector, ...sync, firstMessages });
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

  async #resume(stored: Process, options: CallOptions): Promise<void> {
    const process = await this.#processes.dispatchPending(stored.id);
    const { pagination, syncType } = readSyncContext(process);
    const address = addressOf(process);
    let batch: ProcessPersonBatchData[] = [];
    for (const unit of eachValue(outstandingUnits(process.ledger))) {
      batch.push({ ...address, unit, attempt: 0, reference: referenceOf(process, unit) });
      if (batch.length < REQUEUE_CHUNK) continue;
      await this.#queues.queueProcessPersonBatches(batch, options);
      batch = [];
    }
    await this.#queues.queueProcessPersonBatches(batch, options);
    const isFetching = !process.ledger.closed && pagination.hasMore && syncType !== 'WEBHOOK';
    if (isFetching && isPlanWorkedOff(process)) await this.#queues.queueProcessPersonBatch(pageBehindPlan(process), options);
    else if (isFetching) await this.#queues.queueFetchPersonPage({ ...address, attempt: 0 }, options);
    if (process.ledger.finishing && process.endedAt === null) await this.#queues.queueCompleteSync(address, options);
  }
}

type NewSync = {
  readonly syncType: SyncType;
  readonly personObjectType: string;
  readonly pageSize: number;
  readonly lastSyncedTimestamp: string | null;
};

/** Announced at once and closed: the ids are all there is. The messages are stored with the process. */
function announceIds(ids: readonly string[], pageSize: number): Pick<CreateSyncProcessData, 'announced' | 'firstMessages'> {
  const chunks = Array.from({ length: Math.ceil(ids.length / pageSize) }, (_, index) =>
    ids.slice(index * pageSize, (index + 1) * pageSize),
  );
  const references = chunks.map((crmPersonIds) => ({ kind: 'ids', crmPersonIds }));
  return {
    announced: {
      expectedUnits: chunks.length,
      closed: true,
      totalRecords: ids.length,
      open: Object.fromEntries(references.map((reference, unit) => [String(unit), reference])),
    },
    firstMessages: references.map((reference, unit) => ({ event: 'PROCESS_PERSON_BATCH', data: { unit, reference } })),
  };
}

/** Every planned page is settled, and nobody has looked behind the last one, or the look was lost. */
function isPlanWorkedOff(process: Process): boolean {
  const { plannedPages } = readSyncContext(process).pagination;
  const known = process.ledger.settled.at(-1)?.[1] ?? -1;
  return plannedPages !== null && known >= plannedPages - 1 && outstandingUnits(process.ledger).length === 0;
}

function pageBehindPlan(process: Process): ProcessPersonBatchData {
  const unit = (process.ledger.settled.at(-1)?.[1] ?? -1) + 1;
  return { ...addressOf(process), unit, attempt: 0, reference: { kind: 'page', page: unit, cursor: null, endsPlan: true } };
}

/** Where the people of an announced unit come from. Pages of a plan are known by their number alone. */
function referenceOf(process: Process, unit: number): UnitReference {
  const { plannedPages } = readSyncContext(process).pagination;
  const endsPlan = plannedPages !== null && unit >= plannedPages - 1;
  return readUnitReference(process.ledger.open[String(unit)]) ?? { kind: 'page', page: unit, cursor: null, endsPlan };
}

function addressOf(process: Process): MessageAddress {
  const { connector, personObjectType } = readSyncContext(process);
  return { integrationId: process.integrationId, connector, personObjectType, processId: process.id };
}

function describe(processIds: readonly string[], personObjectTypes: readonly string[]): StartedSync {
  return { message: `A sync is under way for ${personObjectTypes.join(', ')}`, processIds, personObjectTypes };
}
