import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MappingRepository, MessageQueue, ProcessRepository } from '@frigg-crm/core';
import { createMemoryMappingRepository, createMemoryProcessRepository } from '@frigg-crm/memory';
import { openMongoStore } from '@frigg-crm/mongo-process-repo';
import { openProcessStore } from '@frigg-crm/postgres-process-repo';
import pg from 'pg';
import { createSqliteQueue, openSqliteStore } from '@frigg-crm/sqlite';

/** Where processes and mappings are kept. PGlite and SQLite get a directory of their own on disk; the file of SQLite holds the queues too. */
export type StoreSetup =
  | { readonly kind: 'memory' | 'pglite' | 'sqlite' }
  | { readonly kind: 'postgres' | 'mongodb'; readonly url: string };

/** A store that is open. */
export interface OpenStore {
  readonly processRepository: ProcessRepository;
  readonly mappingRepository: MappingRepository;
  /** Makes a queue where the store is; absent: queues are in memory. */
  readonly createQueue?: ((seed: number) => MessageQueue) | undefined;
  /** @returns what it takes on the disk, in megabytes; `undefined`: nothing, or it cannot be known. */
  readonly storedMb: () => Promise<number | undefined>;
  close(): Promise<void>;
}

/** Opens an empty store. */
export async function openStore(setup: StoreSetup): Promise<OpenStore> {
  switch (setup.kind) {
    case 'memory':
      return {
        processRepository: createMemoryProcessRepository(),
        mappingRepository: createMemoryMappingRepository(),
        storedMb: async () => undefined,
        close: async () => undefined,
      };
    case 'pglite': {
      const home = await mkdtemp(join(tmpdir(), 'frigg-bench-'));
      const { processRepository, mappingRepository, close } = await openProcessStore({ dataDir: join(home, 'data') });
      return {
        processRepository,
        mappingRepository,
        storedMb: async () => folderMb(home),
        async close() {
          await close();
          await rm(home, { recursive: true, force: true });
        },
      };
    }
    case 'sqlite': {
      const home = await mkdtemp(join(tmpdir(), 'frigg-bench-'));
      const store = await openSqliteStore({ file: join(home, 'store.sqlite') });
      return {
        ...store,
        createQueue: (seed) => createSqliteQueue({ store, name: `queue-${seed}` }),
        storedMb: async () => folderMb(home),
        async close() {
          await store.close();
          await rm(home, { recursive: true, force: true });
        },
      };
    }
    case 'postgres': {
      const schema = `bench_${process.pid}_${Date.now()}`;
      return { ...(await openProcessStore({ connectionString: setup.url, schema })), storedMb: async () => schemaMb(setup.url, schema) };
    }
    case 'mongodb':
      return { ...(await openMongoStore({ url: freshDatabase(setup.url) })), storedMb: async () => undefined };
    default:
      throw new Error(`No such store: ${JSON.stringify(setup satisfies never)}`);
  }
}

function freshDatabase(url: string): string {
  const fresh = new URL(url);
  fresh.pathname = `/bench_${process.pid}_${Date.now()}`;
  return fresh.href;
}

async function folderMb(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries.filter((entry) => entry.isFile()).map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
  );
  return toMb(sizes.reduce((sum, size) => sum + size, 0));
}

/** Tables with their indexes. */
async function schemaMb(url: string, schema: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ bytes: string }>(
      `select sum(pg_total_relation_size(c.oid)) as bytes from pg_class c
        join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relkind = 'r'`,
      [schema],
    );
    return toMb(Number(rows[0]?.bytes));
  } finally {
    await client.end();
  }
}

function toMb(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
