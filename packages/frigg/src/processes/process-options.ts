import {
  ConfigurationError,
  FriggCrmError,
  InvalidProcessDataError,
  ProcessNotFoundError,
  StorageError,
  toProcessId,
  type AppliedUpdate,
  type ApplyProcessUpdates,
  type Clock,
  type IdGenerator,
  type Process,
  type ProcessRepository,
  type ProcessType,
  type ProcessUpdate,
} from '@frigg-crm/core';
import { FRIGG_CRM_SYNC } from './frigg-crm-sync.ts';

/** What the use cases of this package are made with. */
export interface ProcessOptions {
  /** Of `@frigg-crm/core`, as `openPostgresStore` and the other stores have it; a repository of Frigg's does not fit. */
  readonly processRepository: ProcessRepository;
  /** Machines of further process types; a type without one has the plain states. @defaultValue `CRM_SYNC` with Frigg's states */
  readonly processTypes?: readonly ProcessType[] | undefined;
  readonly clock?: Clock | undefined;
  readonly ids?: IdGenerator | undefined;
}

/** What the use cases of core take of the options. */
export interface CoreOptions extends Pick<ProcessOptions, 'processRepository' | 'clock' | 'ids'> {
  readonly processTypes: readonly ProcessType[];
}

/** @throws {ConfigurationError} when there is no repository, or one of another kind. */
export function toCoreOptions(options: Partial<ProcessOptions> = {}): CoreOptions {
  const { processRepository, processTypes = [], clock, ids } = options;
  if (processRepository === undefined || processRepository === null) throw new ConfigurationError('processRepository is required');
  if (typeof processRepository.save !== 'function')
    throw new ConfigurationError('processRepository is required to be one of @frigg-crm/core: a repository of Frigg has no save');
  return { processRepository, processTypes: [...processTypes, FRIGG_CRM_SYNC], clock, ids };
}

/** @throws {InvalidProcessDataError} when it is none. */
export function checkProcessId(processId: unknown): string {
  if (typeof processId !== 'string' || processId === '') throw new InvalidProcessDataError('processId must be a non-empty string');
  return processId;
}

/** Folds updates of one process in. @returns the process as stored. @throws with the prefix when the store fails. */
export async function applyUpdates(
  applying: ApplyProcessUpdates,
  processId: string,
  { updates, prefix }: { readonly updates: readonly ProcessUpdate[]; readonly prefix: string },
): Promise<Process> {
  const applied: readonly AppliedUpdate[] = await withPrefix(prefix, async () => applying.execute(updates));
  const last = applied.at(-1);
  if (last === undefined) throw new ProcessNotFoundError(toProcessId(processId));
  return last.process;
}

/** Errors of ours say what is wrong; others come from a store that was made by the app. */
export async function withPrefix<Result>(prefix: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (FriggCrmError.is(error) && !FriggCrmError.hasCode(error, 'STORAGE_FAILED')) throw error;
    throw new StorageError(`${prefix}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
