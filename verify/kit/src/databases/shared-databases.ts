import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { migrate, type ProcessDatabase } from '@frigg-crm/postgres-process-repo';
import { startTestPostgres } from '@frigg-crm/postgres-process-repo/testing';
import { Kysely, PGliteDialect } from 'kysely';

/** Where the databases are that all test files of a run share. */
export interface DatabaseLocations {
  /** A PostgreSQL server; each user creates a database of its own on it. */
  readonly postgresUrl: string;
  /** A PGlite data directory with an empty, migrated database; each user copies it. */
  readonly pgliteTemplate: string;
  /** The same database as a tar file, for PGlite in memory. */
  readonly pgliteImage: string;
}

/** The databases of a run, open. */
export interface SharedDatabases extends DatabaseLocations {
  close(): Promise<void>;
}

/** Starts a PostgreSQL server and creates a PGlite template: both take seconds, and need to be done once a run only. */
export async function openSharedDatabases(): Promise<SharedDatabases> {
  const home = await mkdtemp(join(tmpdir(), 'frigg-crm-test-'));
  const [pgliteTemplate, pgliteImage] = [join(home, 'pglite'), join(home, 'pglite.tar')];
  const [postgres] = await Promise.all([startTestPostgres(), createPgliteTemplate(pgliteTemplate, pgliteImage)]);
  return {
    postgresUrl: postgres.url,
    pgliteTemplate,
    pgliteImage,
    async close() {
      await postgres.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function createPgliteTemplate(dataDir: string, image: string): Promise<void> {
  const pglite = await PGlite.create({ dataDir });
  await migrate(new Kysely<ProcessDatabase>({ dialect: new PGliteDialect({ pglite }) }));
  await writeFile(image, Buffer.from(await (await pglite.dumpDataDir('none')).arrayBuffer()));
  await pglite.close();
}
