import { adoptProcess } from '../domain/process/adopt-process.ts';
import type { MessageEffect, UpdateEffect } from '../domain/process/effect.ts';
import { foldUpdate, type FoldOutcome } from '../domain/process/fold-update.ts';
import { findProcessType } from '../domain/process/plain-process-type.ts';
import { toProcessProgress } from '../domain/process/process-progress.ts';
import type { ProcessType } from '../domain/process/process-type.ts';
import type { ProcessUpdate } from '../domain/process/process-update.ts';
import type { Process } from '../domain/process/process.ts';
import type { ProcessId } from '../domain/process/process-id.ts';
import { checkDependencies } from '../domain/validation/check-dependencies.ts';
import { FriggCrmError } from '../errors/frigg-crm-error.ts';
import { InvalidProcessDataError } from '../errors/invalid-process-data-error.ts';
import { ProcessNotFoundError } from '../errors/process-not-found-error.ts';
import { RecentProcesses } from './recent-processes.ts';
import type { Clock } from '../ports/clock.ts';
import type { EffectDispatcher } from '../ports/effect-dispatcher.ts';
import { silentLogger, type Logger } from '../ports/logger.ts';
import type { ProcessRepository } from '../ports/process-repository.ts';
import { silentPublisher, type ProgressPublisher } from '../ports/progress-publisher.ts';
import { createSharedLoads } from '../saves/shared-loads.ts';
import { createSharedSaves } from '../saves/shared-saves.ts';
import { codeOf } from '../errors/describe-error.ts';
import { systemClock } from '../system/system-clock.ts';

/** How often a save that lost its race is repeated before the loss is reported. */
const MAX_CONFLICTS = 50;

/** What {@link ApplyProcessUpdates} is made with. Other options are refused with `CONFIGURATION_INVALID`. */
export interface ApplyProcessUpdatesDependencies {
  readonly processRepository: ProcessRepository;
  /** Machines of the process types in use; a type without one has the plain life. @defaultValue [] */
  readonly processTypes?: readonly ProcessType[] | undefined;
  /** Sends the messages that processes decide on. Without one, a process that decides on a message is refused. */
  readonly dispatcher?: EffectDispatcher | undefined;
  readonly publisher?: ProgressPublisher | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

const OPTIONS = { required: ['processRepository'], optional: ['processTypes', 'dispatcher', 'publisher', 'clock', 'logger'] };

/** What became of one update. */
export interface AppliedUpdate {
  readonly outcome: FoldOutcome;
  /** The process as stored after the update. */
  readonly process: Process;
}

interface PendingUpdate {
  /** Absent: nothing to fold, only the outbox is to be emptied. */
  readonly update: ProcessUpdate | undefined;
  readonly resolve: (applied: AppliedUpdate) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Folds updates into stored processes and carries out what follows from them.
 *
 * Updates of one process that arrive while a save is under way are folded together in the next one (group commit), so
 * a hundred workers cost few saves. Saves of different processes that are due at the same time share a statement and a
 * commit, where the repository has `saveMany`. A lost race with another program is folded again on what that one stored. A
 * call resolves only when its update is stored and its effects are dispatched: repeat the call when it rejects.
 *
 * @example
 * ```ts
 * const applyProcessUpdates = new ApplyProcessUpdates({ processRepository });
 * await applyProcessUpdates.execute([
 *   { type: 'SETTLE_UNIT', processId, updateId: 'unit#3', unit: 3, outcome: 'PROCESSED', counts: { synced: 98, failed: 0, skipped: 2 } },
 * ]);
 * ```
 */
export class ApplyProcessUpdates {
  readonly #find: (processId: ProcessId) => Promise<Process | undefined>;
  readonly #save: (process: Process) => Promise<Process>;
  readonly #types: readonly ProcessType[];
  readonly #dispatcher: EffectDispatcher | undefined;
  readonly #publisher: ProgressPublisher;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #recent = new RecentProcesses();
  readonly #lanes = new Map<ProcessId, PendingUpdate[]>();

  /** @throws {ConfigurationError} naming the options that are missing or unknown. */
  constructor(dependencies: ApplyProcessUpdatesDependencies) {
    checkDependencies('ApplyProcessUpdates', dependencies, OPTIONS);
    const {
      processRepository,
      processTypes = [],
      dispatcher,
      publisher = silentPublisher,
      clock = systemClock,
      logger = silentLogger,
    } = dependencies;
    this.#find = createSharedLoads(processRepository, clock);
    this.#save = createSharedSaves(processRepository, clock);
    this.#types = processTypes;
    this.#dispatcher = dispatcher;
    this.#publisher = publisher;
    this.#clock = clock;
    this.#logger = logger;
  }

  /**
   * @returns what became of each update, in their order.
   * @throws {ProcessNotFoundError} when there is no such process.
   * @throws {IllegalTransitionError | UnitsOutstandingError} for an update that the process refuses; the others stand.
   * @throws {ProcessConflictError | StorageError} when it could not be stored. Repeating the call is safe.
   */
  async execute(updates: readonly ProcessUpdate[]): Promise<readonly AppliedUpdate[]> {
    const [only] = updates;
    if (only !== undefined && updates.length === 1) return [await this.#enqueue(only.processId, only)];
    const results = await Promise.allSettled(updates.map(async (update) => this.#enqueue(update.processId, update)));
    return results.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
  }

  /** Carries out effects that were decided and stored, but perhaps never handed on. @returns the process. */
  async dispatchPending(processId: ProcessId): Promise<Process> {
    const { process } = await this.#enqueue(processId, undefined);
    return process;
  }

  async #enqueue(processId: ProcessId, update: ProcessUpdate | undefined): Promise<AppliedUpdate> {
    return new Promise((resolve, reject) => {
      const pending = { update, resolve, reject };
      const lane = this.#lanes.get(processId);
      if (lane !== undefined) {
        lane.push(pending);
        return;
      }
      this.#lanes.set(processId, [pending]);
      void this.#drain(processId);
    });
  }

  /** Works on the lane of one process until it is empty. Never rejects: each failure rejects the calls that wait. */
  async #drain(processId: ProcessId): Promise<void> {
    // Everything that is submitted in this turn, such as all updates of one call, shares the first save.
    await Promise.resolve();
    for (let lane = this.#lanes.get(processId); lane !== undefined && lane.length > 0; lane = this.#lanes.get(processId)) {
      const batch = lane.splice(0);
      try {
        this.#recent.keep(await this.#commit(processId, batch));
      } catch (error) {
        this.#recent.evict(processId);
        for (const { reject } of batch) reject(error);
      }
    }
    this.#lanes.delete(processId);
  }

  /** Folds a batch, saves once, dispatches the effects, and resolves the calls. @returns the process as stored. */
  async #commit(processId: ProcessId, batch: readonly PendingUpdate[]): Promise<Process> {
    let remembered = this.#recent.get(processId);
    for (let conflicts = 0; ; conflicts += 1) {
      const base = remembered ?? (await this.#load(processId));
      let stored = base;
      const resolvers: (() => void)[] = [];
      const folded = this.#foldAll(base, batch, resolvers, () => stored);
      // That nothing is new can only be said of the process as it is stored now.
      if (folded === base && remembered !== undefined) {
        remembered = undefined;
        continue;
      }
      try {
        if (folded !== base) stored = await this.#save(folded);
      } catch (error) {
        if (!FriggCrmError.hasCode(error, 'PROCESS_CONFLICT') || conflicts >= MAX_CONFLICTS) throw error;
        // What was remembered was out of date; only a process that was just loaded shows that other programs are faster.
        if (remembered === undefined) await this.#clock.sleep(Math.min(conflicts, 20));
        remembered = undefined;
        continue;
      }
      // Not awaited: a publisher that never resolves must not stop the work.
      if (stored !== base) void this.#announce(stored);
      stored = await this.#dispatchOutbox(stored);
      for (const resolve of resolvers) resolve();
      return stored;
    }
  }

  /** Folds what can be folded. An update that the process refuses rejects alone; the other calls resolve after the save. */
  #foldAll(base: Process, batch: readonly PendingUpdate[], resolvers: (() => void)[], stored: () => Process): Process {
    const type = findProcessType(this.#types, base.type);
    let process = base;
    for (const { update, resolve, reject } of batch) {
      if (update === undefined) {
        resolvers.push(() => resolve({ outcome: 'already-folded', process: stored() }));
        continue;
      }
      try {
        const result = foldUpdate(process, update, type, this.#clock.now());
        process = result.process;
        resolvers.push(() => resolve({ outcome: result.outcome, process: stored() }));
      } catch (error) {
        resolvers.push(() => reject(error));
      }
    }
    return process;
  }

  /** Carries out the outbox, then clears it. A crash in between repeats the effects, under their ids. */
  async #dispatchOutbox(process: Process): Promise<Process> {
    const { outbox } = process.ledger;
    if (outbox.length === 0) return process;
    const messages = outbox.filter((effect): effect is MessageEffect => effect.kind === 'message');
    const updates = outbox.filter((effect): effect is UpdateEffect => effect.kind === 'update');
    if (messages.length > 0) {
      if (this.#dispatcher === undefined)
        throw new InvalidProcessDataError(
          `Process ${process.id} wants to send ${messages[0]?.event ?? 'a message'}: give ApplyProcessUpdates a dispatcher`,
        );
      await this.#dispatcher.dispatch(process, messages);
    }
    await Promise.all(updates.map(async ({ update }) => this.#updateParent(update)));
    return this.#clear(
      process,
      outbox.map(({ id }) => id),
    );
  }

  /** A parent that was deleted needs no updates any more. */
  async #updateParent(update: ProcessUpdate): Promise<void> {
    try {
      await this.execute([update]);
    } catch (error) {
      if (!FriggCrmError.hasCode(error, 'PROCESS_NOT_FOUND')) throw error;
    }
  }

  /** Failing to clear is harmless: the effects are repeated with the next update. */
  async #clear(process: Process, effectIds: readonly string[]): Promise<Process> {
    const update: ProcessUpdate = { type: 'EFFECTS_DISPATCHED', processId: process.id, updateId: 'outbox', effectIds };
    const { process: cleared } = foldUpdate(process, update, findProcessType(this.#types, process.type), this.#clock.now());
    try {
      return await this.#save(cleared);
    } catch (error) {
      this.#logger.warn({ processId: process.id, code: codeOf(error) }, 'effects dispatched but not cleared; will be dispatched again');
      return (await this.#find(process.id)) ?? process;
    }
  }

  async #load(processId: ProcessId): Promise<Process> {
    const process = await this.#find(processId);
    if (process === undefined) throw new ProcessNotFoundError(processId);
    return adoptProcess(process, findProcessType(this.#types, process.type));
  }

  /** An announcement that fails does not fail the update. */
  async #announce(process: Process): Promise<void> {
    try {
      await this.#publisher.publish(toProcessProgress(process));
    } catch (error) {
      this.#logger.warn({ processId: process.id, code: codeOf(error) }, 'publishing progress failed');
    }
  }
}
