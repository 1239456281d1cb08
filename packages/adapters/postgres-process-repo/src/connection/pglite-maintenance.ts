import type { PGlite } from '@electric-sql/pglite';
import type { KyselyPlugin } from 'kysely';

/** Autovacuum starts after a fifth of the rows. Here the work blocks the thread of the program, so it is done less often. */
const CHANGED_SHARE = 0.5;
/** Below this the tables are so small that nothing is gained. */
const MIN_CHANGED_ROWS = 10_000;

/** Keeps a PGlite database fast. */
export interface PgliteMaintenance {
  /** Counts the rows that statements change. */
  readonly plugin: KyselyPlugin;
  /** Resolves when no maintenance runs. */
  readonly settled: () => Promise<void>;
}

/**
 * Vacuums and analyses our tables after many writes: PGlite has no autovacuum, so dead rows would stay forever, and the
 * planner would take every table for an empty one. The work grows with the tables, and so does the number of changes
 * after which it is repeated: per change it costs the same. Other statements run between two tables.
 */
export function createPgliteMaintenance(pglite: Pick<PGlite, 'query' | 'exec'>): PgliteMaintenance {
  let changed = 0;
  let due = MIN_CHANGED_ROWS;
  let running: Promise<void> | undefined;

  const maintain = async (): Promise<void> => {
    const { rows } = await pglite.query<{ name: string }>(`select ${QUALIFIED_NAME} as name from ${OUR_TABLES}`);
    // Outside of a transaction: PGlite executes it when the one that is open has ended.
    for (const { name } of rows) await pglite.exec(`vacuum (analyze) ${name}`);
    const total = await pglite.query<{ rows: number }>(`select coalesce(sum(reltuples), 0)::float8 as rows from ${OUR_TABLES}`);
    due = Math.max(MIN_CHANGED_ROWS, CHANGED_SHARE * (total.rows[0]?.rows ?? 0));
  };
  const start = (): void => {
    changed = 0;
    // It changes no stored data: after a failure the next run does its work.
    running = maintain()
      .catch(() => {})
      .finally(() => {
        running = undefined;
      });
  };
  return {
    plugin: {
      transformQuery: ({ node }) => node,
      async transformResult({ result }) {
        changed += Number(result.numAffectedRows ?? 0);
        if (changed >= due && running === undefined) start();
        return result;
      },
    },
    settled: async () => running,
  };
}

const QUALIFIED_NAME = `format('%I.%I', nspname, relname)`;
const OUR_TABLES = `pg_class join pg_namespace on pg_namespace.oid = relnamespace where relkind = 'r' and relname like 'frigg\\_%'`;
