import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeProcessRepository } from '@frigg-crm/testing';
import { afterAll, beforeAll } from 'vitest';
import { openPostgresStore, type PostgresStore } from '../connection/open-postgres-store.ts';

let home: string;
let inMemory: PostgresStore;
let inDirectory: PostgresStore;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'frigg-pglite-'));
  inMemory = await openPostgresStore({ dataDir: undefined });
  inDirectory = await openPostgresStore({ dataDir: join(home, 'made', 'on', 'demand') });
});

afterAll(async () => {
  await inMemory.close();
  await inDirectory.close();
  await rm(home, { recursive: true });
});

async function emptied({ db, processRepository }: PostgresStore) {
  await db.deleteFrom('frigg_processes').execute();
  return processRepository;
}

describeProcessRepository('on PGlite in memory', { make: async () => emptied(inMemory) });
describeProcessRepository('on PGlite in a directory', { make: async () => emptied(inDirectory) });
