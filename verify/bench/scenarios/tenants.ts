import { openPostgresStore } from '@frigg-crm/postgres-process-repo';
import pg from 'pg';
import type { IdleTenants, IdleTenantsMeasurement } from '../measurements/idle-tenants.ts';
import { measureInChild } from '../test-support/child.ts';
import { startDurablePostgres } from '../test-support/durable-postgres.ts';
import { fillTenants } from '../test-support/fill-tenants.ts';
import type { BenchOptions } from '../test-support/options.ts';
import { printTable, type Row } from '../test-support/table.ts';

const TENANTS = [100, 10_000];
const MANY = 10_000;
const SECONDS = 60;
/** Of one core. */
const MAX_CPU_SHARE = 0.01;
/** So many syncs are under way of a hundred integrations. */
const ACTIVE_SHARE = 0.01;
const PROGRAM = new URL('../measurements/idle-tenants.ts', import.meta.url);

/** What integrations cost of which nothing is due, one in a hundred of them with a sync under way. */
export async function tenants({ people = TENANTS, profileDir }: BenchOptions): Promise<readonly Row[]> {
  const server = await startDurablePostgres();
  const rows: Row[] = [];
  try {
    for (const count of people) {
      const name = `frigg_bench_tenants_${process.pid}_${count}`;
      const url = await server.createDatabase(name);
      await fill(url, count);
      await vacuum(url);
      const cost = await measure({ url, seconds: SECONDS }, profileDir);
      rows.push(toRow(count, cost));
      printStatements(count, cost);
      await server.dropDatabase(name);
    }
  } finally {
    await server.stop();
  }
  printTable(
    `tenants: watchdog, schedule, checks and consumers of one program for ${SECONDS} s, nothing due; less than ${MAX_CPU_SHARE * 100} % of a core, and no statement reads more rows than are due or under way`,
    rows,
  );
  return rows;
}

async function fill(url: string, count: number): Promise<void> {
  // What is measured later waits for the disk; filling need not.
  const store = await openPostgresStore({ connectionString: `${url}?options=-c%20synchronous_commit%3Doff` });
  await fillTenants(store, count);
  await store.close();
}

/** As autovacuum would have done. */
async function vacuum(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('vacuum analyze');
  await client.end();
}

async function measure(input: IdleTenantsMeasurement, profileDir: string | undefined): Promise<IdleTenants> {
  return (await measureInChild<IdleTenantsMeasurement, IdleTenants>(PROGRAM, input, { profileDir })).result;
}

function toRow(count: number, { statements, cpuSeconds, startSeconds }: IdleTenants): Row {
  const perMinute = (value: (statement: IdleTenants['statements'][number]) => number): number =>
    Math.round((statements.reduce((sum, one) => sum + value(one), 0) * 60) / SECONDS);
  const share = cpuSeconds / SECONDS;
  const most = Math.max(0, ...statements.map(({ read }) => read));
  // A table of a few pages is read as a whole: an index would cost more.
  const isKept = share < MAX_CPU_SHARE && (count < MANY || most <= count * ACTIVE_SHARE);
  return {
    integrations: count,
    'under way': count * ACTIVE_SHARE,
    'start (s)': round(startSeconds),
    'statements/min': perMinute(({ times }) => times),
    'rows read/min': perMinute(({ times, read }) => times * read),
    'most rows of a statement': most,
    'cpu (% of a core)': round(share * 100),
    'as promised': isKept ? 'yes' : 'NO',
  };
}

function printStatements(count: number, { statements }: IdleTenants): void {
  console.log(`\nstatements with ${count} integrations: times in ${SECONDS} s, rows, rows read`);
  for (const { text, times, rows, read } of statements.toSorted((a, b) => b.times * b.read - a.times * a.read))
    console.log(
      `${String(times).padStart(5)} ${String(rows).padStart(5)} ${String(read).padStart(5)}  ${text.replaceAll(/\s+/g, ' ').slice(0, 160)}`,
    );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
