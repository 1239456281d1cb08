import * as z from 'zod';
import type { Process } from '../domain/process/process.ts';
import { toProcessId } from '../domain/process/process-id.ts';
import type { ProcessErrorEntry, ProcessMetrics } from '../domain/process/process-update.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import { createRandomIds } from '../system/random-ids.ts';
import type { ApplyProcessUpdates } from './apply-process-updates.ts';
import { checkProcessDependencies, toApplyProcessUpdates } from './process-dependencies.ts';
import { submitOne } from './submit-one.ts';
import type { UpdateOptions, UpdateProcessDependencies } from './update-process-state.ts';
import { idSchema, validate } from './validate.ts';

const counter = z.int('must be a whole number').min(0, 'must be 0 or more').optional();

const metricsSchema = z.strictObject({
  processed: counter,
  synced: counter,
  failed: counter,
  skipped: counter,
  success: counter,
  errors: counter,
  errorDetails: z
    .array(
      z.strictObject({ externalId: z.string().exactOptional(), unit: z.int().min(0).exactOptional(), code: idSchema, message: z.string() }),
    )
    .optional(),
});

/**
 * Adds to the counters of a process.
 *
 * @example
 * ```ts
 * await new UpdateProcessMetrics({ processRepository }).execute(processId, { processed: 100, synced: 98, failed: 2 }, { updateId: 'batch#7' });
 * ```
 */
export class UpdateProcessMetrics {
  readonly #applyProcessUpdates: ApplyProcessUpdates;
  readonly #ids: IdGenerator;

  /** @throws {ConfigurationError} naming the options that are missing or unknown. */
  constructor(dependencies: UpdateProcessDependencies) {
    checkProcessDependencies('UpdateProcessMetrics', dependencies);
    this.#applyProcessUpdates = toApplyProcessUpdates(dependencies);
    this.#ids = dependencies.ids ?? createRandomIds(dependencies.clock);
  }

  /**
   * @param metrics - Whole numbers, 0 or more; an unknown key is refused rather than ignored.
   * @returns the process as stored.
   * @throws {InvalidProcessDataError} naming everything that is wrong.
   * @throws {ProcessNotFoundError} when there is no such process.
   */
  async execute(processId: string, metrics: ProcessMetrics, options: UpdateOptions = {}): Promise<Process> {
    const id = toProcessId(validate(idSchema, processId, 'processId'));
    const { errorDetails, ...counters } = validate(metricsSchema, metrics, 'metrics');
    const updateId = validate(idSchema, options.updateId ?? this.#ids.next(), 'updateId');
    const details: { errorDetails?: readonly ProcessErrorEntry[] } = errorDetails === undefined ? {} : { errorDetails };
    const update = { type: 'UPDATE_METRICS', processId: id, updateId, metrics: { ...counters, ...details } } as const;
    return submitOne(this.#applyProcessUpdates, update);
  }
}
