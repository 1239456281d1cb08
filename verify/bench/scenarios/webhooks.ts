import { openPostgresStore } from '@frigg-crm/postgres-process-repo';
import { freePort } from '@frigg-crm/postgres-process-repo/testing';
import { createTestVault } from '@frigg-crm/testing';
import pg from 'pg';
import { startChild, type RunningChild } from '../test-support/child.ts';
import { startDurablePostgres } from '../test-support/durable-postgres.ts';
import { sendWebhooks, type SentWebhooks } from '../test-support/send-webhooks.ts';
import { fillWebhookTenants } from '../test-support/signed-webhooks.ts';
import { tenantServices } from '../test-support/tenant-services.ts';
import type { BenchOptions } from '../test-support/options.ts';
import { printTable, type Row } from '../test-support/table.ts';
import type { WebhookDoor } from '../measurements/serve-webhooks.ts';

const TENANTS = 100;
const CONNECTIONS = 128;
const WEBHOOKS = 30_000;
const MIN_RATE = 2000;
const MAX_P99_MS = 250;
const DOOR = new URL('../measurements/serve-webhooks.ts', import.meta.url);

/** How many webhooks a program accepts, which are stored durably before they are answered; and that none is lost or kept twice when it is killed. */
export async function webhooks({ jobs = WEBHOOKS }: BenchOptions): Promise<readonly Row[]> {
  const server = await startDurablePostgres();
  const rows: Row[] = [];
  try {
    const name = `frigg_bench_webhooks_${process.pid}`;
    const url = await server.createDatabase(name);
    await fill(url);
    const door = { url, port: await freePort() };
    const stored = async (run: string): Promise<number> => countStored(url, run);
    const open = async (): Promise<RunningChild<unknown>> => startChild<WebhookDoor, object>(DOOR, door);
    let program = await open();
    const shared = { port: door.port, tenants: TENANTS, connections: CONNECTIONS };
    await sendWebhooks({ ...shared, run: 'warm', count: Math.ceil(jobs / 10) });
    const fast = await sendWebhooks({ ...shared, run: 'fast', count: jobs });
    rows.push(toRow('as fast as it can', fast, { sent: jobs, stored: await stored('fast'), isFast: fast.perSecond >= MIN_RATE }));
    const slow = Math.ceil(jobs / 3);
    const half = await sendWebhooks({ ...shared, run: 'half', count: slow, perSecond: MIN_RATE / 2 });
    rows.push(toRow(`${MIN_RATE / 2} a second`, half, { sent: slow, stored: await stored('half'), isFast: half.p99Ms < MAX_P99_MS }));
    const kill = async (): Promise<void> => {
      await program.kill();
      program = await open();
    };
    const killed = await sendWebhooks({ ...shared, run: 'kill', count: jobs, halfway: kill, repeatEach: 10 });
    rows.push(toRow('killed halfway, each tenth twice', killed, { sent: jobs, stored: await stored('kill'), isFast: true }));
    await program.stop();
    await server.dropDatabase(name);
  } finally {
    await server.stop();
  }
  printTable(
    `webhooks: accepted over HTTP, verified, each once, stored by PostgreSQL ${server.version} with fsync (${server.commitsPerSecond} commits a second by one connection); ` +
      `${MIN_RATE} a second, p99 below ${MAX_P99_MS} ms at half of that`,
    rows,
  );
  return rows;
}

async function fill(url: string): Promise<void> {
  const store = await openPostgresStore({ connectionString: url });
  const { integrations } = tenantServices(store).services;
  await fillWebhookTenants({ integrations, vault: createTestVault(store.documents) }, TENANTS);
  await store.close();
}

/** How many webhooks of a run are in the inbox. */
async function countStored(url: string, run: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ stored: string }>(
      `select count(*) as stored from frigg_documents where collection = 'inbox' and value::text like $1`,
      [`%"EV${run}%`],
    );
    return Number(rows[0]?.stored);
  } finally {
    await client.end();
  }
}

interface Expected {
  readonly sent: number;
  readonly stored: number;
  readonly isFast: boolean;
}

function toRow(how: string, { perSecond, medianMs, p99Ms, resent }: SentWebhooks, { sent, stored, isFast }: Expected): Row {
  return {
    how,
    sent,
    stored,
    'accepted/s': perSecond,
    'median (ms)': medianMs,
    'p99 (ms)': p99Ms,
    'sent again': resent,
    'as promised': isFast && stored === sent ? 'yes' : 'NO',
  };
}
