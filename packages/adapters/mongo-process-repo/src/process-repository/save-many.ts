import { randomBytes } from 'node:crypto';
import {
  ProcessConflictError,
  StorageError,
  type CallOptions,
  type Process,
  type ProcessRepository,
  type SaveOutcome,
} from '@frigg-crm/core';
import { screenSaves } from '@frigg-crm/core/adapter';
import { BSON, MongoBulkWriteError, type BulkWriteResult, type Collection } from 'mongodb';
import { isConflictCode, translateError } from '../errors/translate-error.ts';
import { execute, queryLimit, type ExecuteOptions } from '../execute.ts';
import { inPortionsOf } from '../requests/in-portions.ts';
import { assertSize, processToDocument, type ProcessDocument } from './process-document.ts';

/** What {@link createSaveMany} works with. */
export interface SaveManyDependencies {
  readonly collection: Collection<ProcessDocument>;
  readonly responseTimeoutMs: number;
  /** Rejects when processes with an active key must not be stored yet. */
  readonly assertStorable: (processes: readonly Process[], options: ExecuteOptions) => Promise<void>;
}

interface Saving {
  readonly process: Process;
  readonly document: ProcessDocument;
}

/** What the server said of a command with many statements. It says of none whether it took effect, only of how many. */
interface Report {
  /** How many took effect; `undefined`: unknown, or it may not outlast the loss of a server. */
  readonly matched: number | undefined;
  /** The places of those that were refused. */
  readonly refused: ReadonlySet<number>;
  /** Why `matched` is unknown. */
  readonly error?: unknown;
}

type Stored = Pick<ProcessDocument, '_id' | 'version' | 'saveId'>;

const UNTOUCHED: SaveOutcome = { kind: 'untouched' };

/**
 * @returns the `saveMany` of a repository: one command for many documents, each of which is replaced for itself. When not
 * all were, those that were are found by a mark of the call, as a majority of the servers has it.
 */
export function createSaveMany({ collection, ...dependencies }: SaveManyDependencies): NonNullable<ProcessRepository['saveMany']> {
  return async (processes, { signal }: CallOptions = {}) => {
    const options = { signal, responseTimeoutMs: dependencies.responseTimeoutMs };
    const toDocument = (process: Process): ProcessDocument => processToDocument(process, process.version + 1);
    const { accepted, toOutcomes } = screenSaves(processes, (process) => assertSize(toDocument(process)));
    signal?.throwIfAborted();
    await dependencies.assertStorable(accepted, options);
    const saveId = randomBytes(9).toString('base64url');
    const savings = accepted.map((process): Saving => ({ process, document: { ...toDocument(process), saveId } }));
    const outcomes = new Map<string, SaveOutcome>();
    for (const portion of inPortionsOf(savings, ({ document }) => BSON.calculateObjectSize(document))) {
      const saved = await savePortion(portion, saveId, options);
      for (const [index, { process }] of portion.entries()) outcomes.set(process.id, saved[index] ?? UNTOUCHED);
    }
    return toOutcomes(({ id }) => outcomes.get(id) ?? UNTOUCHED);
  };

  /** Never rejects: what is known of other portions stays known. */
  async function savePortion(portion: readonly Saving[], saveId: string, options: ExecuteOptions): Promise<readonly SaveOutcome[]> {
    try {
      const report = await execute(options, async () => replaceAll(collection, portion));
      if (report.matched === portion.length) return portion.map(({ process }) => savedAs(process));
      const stored = await findStored(collection, portion, options);
      return decide(portion, report, { stored, saveId });
    } catch (error) {
      const failed: SaveOutcome = {
        kind: 'failed',
        error: options.signal?.aborted === true ? options.signal.reason : translateError(error),
      };
      return portion.map(() => failed);
    }
  }
}

async function replaceAll(collection: Collection<ProcessDocument>, portion: readonly Saving[]): Promise<Report> {
  const replacements = portion.map(({ process, document: { _id, ...replacement } }) => ({
    replaceOne: { filter: { _id: { $eq: _id }, version: { $eq: process.version } }, replacement },
  }));
  try {
    return toReport(await collection.bulkWrite(replacements, { ordered: false }));
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const isWhole = [error.writeErrors].flat().length === 0;
    // A command that met others as a whole took no effect. After any other failure of a whole command nothing is sure.
    return isWhole && !isConflictCode(error) ? { ...toReport(error.result), matched: undefined, error } : toReport(error.result);
  }
}

/** A write that too few servers have acknowledged is not stored, whatever its counts say. */
function toReport(result: BulkWriteResult): Report {
  const concern = result.getWriteConcernError();
  const refused = new Set(result.getWriteErrors().map(({ index }) => index));
  return concern === undefined ? { matched: result.matchedCount, refused } : { matched: undefined, refused, error: concern };
}

async function findStored(
  collection: Collection<ProcessDocument>,
  portion: readonly Saving[],
  options: ExecuteOptions,
): Promise<ReadonlyMap<string, Stored>> {
  const _id = { $in: portion.map(({ document }) => document._id) };
  const found = await execute(options, async () =>
    collection
      .find<Stored>({ _id }, { ...queryLimit(options), projection: { version: 1, saveId: 1 }, readConcern: { level: 'majority' } })
      .toArray(),
  );
  return new Map(found.map((stored) => [stored._id, stored]));
}

/** Of those that are not found as this call has saved them, the counts say what became of them, if the counts say it of all. */
function decide(
  portion: readonly Saving[],
  { matched, refused, error }: Report,
  { stored, saveId }: { readonly stored: ReadonlyMap<string, Stored>; readonly saveId: string },
): readonly SaveOutcome[] {
  const found = portion.map(({ process }) => stored.get(process.id));
  const isOurs = (index: number): boolean => found[index]?.saveId === saveId;
  // Another program may have saved it again since.
  const isOvertaken = ({ process }: Saving, index: number): boolean =>
    !isOurs(index) && !refused.has(index) && (found[index] === undefined || found[index].version > process.version + 1);
  const hidden = (matched ?? Number.NaN) - portion.filter((_, index) => isOurs(index)).length;
  const overtaken = portion.filter(isOvertaken).length;
  return portion.map((saving, index): SaveOutcome => {
    const { process } = saving;
    if (isOurs(index)) return savedAs(process);
    if (Number.isNaN(hidden)) return { kind: 'failed', error: unknownOutcome(error) };
    if (refused.has(index) || found[index]?.version === process.version) return UNTOUCHED;
    if (hidden === 0 || !isOvertaken(saving, index)) return { kind: 'failed', error: new ProcessConflictError(process.id) };
    return hidden === overtaken ? savedAs(process) : { kind: 'failed', error: unknownOutcome(error) };
  });
}

function savedAs(process: Process): SaveOutcome {
  return { kind: 'saved', process: { ...process, version: process.version + 1 } };
}

function unknownOutcome(error: unknown): unknown {
  return error === undefined
    ? new StorageError('Other programs have saved the process since; whether this save took effect is unknown')
    : translateError(error);
}
