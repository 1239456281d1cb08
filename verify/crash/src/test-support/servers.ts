import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { startTestPostgres } from '@frigg-crm/postgres-process-repo/testing';
import { killPrograms, startProgram } from '@frigg-crm/kit/programs';
import { startQueueServer } from './queue-server.ts';

/** The servers that all cases share; each case has an integration and queues of its own. */
export interface Servers extends ServerUrls {
  /** Stops them, and whatever this program has started besides. */
  stop(): Promise<void>;
}

/** Where the servers are. */
export interface ServerUrls {
  readonly postgresUrl: string;
  readonly queueEndpoint: string;
  /** Where workers keep their compiled sources: a hundred of them start in a run. */
  readonly compileCache: string;
}

/** Starts a PostgreSQL with the tables in it, and a queue server. */
export async function startServers(): Promise<Servers> {
  const compileCache = await mkdtemp(join(tmpdir(), 'frigg-crash-'));
  // These tests kill databases, so they start one of their own, wherever others test.
  delete env['PG_URL'];
  const postgres = await startTestPostgres();
  const stop = async (): Promise<void> => {
    await killPrograms();
    await postgres.stop();
    await rm(compileCache, { recursive: true, force: true });
  };
  try {
    const [{ endpoint }] = await Promise.all([startQueueServer(), prepare(postgres.url, compileCache)]);
    return { postgresUrl: postgres.url, queueEndpoint: endpoint, compileCache, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const PREPARING_PROGRAM = new URL('../worker/preparing-program.ts', import.meta.url);

/** Makes the tables, in a program that ends well: one that is killed leaves no compiled sources behind. */
async function prepare(postgresUrl: string, compileCache: string): Promise<void> {
  const env = { NODE_COMPILE_CACHE: compileCache };
  const program = startProgram(PREPARING_PROGRAM, [postgresUrl], { env, onLine: () => undefined });
  await program.ended;
  if (program.stderr !== '') throw new Error(`the tables could not be made:\n${program.stderr}`);
}
