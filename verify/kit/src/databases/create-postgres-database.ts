import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

/** An empty database on the PostgreSQL server of the test run. */
export interface PostgresDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** Creates a database of its own. The project's `globalSetup` must name `verify/kit/src/databases/global-setup.ts`. */
export async function createPostgresDatabase(): Promise<PostgresDatabase> {
  const { postgresUrl } = inject('databases');
  const name = `frigg_${randomUUID().replaceAll('-', '')}`;
  await execute(postgresUrl, `create database ${name}`);
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: async () => execute(postgresUrl, `drop database ${name} with (force)`) };
}

async function execute(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
