import { dueAtOf } from '../domain/process/due-at.ts';
import type { Process } from '../domain/process/process.ts';
import type { ProcessId } from '../domain/process/process-id.ts';
import type { CallOptions } from './call-options.ts';

const DEFAULT_LIMIT = 100;

/** Which processes to find; conditions are joined by AND, an absent one does not restrict. */
export interface ProcessQuery {
  readonly integrationId?: string | undefined;
  readonly type?: string | undefined;
  readonly name?: string | undefined;
  readonly state?: string | undefined;
  /** One of these states; none at all when it is empty. */
  readonly states?: readonly string[] | undefined;
  readonly parentProcessId?: string | undefined;
  /** `true`: not ended; `false`: ended. */
  readonly active?: boolean | undefined;
  /** Not changed since this moment (ISO 8601): `updatedAt` is earlier. */
  readonly updatedBefore?: string | undefined;
  /** Created and ended before this moment (ISO 8601). */
  readonly endedBefore?: string | undefined;
  /** Due at or before this moment (ISO 8601): see `dueAtOf`. */
  readonly dueBefore?: string | undefined;
  /**
   * `newest-first`: by `createdAt`, then `id`, descending. `oldest-first`: by when it was due, if `dueBefore` is given, and
   * by `updatedAt` otherwise; then by `id`, ascending. @defaultValue 'newest-first'
   */
  readonly order?: 'newest-first' | 'oldest-first' | undefined;
  /** Go on behind this place, in the order of the result: `placeOf` a process of the page before. */
  readonly after?: ProcessPlace | undefined;
  /** How many to return at most. @defaultValue 100 */
  readonly limit?: number | undefined;
}

/** A place in the result of a query. */
export interface ProcessPlace {
  /** The moment by which the result is ordered, of the process at this place (ISO 8601). */
  readonly at: string;
  readonly id: string;
}

/** @returns where a process is in the result of a query. A place in the order of due processes is that at the time of the query. */
export function placeOf(process: Process, { order, dueBefore }: Pick<ProcessQuery, 'order' | 'dueBefore'>): ProcessPlace {
  const { id, createdAt, updatedAt } = process;
  if (order !== 'oldest-first') return { at: createdAt, id };
  return { at: dueBefore === undefined ? updatedAt : (dueAtOf(process) ?? updatedAt), id };
}

/**
 * Walks over all processes that a query finds, page after page.
 * @param query.limit - How many are loaded at once.
 */
export async function* eachProcess(
  repository: Pick<ProcessRepository, 'find'>,
  query: ProcessQuery,
  options?: CallOptions,
): AsyncGenerator<Process> {
  const { limit = DEFAULT_LIMIT } = query;
  for (let after = query.after; ;) {
    const page = await repository.find({ ...query, after, limit }, options);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < limit) return;
    after = placeOf(last, query);
  }
}

/** What became of one process of a {@link ProcessRepository.saveMany}. */
export type SaveOutcome =
  /** It is stored, and so it is. */
  | { readonly kind: 'saved'; readonly process: Process }
  /** What `save` would throw. */
  | { readonly kind: 'failed'; readonly error: unknown }
  /** Nothing was done with it: save it alone. Another program has locked it, or one that was refused shared its statement. */
  | { readonly kind: 'untouched' };

/**
 * Keeps processes. It knows nothing of their meaning: it loads, and saves if no other program did.
 * What is read back equals what was stored, field by field.
 *
 * A wrapper that counts, delays, encrypts or refuses has to do so in each way to save and to find. A copy
 * (`{ ...repository, save }`) has neither `saveMany` nor `findMany`: each call goes through the wrapper, alone. A proxy that
 * does the same to every function it finds does it to those too, and keeps the speed; so does a wrapper that adds its own by
 * `withSaveMany` and `withFindMany`. `findByIds` and `find` remain: what changes how a process is read changes all of them.
 */
export interface ProcessRepository {
  /**
   * Stores a new process.
   * @throws {ActiveProcessExistsError} when a process with the same non-null `activeKey` is stored.
   * @throws {ProcessConflictError} when the id is taken.
   */
  create(process: Process, options?: CallOptions): Promise<void>;
  /** @returns the process, or `undefined` when there is none. */
  findById(id: ProcessId, options?: CallOptions): Promise<Process | undefined>;
  /**
   * Finds several processes as `findById` does, at the cost of few statements. Absent where that gains nothing. Define it with
   * `withFindMany`, so that no copy with another `findById` is bypassed.
   * @returns one for each id, in their order; `undefined` where there is none.
   */
  readonly findMany?: ((ids: readonly ProcessId[], options?: CallOptions) => Promise<readonly (Process | undefined)[]>) | undefined;
  /** @returns those that exist, in the order of `ids`. */
  findByIds(ids: readonly ProcessId[], options?: CallOptions): Promise<readonly Process[]>;
  /** @returns in the order that the query names; ids are compared by bytes. */
  find(query: ProcessQuery, options?: CallOptions): Promise<readonly Process[]>;
  /**
   * Replaces the stored process, if its version is `process.version`, and stores it as version + 1.
   * @returns the process as stored.
   * @throws {ProcessConflictError} when `process.version` is no longer the stored one, or the process is gone.
   * @throws {ActiveProcessExistsError} when a stored process holds the same non-null `activeKey`.
   */
  save(process: Process, options?: CallOptions): Promise<Process>;
  /**
   * Saves several processes as `save` does, each for itself, at the cost of few statements and commits. Absent where that
   * gains nothing. Define it with `withSaveMany`, so that no copy with another `save` is bypassed.
   *
   * It waits for no process that another program has locked, and for no second attempt: such processes are `untouched`.
   * Of several storable processes with one id only the first can be saved; the others fail as those of an old version do.
   * @returns one outcome for each, in their order.
   * @throws {StorageError} when it is unknown of each whether it is stored.
   */
  readonly saveMany?: ((processes: readonly Process[], options?: CallOptions) => Promise<readonly SaveOutcome[]>) | undefined;
  /** Removes the process. Does nothing when it is not there. */
  deleteById(id: ProcessId, options?: CallOptions): Promise<void>;
}
