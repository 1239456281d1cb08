import { inject } from 'vitest';
import { createPgDatabase } from '../connection/pg-database.ts';
import { migrate } from '../migrations/migrate.ts';
import type { ProcessDatabaseHandle } from '../process-database.ts';
import { openTestSchema, type TestSchema } from './open-test-schema.ts';

/** A migrated schema, and two programs with connections of their own to it. */
export interface TwoPrograms {
  readonly store: TestSchema;
  readonly otherProgram: ProcessDatabaseHandle;
  readonly close: () => Promise<void>;
}

/** Opens the schema `name` twice. */
export async function openTwoPrograms(name: string): Promise<TwoPrograms> {
  const store = await openTestSchema(name);
  await migrate(store.db, { schema: store.schema });
  const otherProgram = await createPgDatabase({ connectionString: inject('postgresUrl'), maxConnections: 25 });
  return {
    store,
    otherProgram,
    async close() {
      await otherProgram.close();
      await store.drop();
    },
  };
}
