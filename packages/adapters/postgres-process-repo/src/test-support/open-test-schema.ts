import type { Kysely } from 'kysely';
import { inject } from 'vitest';
import { createPgDatabase } from '../connection/pg-database.ts';
import type { ProcessDatabase } from '../process-database.ts';

/** An empty schema of its own on the test server. */
export interface TestSchema {
  readonly db: Kysely<ProcessDatabase>;
  readonly schema: string;
  /** Removes the schema and ends the connections. */
  readonly drop: () => Promise<void>;
}

/** Opens the test server with many connections, and clears the schema `name`. */
export async function openTestSchema(name: string): Promise<TestSchema> {
  const schema = `test_${name}`;
  const { db, close } = await createPgDatabase({ connectionString: inject('postgresUrl'), maxConnections: 25 });
  const clear = async (): Promise<void> => db.schema.dropSchema(schema).ifExists().cascade().execute();
  await clear();
  return {
    db,
    schema,
    drop: async () => {
      await clear();
      await close();
    },
  };
}
