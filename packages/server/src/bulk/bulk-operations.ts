import { FriggCrmError, type CallOptions, type Process, type StoredDocument } from '@frigg-crm/core';
import { codeOf, placeOf, toIso } from '@frigg-crm/core/adapter';
import { syncActionsOf } from '@frigg-crm/crm-base';
import { createHash } from 'node:crypto';
import type { Principal } from '../access/principal.ts';
import type { Backend } from '../backend.ts';
import { ProblemError } from '../http/problem-error.ts';
import { SERVER_SCOPE } from '../http/server-scope.ts';
import { findSyncs, type SyncFilter } from '../syncs/find-syncs.ts';
import { sumPlans, type PlanOfSync, type SumOfPlans } from './sum-plans.ts';
import { storedOperationSchema, type BulkOperation, type StoredOperation } from './bulk-operation.ts';

/** The collection of bulk operations. */
const OPERATIONS = 'bulk-operations';
/** They are kept for so long, in milliseconds. */
const KEPT_MS = 30 * 24 * 3600 * 1000;
/** A process that has not worked on one for so long has crashed, and another goes on, in milliseconds. */
const LEASE_MS = 30_000;
/** Syncs between two saves of the progress; each may be done twice after a crash, which changes nothing. */
const BATCH = 10;
/** A plan counts no more syncs. */
const PLANNED = 1000;
const PAGE = 100;

/** What is to be done, to which syncs. */
export interface BulkRequest {
  readonly action: StoredOperation['action'];
  readonly filter: SyncFilter;
}

/** What a bulk operation would do. Numbers are upper bounds. */
export interface BulkPlan extends SumOfPlans {
  /** Whether all syncs that match were counted. */
  readonly isComplete: boolean;
  /** The same as long as it would do the same. */
  readonly hash: string;
}

/** Does one thing to many syncs, in the background, whichever process began it. */
export class BulkOperations {
  readonly #backend: Backend;
  readonly #holder: string;
  readonly #running = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();

  constructor(backend: Backend) {
    this.#backend = backend;
    this.#holder = backend.engine.system.ids.next();
  }

  /** Says what it would do: to how many syncs the action is possible, and how much that is. */
  async plan({ action, filter }: BulkRequest, principal: Principal, options: CallOptions): Promise<BulkPlan> {
    const { control } = this.#backend.engine;
    const hash = createHash('sha256').update(
      JSON.stringify([action, filter.integrationId ?? null, filter.state ?? null, filter.active ?? null]),
    );
    const plans: PlanOfSync[] = [];
    const sum = (isComplete: boolean): BulkPlan => ({ ...sumPlans(plans), isComplete, hash: hash.digest('hex').slice(0, 24) });
    let seen = 0;
    for await (const process of this.#each({ principal, filter, after: undefined }, options)) {
      if ((seen += 1) > PLANNED) return sum(false);
      if (!syncActionsOf(process).includes(action)) continue;
      const plan = await control.plan(process.id, action, options);
      if (!plan.isPossible) continue;
      hash.update(plan.hash);
      plans.push({ ...plan, integrationId: process.integrationId });
    }
    return sum(true);
  }

  /** Stores the operation and begins it. */
  async start(
    { action, filter, perSecond, total }: BulkRequest & { readonly perSecond: number | undefined; readonly total: number },
    principal: Principal,
    options: CallOptions,
  ): Promise<BulkOperation> {
    const { clock, ids } = this.#backend.engine.system;
    const createdAt = toIso(clock.now());
    const id = ids.next();
    const value: StoredOperation = {
      action,
      filter: { ...filter },
      state: 'RUNNING',
      perSecond: perSecond ?? null,
      total,
      done: 0,
      skipped: 0,
      failed: {},
      position: null,
      caller: principal.id,
      userId: principal.userId ?? null,
      createdAt,
      endedAt: null,
    };
    const key = { collection: OPERATIONS, integrationId: SERVER_SCOPE, id };
    const tags = principal.userId === undefined ? [] : [principal.userId];
    const document = { ...key, value: toJson(value), tags, dueAt: null, expiresAt: toIso(clock.now() + KEPT_MS), version: 0 };
    await this.#backend.engine.store.documents.insert([document], options);
    this.#goOn(id);
    return { ...value, id, version: 0 };
  }

  /** @returns one that exists for the caller; of one that runs it is made sure that a process works on it. @throws {ProblemError} `NOT_FOUND`. */
  async find(id: string, { userId }: Principal, options: CallOptions): Promise<BulkOperation> {
    const document = await this.#load(id, options);
    const found = document === undefined ? undefined : toOperation(document);
    if (found === undefined || (userId !== undefined && found.userId !== userId))
      throw new ProblemError('NOT_FOUND', 'There is no bulk operation with this id');
    if (found.state === 'RUNNING') this.#goOn(id);
    return found;
  }

  /** @returns those that exist for the caller, by id, behind one. */
  async list(
    { userId }: Principal,
    { after, limit, signal }: CallOptions & { readonly after: string | undefined; readonly limit: number },
  ): Promise<readonly BulkOperation[]> {
    const place = after === undefined ? undefined : { integrationId: SERVER_SCOPE, id: after };
    const query = { collection: OPERATIONS, integrationId: SERVER_SCOPE, tag: userId, after: place, limit, signal };
    const found = (await this.#backend.engine.store.documents.query(query)).map(toOperation);
    for (const { id, state } of found) if (state === 'RUNNING') this.#goOn(id);
    return found;
  }

  /** Stops one where it stands: what is done stays done. @returns it, as it ended. */
  async cancel(id: string, principal: Principal, options: CallOptions): Promise<BulkOperation> {
    for (;;) {
      const found = await this.find(id, principal, options);
      if (found.state !== 'RUNNING') return found;
      const endedAt = toIso(this.#backend.engine.system.clock.now());
      const saved = await this.#save(found, { state: 'CANCELLED', endedAt }, options);
      if (saved !== undefined) return saved;
    }
  }

  /** Leaves what runs to other processes. */
  stop(): void {
    this.#stop.abort();
  }

  #goOn(id: string): void {
    if (this.#running.has(id) || this.#stop.signal.aborted) return;
    const { logger } = this.#backend.engine.system;
    const { signal } = this.#stop;
    const work = this.#run(id, signal)
      .catch((error: unknown) => {
        // The next process that reads it goes on.
        if (!signal.aborted) logger.error({ operation: id, code: codeOf(error) }, 'a bulk operation was interrupted');
      })
      .finally(() => this.#running.delete(id));
    this.#running.set(id, work);
  }

  async #run(id: string, signal: AbortSignal): Promise<void> {
    const { leases } = this.#backend.engine.store;
    const document = await this.#load(id, { signal });
    if (document === undefined) return;
    const key = `bulk-operation/${id}`;
    // A slow operation waits longer than a lease lasts.
    const ttlMs = LEASE_MS + pauseMsOf(toOperation(document));
    const isOurs = async (): Promise<boolean> => (await leases.hold([key], { holder: this.#holder, ttlMs })).length > 0;
    try {
      while (!signal.aborted && (await isOurs()) && (await this.#workOnBatch(id, signal)));
    } finally {
      await leases.release([key], { holder: this.#holder });
    }
  }

  /** @returns whether there is more to do. */
  async #workOnBatch(id: string, signal: AbortSignal): Promise<boolean> {
    const { clock } = this.#backend.engine.system;
    const document = await this.#load(id, {});
    if (document === undefined) return false;
    const operation = toOperation(document);
    if (operation.state !== 'RUNNING') return false;
    const { filter, userId, caller, position, createdAt } = operation;
    // Those that began later were not there when it was decided.
    const after = position ?? { at: createdAt, id: '\u{10FFFF}' };
    const principal: Principal = { id: caller, actions: new Set(), userId: userId ?? undefined };
    // One at a time where it is slow, so that a cancel and a crash find it where it stands.
    const limit = operation.perSecond === null ? BATCH : Math.min(BATCH, Math.max(1, Math.floor(operation.perSecond)));
    const batch = await findSyncs(this.#backend, { principal, filter, limit, after }, {});
    const progress = await this.#actOnAll(operation, batch, signal);
    if (progress === undefined) return true;
    const last = batch.at(-1);
    const isLast = batch.length < limit;
    const end = isLast ? ({ state: 'COMPLETED', endedAt: toIso(clock.now()) } as const) : {};
    await this.#save(operation, { ...progress, position: last === undefined ? position : placeOf(last, {}), ...end }, {});
    return !isLast;
  }

  /** @returns what became of them; `undefined`: it was cancelled meanwhile, and nothing was done. */
  async #actOnAll(
    operation: BulkOperation,
    batch: readonly Process[],
    signal: AbortSignal,
  ): Promise<Pick<StoredOperation, 'done' | 'skipped' | 'failed'> | undefined> {
    const { clock } = this.#backend.engine.system;
    // What it cannot be done to costs nothing, and what fails costs as much as what is done.
    const acting = batch.filter((process) => syncActionsOf(process).includes(operation.action)).length;
    const isFirst = operation.done === 0 && Object.keys(operation.failed).length === 0;
    const pauseMs = isFirst ? 0 : pauseMsOf(operation) * acting;
    if (pauseMs > 0) {
      // Before it acts: what is done is counted at once.
      await clock.sleep(pauseMs, { signal });
      if ((await this.#load(operation.id, {}))?.version !== operation.version) return undefined;
    }
    const progress = { done: operation.done, skipped: operation.skipped, failed: { ...operation.failed } };
    for (const process of batch) {
      const outcome = await this.#act(operation, process);
      if (outcome === 'done' || outcome === 'skipped') progress[outcome] += 1;
      else progress.failed[outcome] = (progress.failed[outcome] ?? 0) + 1;
    }
    return progress;
  }

  /** @returns `done`, `skipped` when it cannot be done to this one, or the code it failed with. */
  async #act({ action }: StoredOperation, process: Process): Promise<string> {
    const { control } = this.#backend.engine;
    if (!syncActionsOf(process).includes(action)) return 'skipped';
    try {
      if (action === 'pause') await control.pauseSync(process.id);
      else if (action === 'resume') await control.resumeSync(process.id);
      else if (action === 'cancel') await control.cancelSync(process.id);
      else await control.redriveSync(process.id);
      return 'done';
    } catch (error) {
      if (!FriggCrmError.is(error) || error.retryable) throw error;
      return error.code;
    }
  }

  async *#each(
    {
      principal,
      filter,
      after,
    }: { readonly principal: Principal; readonly filter: SyncFilter; readonly after: ReturnType<typeof placeOf> | undefined },
    options: CallOptions,
  ): AsyncGenerator<Process> {
    for (let place = after; ;) {
      const page = await findSyncs(this.#backend, { principal, filter, limit: PAGE, after: place }, options);
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      place = placeOf(last, {});
    }
  }

  async #load(id: string, options: CallOptions): Promise<StoredDocument | undefined> {
    return this.#backend.engine.store.documents.find({ collection: OPERATIONS, integrationId: SERVER_SCOPE, id }, options);
  }

  /** @returns `undefined` when another process or caller was faster. */
  async #save(operation: BulkOperation, change: Partial<StoredOperation>, options: CallOptions): Promise<BulkOperation | undefined> {
    const document = await this.#load(operation.id, options);
    if (document?.version !== operation.version) return undefined;
    try {
      const value = toJson({ ...storedOperationSchema.parse(document.value), ...change });
      return toOperation(await this.#backend.engine.store.documents.save({ ...document, value }, options));
    } catch (error) {
      if (FriggCrmError.hasCode(error, 'DOCUMENT_CONFLICT')) return undefined;
      throw error;
    }
  }
}

/** @returns how long it waits for each sync, in milliseconds. */
function pauseMsOf({ perSecond }: StoredOperation): number {
  return perSecond === null ? 0 : 1000 / perSecond;
}

function toOperation({ id, value, version }: StoredDocument): BulkOperation {
  return { ...storedOperationSchema.parse(value), id, version };
}

function toJson(value: StoredOperation): StoredDocument['value'] {
  // Stores hold no `undefined`.
  return JSON.parse(JSON.stringify(value)) as StoredDocument['value'];
}
