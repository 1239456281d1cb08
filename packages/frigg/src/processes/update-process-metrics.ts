import {
  ApplyProcessUpdates,
  InvalidProcessDataError,
  createRandomIds,
  systemClock,
  toProcessId,
  toProcessProgress,
  type Clock,
  type IdGenerator,
  type Process,
  type ProcessProgress,
  type ProcessErrorEntry,
  type ProcessRepository,
  type UpdateOptions,
} from '@frigg-crm/core';
import { isObject, toFriggProcess, type FriggProcess } from './frigg-process.ts';
import { applyUpdates, checkProcessId, toCoreOptions, type ProcessOptions } from './process-options.ts';

/** What Frigg's `UpdateProcessMetrics` takes. Counters are added; other keys are ignored. */
export interface FriggMetrics {
  readonly processed?: number | undefined;
  readonly success?: number | undefined;
  readonly errors?: number | undefined;
  readonly skipped?: number | undefined;
  /** `{ contactId, error, timestamp }` of Frigg, or entries of core with `code` and `message`. */
  readonly errorDetails?: readonly object[] | undefined;
}

/** Where progress is sent to, as Frigg's WebSocket service. */
export interface WebsocketService {
  broadcast(message: { readonly type: 'PROCESS_PROGRESS'; readonly data: FriggProgress }): Promise<unknown> | void;
}

/** What a watcher gets by Frigg's envelope. */
export interface FriggProgress {
  readonly processId: string;
  readonly processName: string;
  readonly processType: string;
  readonly state: string;
  readonly processed: number;
  readonly total: number;
  readonly successCount: number;
  readonly errorCount: number;
  readonly skippedCount: number;
  readonly recordsPerSecond: number;
  readonly estimatedCompletion: string | null;
  readonly timestamp: string;
}

const COUNTERS = ['processed', 'success', 'errors', 'skipped'] as const;

/** Frigg's `UpdateProcessMetrics` over the updates of core: two that run at once both count. */
export class UpdateProcessMetrics {
  readonly processRepository: ProcessRepository;
  readonly websocketService: WebsocketService | undefined;
  readonly #apply: ApplyProcessUpdates;
  readonly #ids: IdGenerator;
  readonly #clock: Clock;

  /** @throws {ConfigurationError} without a repository. */
  constructor({ websocketService, ...options }: ProcessOptions & { readonly websocketService?: WebsocketService | undefined }) {
    const { ids, ...core } = toCoreOptions(options);
    this.processRepository = core.processRepository;
    this.websocketService = websocketService;
    this.#clock = core.clock ?? systemClock;
    this.#ids = ids ?? createRandomIds(this.#clock);
    this.#apply = new ApplyProcessUpdates(core);
  }

  /**
   * @param options - An `updateId` makes the call repeatable.
   * @returns the process as stored. A watcher that cannot be reached does not matter.
   * @throws {InvalidProcessDataError} for what Frigg refuses, and for counters that are no whole numbers from 0.
   * @throws {ProcessNotFoundError} when there is none.
   */
  async execute(
    processId: string,
    metricsUpdate: FriggMetrics,
    { updateId = this.#ids.next() }: UpdateOptions = {},
  ): Promise<FriggProcess> {
    const id = checkProcessId(processId);
    const metrics = readMetrics(metricsUpdate);
    const update = { type: 'UPDATE_METRICS', processId: toProcessId(id), updateId, metrics } as const;
    const process = await applyUpdates(this.#apply, id, { updates: [update], prefix: 'Failed to update process metrics' });
    await this.#broadcast(process);
    return toFriggProcess(process);
  }

  async #broadcast(process: Process): Promise<void> {
    try {
      await this.websocketService?.broadcast({ type: 'PROCESS_PROGRESS', data: toFriggProgress(toProcessProgress(process), this.#clock) });
    } catch {
      // The next one is complete again.
    }
  }
}

/** @returns progress by Frigg's names, as of now. */
export function toFriggProgress(progress: ProcessProgress, clock: Clock = systemClock): FriggProgress {
  const { processId, processName, processType, state, processed, total, successCount, errorCount } = progress;
  const { skippedCount, recordsPerSecond, estimatedCompletion } = progress;
  const counts = { processed, total, successCount, errorCount, skippedCount, recordsPerSecond, estimatedCompletion };
  return { processId, processName, processType, state, ...counts, timestamp: new Date(clock.now()).toISOString() };
}

function readMetrics(given: FriggMetrics): FriggMetrics & { readonly errorDetails?: readonly ProcessErrorEntry[] } {
  if (typeof given !== 'object' || given === null) throw new InvalidProcessDataError('metricsUpdate must be an object');
  const counters: Partial<Record<(typeof COUNTERS)[number], number>> = {};
  for (const name of COUNTERS) {
    const value = given[name] ?? 0;
    if (!Number.isSafeInteger(value) || value < 0)
      throw new InvalidProcessDataError(`metricsUpdate.${name} must be a whole number, 0 or more: a count cannot be taken back`);
    counters[name] = value;
  }
  const { errorDetails } = given;
  return { ...counters, ...(Array.isArray(errorDetails) && { errorDetails: errorDetails.map(readErrorDetail) }) };
}

function readErrorDetail(detail: unknown): ProcessErrorEntry {
  const { contactId, externalId = contactId, error, message = error, code } = isObject(detail) ? detail : {};
  return {
    ...((typeof externalId === 'string' || typeof externalId === 'number') && { externalId: String(externalId) }),
    code: typeof code === 'string' ? code : 'RECORD_FAILED',
    message: typeof message === 'string' ? message : 'The record failed',
  };
}
