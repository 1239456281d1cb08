import * as z from 'zod';
import type { Process } from '../domain/process/process.ts';
import { toProcessId } from '../domain/process/process-id.ts';
import type { ProcessErrorEntry, ProcessMetrics } from '../domain/process/process-update.ts';
import { InvalidProcessDataError } from '../errors/invalid-process-data-error.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import { createRandomIds } from '../system/random-ids.ts';
import { ApplyProcessUpdates } from './apply-process-updates.ts';
import type { UpdateOptions, UpdateProcessDependencies } from './update-process-state.ts';
import { idSchema, validate } from './validate.ts';

const counter = z.int('must be a whole number').min(0, 'must be 0 or more').optional();

const metricsSchema = z.strictObject({
  processed: counter,
  success: counter,
  errors: counter,
  skipped: counter,
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
 * await new UpdateProcessMetrics({ processRepository }).execute(processId, { processed: 100, success: 98, errors: 2 }, { updateId: 'batch#7' });
 * ```
 */
export class UpdateProcessMetrics {
  readonly #applyProcessUpdates: ApplyProcessUpdates;
  readonly #ids: IdGenerator;

  constructor({ processRepository, applyProcessUpdates, ids = createRandomIds() }: UpdateProcessDependencies) {
    if (!processRepository) throw new InvalidProcessDataError('processRepository is required');
    this.#applyProcessUpdates = applyProcessUpdates ?? new ApplyProcessUpdates({ processRepository });
    this.#ids = ids;
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
    const [applied] = await this.#applyProcessUpdates.execute([
      { type: 'UPDATE_METRICS', processId: id, updateId, metrics: { ...counters, ...details } },
    ]);
    if (applied === undefined) throw new TypeError('ApplyProcessUpdates answers each update');
    return applied.process;
  }
}
