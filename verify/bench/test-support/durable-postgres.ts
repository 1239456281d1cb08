import { startTestPostgres } from '@frigg-crm/postgres-process-repo/testing';
import pg from 'pg';

/** A PostgreSQL server whose commits are on the disk before they are acknowledged. */
export interface DurablePostgres {
  /** One connection, one after another: how often it waits for the disk in a second, at most. */
  readonly commitsPerSecond: number;
  readonly version: string;
  /** Makes an empty database. @returns its address. */
  createDatabase(name: string): Promise<string>;
  dropDatabase(name: string): Promise<void>;
  /** A statement beside the measurement, in the server's own database. */
  query(text: string, values?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  stop(): Promise<void>;
}

/** What makes a commit durable; a server that `PG_URL` names must have it too. */
const MUST_BE_ON = ['fsync', 'synchronous_commit', 'full_page_writes'];
const PROBES = 200;

/** Starts the server, or takes the one of `PG_URL`. @throws {Error} when its commits are not durable. */
export async function startDurablePostgres(): Promise<DurablePostgres> {
  const server = await startTestPostgres({ durable: true });
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const query: DurablePostgres['query'] = async (text, values = []) =>
    (await client.query<Record<string, unknown>>(text, [...values])).rows;
  const stop = async (): Promise<void> => {
    await client.end();
    await server.stop();
  };
  try {
    for (const name of MUST_BE_ON) await assertOn(query, name);
    const [{ server_version: version } = {}] = await query('show server_version');
    return {
      commitsPerSecond: await probe(query),
      version: String(version),
      async createDatabase(name) {
        await query(`drop database if exists ${name} with (force)`);
        await query(`create database ${name}`);
        const url = new URL(server.url);
        url.pathname = `/${name}`;
        return url.href;
      },
      async dropDatabase(name) {
        await query(`drop database if exists ${name} with (force)`);
      },
      query,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function assertOn(query: DurablePostgres['query'], name: string): Promise<void> {
  const [row = {}] = await query(`show ${name}`);
  if (row[name] !== 'on') throw new Error(`This server runs with ${name} = ${String(row[name])}: what it stores is not durable`);
}

/** Small rows, each in a commit of its own. */
async function probe(query: DurablePostgres['query']): Promise<number> {
  await query('create table if not exists frigg_bench_probe (at timestamptz)');
  const startMs = performance.now();
  for (let commit = 0; commit < PROBES; commit += 1) await query('insert into frigg_bench_probe values (now())');
  const seconds = (performance.now() - startMs) / 1000;
  await query('drop table frigg_bench_probe');
  return Math.round(PROBES / seconds);
}
