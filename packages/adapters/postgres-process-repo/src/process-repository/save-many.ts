import { ProcessConflictError, type CallOptions, type Process, type ProcessRepository, type SaveOutcome } from '@frigg-crm/core';
import { screenSaves } from '@frigg-crm/core/adapter';
import type { Kysely } from 'kysely';
import { failure } from '../errors/execute-statement.ts';
import { errorCode } from '../errors/translate-error.ts';
import { inChunks } from '../in-chunks.ts';
import type { ProcessDatabase } from '../process-database.ts';
import { processToRecord } from './process-row.ts';
import { saveStatement } from './save-statement.ts';

/** A process with its row. */
interface Saving {
  readonly process: Process;
  readonly row: string;
}

const UNTOUCHED: SaveOutcome = { kind: 'untouched' };

/**
 * PostgreSQL has undone the statement: because of another transaction (of class 40 not 40003, after which it is unknown),
 * or because it refused one of the processes: for its active key, for what no column can hold (class 22), for its size.
 */
const UNDONE = /^(?:40001|40002|40P01|23505|22[0-9A-Z]{3}|54000|54001)$/;

/** @returns the `saveMany` of a repository: one statement, and so one commit, for as many processes as it can carry. */
export function createSaveMany(db: Kysely<ProcessDatabase>, schema: string): NonNullable<ProcessRepository['saveMany']> {
  return async (processes, options) => {
    const { accepted, toOutcomes } = screenSaves(processes);
    options?.signal?.throwIfAborted();
    const savings = accepted.map((process): Saving => ({ process, row: JSON.stringify(processToRecord(process, process.version + 1)) }));
    const outcomes = new Map<string, SaveOutcome>();
    for (const portion of inChunks(savings, ({ row }) => row.length)) {
      const saved = await savePortion(portion, options);
      for (const [id, outcome] of saved) outcomes.set(id, outcome);
    }
    return toOutcomes(({ id }) => outcomes.get(id) ?? UNTOUCHED);
  };

  /** Never rejects: what earlier portions have committed stays known. */
  async function savePortion(portion: readonly Saving[], options: CallOptions | undefined): Promise<ReadonlyMap<string, SaveOutcome>> {
    const rows = `[${portion.map(({ row }) => row).join(',')}]`;
    try {
      options?.signal?.throwIfAborted();
      const result = await saveStatement(schema, rows).execute(db, options);
      const saved = new Map(result.rows.map(({ id, saved: isSaved }) => [id, isSaved]));
      return new Map(portion.map(({ process }) => [process.id, outcomeOf(process, saved.get(process.id))]));
    } catch (error) {
      const outcome: SaveOutcome = UNDONE.test(errorCode(error) ?? '') ? UNTOUCHED : { kind: 'failed', error: failure(error, options) };
      return new Map(portion.map(({ process }) => [process.id, outcome]));
    }
  }
}

/** @param saved - `undefined`: it is not there, or was locked. */
function outcomeOf(process: Process, saved: boolean | undefined): SaveOutcome {
  if (saved === undefined) return UNTOUCHED;
  if (!saved) return { kind: 'failed', error: new ProcessConflictError(process.id) };
  return { kind: 'saved', process: { ...process, version: process.version + 1 } };
}
