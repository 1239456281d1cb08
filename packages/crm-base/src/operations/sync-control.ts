import {
  eachProcess,
  FriggCrmError,
  InvalidProcessDataError,
  ProcessNotFoundError,
  toProcessId,
  toProcessProgress,
  type CallOptions,
  type Clock,
  type MappingRepository,
  type Process,
  type ProcessRepository,
} from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import type { CreateSyncProcessData, ProcessManager } from '../process/process-manager.ts';
import type { QueueManager } from '../queue/queue-manager.ts';
import { announceIds } from '../process/announce-ids.ts';
import { CRM_SYNC } from '../process/crm-sync-process-type.ts';
import { findUnknownPage, type PageRange } from './page-ranges.ts';
import { planSync, reopens, type SyncAction, type SyncPlan } from './plan-sync.ts';
import { requeueResumed } from '../sync/requeue-missing.ts';
import { readSyncContext } from '../process/sync-context.ts';
import type { RateBudget, TenantGate } from '../queue/tenant-gate.ts';
import { explainSync, type SyncExplanation } from './explain-sync.ts';

export interface SyncControlDependencies {
  readonly processManager: ProcessManager;
  /** Absent: this program sends no messages; what is to be queued is noted for one that does. */
  readonly queueManager?: QueueManager | undefined;
  readonly processRepository: ProcessRepository;
  readonly mappingRepository: MappingRepository;
  readonly gate: TenantGate;
  readonly clock: Clock;
  readonly stallTimeoutMs: number;
  /** Makes this program responsible for syncs. @returns those that no other program holds. */
  readonly claim?: ((processIds: readonly string[], options?: CallOptions) => Promise<readonly string[]>) | undefined;
}

/** What a redrive does again. */
export interface RedriveOptions extends CallOptions {
  /** What to do again: pages that failed as a whole, or single records. @defaultValue both */
  readonly only?: 'pages' | 'records' | undefined;
  /** Only those of these pages that failed as a whole, and no single records; the other failed pages stay so. @defaultValue all */
  readonly pages?: readonly PageRange[] | undefined;
}

/** What a redrive set going. */
export interface RedrivenSync {
  /** The sync itself, if it goes on. */
  readonly reopened: Process | undefined;
  /** A sync of the records that had failed one by one, if there are any. */
  readonly recordSync: Process | undefined;
}

/** What a release of a throttle changed. */
export interface ReleasedThrottle {
  /** Whether the integration, or one of its accounts, was throttled. */
  readonly wasThrottled: boolean;
  /** The syncs that waited for the end of the throttle, and go on. */
  readonly resumed: readonly Process[];
}

/** Ended syncs of an integration, the newest, that may name a paused account. */
const RECENT_SYNCS = 20;
/** How many ids of failed records are read at a time. */
const FAILED_CHUNK = 1000;
/** A sync of named records keeps them all in its process: the rest is for the next redrive, when this one has ended. */
const MAX_FAILED_RECORDS = 10_000;

/** What an operator can do to a sync, given its process id. Each call may be repeated: the second does nothing more. */
export class SyncControl {
  readonly #dependencies: SyncControlDependencies;

  constructor(dependencies: SyncControlDependencies) {
    this.#dependencies = dependencies;
  }

  /** Stops a sync where it stands; pages in hand are finished and counted. @throws {ProcessNotFoundError} */
  async pauseSync(processId: string): Promise<Process> {
    await this.#load(processId);
    return this.#dependencies.processManager.pause(processId);
  }

  /**
   * Lets a paused sync go on: exactly what it lacks is queued. Where queues outlive programs and still hold messages of the
   * integration, those are worked off first; what was dropped during the pause is then queued by the watchdog.
   * @throws {ProcessNotFoundError}
   */
  async resumeSync(processId: string, options: CallOptions = {}): Promise<Process> {
    await this.#load(processId);
    const process = await this.#dependencies.processManager.resume(processId);
    return process.endedAt === null ? this.#resume(process, options) : process;
  }

  /** Ends a sync for good. @throws {ProcessNotFoundError} */
  async cancelSync(processId: string): Promise<Process> {
    await this.#load(processId);
    return this.#dependencies.processManager.cancel(processId);
  }

  /**
   * Does again what failed, and nothing else: a sync that ended in ERROR goes on with its failed and missing pages, and
   * single records that failed are synced by their ids.
   * @throws {ProcessNotFoundError}
   * @throws {InvalidProcessDataError} when nothing of it has failed, or it has not ended; when it knows no such page.
   * @throws {ActiveProcessExistsError} when a newer sync of the same people is under way.
   */
  async redriveSync(processId: string, { pages, only = onlyOf(pages), ...options }: RedriveOptions = {}): Promise<RedrivenSync> {
    const process = await this.#load(processId);
    checkPages(process, { pages, only });
    if (process.endedAt === null) throw new InvalidProcessDataError(`Process ${processId} is ${process.state}: nothing to redrive yet`);
    const recordSync = only === 'pages' ? undefined : await this.#redriveRecords(process, options);
    const reopened = reopens(process, { only, pages })
      ? await this.#resume(await this.#dependencies.processManager.reopen(processId, { pages }), options)
      : undefined;
    if (recordSync === undefined && reopened === undefined)
      throw new InvalidProcessDataError(`Process ${processId} is ${process.state}, and nothing of it is left to redrive`);
    return { reopened, recordSync };
  }

  /**
   * Lets an integration call its APIs again that is throttled because of a rate limit, for when the API named a time that
   * is far too long. The pauses of the accounts that its syncs met end with it, also for other integrations that use them;
   * the syncs that wait for it go on. An API that still refuses throttles the integration again.
   *
   * Without a store of rate limits only this program forgets the throttle; a request budget that no store shares keeps
   * its pause until it is over or its program is started anew.
   * @throws {StorageError} when the store cannot be reached.
   */
  async releaseThrottle(integrationId: string, options: CallOptions = {}): Promise<ReleasedThrottle> {
    const { processManager, gate } = this.#dependencies;
    const { active, keys } = await this.#accountsOf(integrationId, options);
    const wasThrottled = await gate.release(integrationId, keys);
    const resumed: Process[] = [];
    for (const { id } of active.filter(waitsForRateLimit)) {
      await processManager.resume(id);
      resumed.push(await this.#resume(await processManager.updateContext(id, { waiting: null }), options));
    }
    return { wasThrottled, resumed };
  }

  /**
   * Says how the allowance of an integration stands, and those of the accounts whose limits its syncs have met.
   * @throws {StorageError} when the store cannot be reached.
   */
  async rateBudgets(integrationId: string, options: CallOptions = {}): Promise<readonly RateBudget[]> {
    const { keys } = await this.#accountsOf(integrationId, options);
    return this.#dependencies.gate.budgets(integrationId, keys);
  }

  /**
   * Says what an action would do to a sync, without doing it.
   * @throws {ProcessNotFoundError}
   * @throws {InvalidProcessDataError} when it knows no such page.
   */
  async plan(processId: string, action: SyncAction, { pages, only = onlyOf(pages), ...options }: RedriveOptions = {}): Promise<SyncPlan> {
    const process = await this.#load(processId);
    checkPages(process, { pages, only });
    const wantsRecords = action === 'redrive' && only !== 'pages' && process.endedAt !== null;
    const failedRecords = wantsRecords ? (await this.#failedRecords(process, options)).length : 0;
    const throttledForMs = await this.#dependencies.gate.throttledForMs(process.integrationId);
    return planSync(process, { action, only, pages, failedRecords, throttledForMs });
  }

  /** Says what a sync does, why it waits and what may be done. @throws {ProcessNotFoundError} */
  async explain(processId: string): Promise<SyncExplanation> {
    const { gate, clock, stallTimeoutMs } = this.#dependencies;
    const process = await this.#load(processId);
    const throttledForMs = await gate.throttledForMs(process.integrationId);
    const nowMs = clock.now();
    const throttledUntil = throttledForMs > 0 ? toIso(nowMs + throttledForMs) : undefined;
    return explainSync(process, { nowMs, throttledForMs, throttledUntil, stallTimeoutMs });
  }

  /** @returns the syncs that are under way, and the accounts whose limits these and the newest syncs have met. */
  async #accountsOf(
    integrationId: string,
    options: CallOptions,
  ): Promise<{ readonly active: readonly Process[]; readonly keys: readonly string[] }> {
    const { processRepository } = this.#dependencies;
    const syncs = { type: CRM_SYNC.type, integrationId };
    const active: Process[] = [];
    for await (const process of eachProcess(processRepository, { ...syncs, active: true, limit: 100 }, options)) active.push(process);
    const recent = await processRepository.find({ ...syncs, limit: RECENT_SYNCS, ...options });
    return { active, keys: [...new Set([...active, ...recent].flatMap((process) => readSyncContext(process).throttledBy))] };
  }

  async #load(processId: string): Promise<Process> {
    const process = await this.#dependencies.processManager.getProcess(processId);
    if (process === null) throw new ProcessNotFoundError(toProcessId(processId));
    if (process.type !== CRM_SYNC.type) throw new InvalidProcessDataError(`Process ${processId} is a ${process.type}, not a sync`);
    return process;
  }

  async #resume(process: Process, options: CallOptions): Promise<Process> {
    const { queueManager, processManager, clock, claim } = this.#dependencies;
    const isOurs = claim === undefined || (await claim([process.id], options)).length > 0;
    // That it is to be queued stands in the process: a program that has queues does it.
    if (queueManager === undefined || !isOurs) return process;
    await requeueResumed({ queueManager, processManager, clock }, process, options);
    return process;
  }

  async #redriveRecords(process: Process, options: CallOptions): Promise<Process | undefined> {
    const crmPersonIds = await this.#failedRecords(process, options);
    if (crmPersonIds.length === 0) return undefined;
    const { connector, personObjectType, pagination } = readSyncContext(process);
    const { integrationId, userId } = process;
    const { announced } = announceIds(crmPersonIds, pagination.pageSize);
    const data = { integrationId, userId, connector, personObjectType, pageSize: pagination.pageSize, announced, requeue: true };
    return this.#createOnce(process, { ...data, syncType: 'WEBHOOK' }, options);
  }

  /** One at a time per process: the second click finds the first one's. What fails again, fails in that one, and is redriven there. */
  async #createOnce(process: Process, data: CreateSyncProcessData, options: CallOptions): Promise<Process> {
    const { processManager } = this.#dependencies;
    for (let round = 1; ;) {
      const processId = `${process.id}-redrive${round === 1 ? '' : `-${round}`}`;
      const known = await processManager.getProcess(processId, options);
      if (known !== null && known.endedAt === null) return known;
      if (known !== null) {
        round += 1;
        continue;
      }
      try {
        return await this.#resume(await processManager.createSyncProcess({ ...data, processId }), options);
      } catch (error) {
        // Another caller was faster: the next round finds its process.
        if (!FriggCrmError.hasCode(error, 'PROCESS_CONFLICT')) throw error;
      }
    }
  }

  async #failedRecords(process: Process, options: CallOptions): Promise<readonly string[]> {
    const { personObjectType: objectType } = readSyncContext(process);
    const query = { integrationId: process.integrationId, objectType, processId: process.id, limit: FAILED_CHUNK, ...options };
    const ids: string[] = [];
    for (let after: string | undefined; ids.length < MAX_FAILED_RECORDS; after = ids.at(-1)) {
      const chunk = await this.#dependencies.mappingRepository.findFailed({ ...query, after });
      ids.push(...chunk);
      if (chunk.length < FAILED_CHUNK) break;
    }
    return ids;
  }
}

function onlyOf(pages: readonly PageRange[] | undefined): 'pages' | undefined {
  return pages === undefined ? undefined : 'pages';
}

function checkPages(process: Process, { pages = [], only }: Pick<RedriveOptions, 'pages' | 'only'>): void {
  if (pages.length > 0 && only !== 'pages') throw new InvalidProcessDataError('Pages are named, and only records are to be redriven');
  const unknown = findUnknownPage(process, pages);
  if (unknown !== undefined) throw new InvalidProcessDataError(`Process ${process.id} ${unknown}`);
}

/** A sync that an operator has paused stays so. */
function waitsForRateLimit(process: Process): boolean {
  const { paused } = process.ledger;
  return (paused === undefined ? toProcessProgress(process).waiting : paused.reason)?.code === 'RATE_LIMITED';
}
