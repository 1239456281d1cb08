import type { ProcessUpdate } from '../domain/process/process-update.ts';
import { checkDependencies } from '../domain/validation/check-dependencies.ts';
import type { CallOptions } from '../ports/call-options.ts';
import { silentLogger, type Logger } from '../ports/logger.ts';
import type { ApplyProcessUpdates } from '../use-cases/apply-process-updates.ts';
import { judgeRefusal } from './judge-refusal.ts';
import type { ProcessUpdateSink } from './process-update-sink.ts';

/** What {@link DirectProcessUpdates} applies updates with. */
export interface DirectProcessUpdatesDependencies {
  readonly applyProcessUpdates: ApplyProcessUpdates;
  readonly logger?: Logger | undefined;
}

/**
 * Folds updates at once: for programs that hold all workers themselves, and for tests.
 * An `EffectDispatcher` must not wait for it: the update would wait for the dispatch, and the dispatch for the update.
 *
 * @example
 * ```ts
 * const updates = new DirectProcessUpdates({ applyProcessUpdates });
 * await updates.submit([{ type: 'COMPLETE_PROCESS', processId, updateId: 'complete' }]);
 * ```
 */
export class DirectProcessUpdates implements ProcessUpdateSink {
  readonly #applyProcessUpdates: ApplyProcessUpdates;
  readonly #logger: Logger;

  /** @throws {ConfigurationError} naming the options that are missing or unknown. */
  constructor(dependencies: DirectProcessUpdatesDependencies) {
    checkDependencies('DirectProcessUpdates', dependencies, { required: ['applyProcessUpdates'], optional: ['logger'] });
    const { applyProcessUpdates, logger = silentLogger } = dependencies;
    this.#applyProcessUpdates = applyProcessUpdates;
    this.#logger = logger;
  }

  /**
   * An update that comes too late (a move that no longer is one, a deleted process) is void, as it would be from a queue.
   * @throws {UnitsOutstandingError | IllegalTransitionError} for a completion that comes too early.
   * @throws {ProcessConflictError | StorageError} when it could not be stored.
   */
  async submit(updates: readonly ProcessUpdate[], { signal }: CallOptions = {}): Promise<void> {
    signal?.throwIfAborted();
    const results = await Promise.allSettled(updates.map(async (update) => this.#apply(update)));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  async #apply(update: ProcessUpdate): Promise<void> {
    try {
      await this.#applyProcessUpdates.execute([update]);
    } catch (error) {
      if (judgeRefusal(update, error) !== 'void') throw error;
      this.#logger.debug({ processId: update.processId, updateId: update.updateId, type: update.type }, 'late process update ignored');
    }
  }
}
