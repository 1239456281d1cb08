import type { ProcessType } from '../domain/process/process-type.ts';
import { checkDependencies } from '../domain/validation/check-dependencies.ts';
import type { Clock } from '../ports/clock.ts';
import type { EffectDispatcher } from '../ports/effect-dispatcher.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Logger } from '../ports/logger.ts';
import type { ProcessRepository } from '../ports/process-repository.ts';
import type { ProgressPublisher } from '../ports/progress-publisher.ts';
import { ApplyProcessUpdates } from './apply-process-updates.ts';

/** What every use case of processes takes, so that one object serves all of them. */
export interface ProcessDependencies {
  readonly processRepository: ProcessRepository;
  /** Machines of the process types in use; a type without one has the plain life. @defaultValue [] */
  readonly processTypes?: readonly ProcessType[] | undefined;
  /**
   * Give all use cases of a program the same one: then their updates share saves.
   * @defaultValue one over the other options
   */
  readonly applyProcessUpdates?: ApplyProcessUpdates | undefined;
  /** Sends the messages that processes decide on. @defaultValue none: a process that decides on a message is refused */
  readonly dispatcher?: EffectDispatcher | undefined;
  /** @defaultValue progress is published nowhere */
  readonly publisher?: ProgressPublisher | undefined;
  readonly clock?: Clock | undefined;
  readonly ids?: IdGenerator | undefined;
  readonly logger?: Logger | undefined;
}

const OPTIONAL = ['processTypes', 'applyProcessUpdates', 'dispatcher', 'publisher', 'clock', 'ids', 'logger'];

/** @throws {ConfigurationError} naming what is missing or unknown. */
export function checkProcessDependencies(name: string, given: unknown): void {
  checkDependencies(name, given, { required: ['processRepository'], optional: OPTIONAL });
}

/** @returns the one that is given, or one over the other dependencies: what is published and sent is the same either way. */
export function toApplyProcessUpdates({ applyProcessUpdates, ids: _ids, ...own }: ProcessDependencies): ApplyProcessUpdates {
  return applyProcessUpdates ?? new ApplyProcessUpdates(own);
}
