import process from 'node:process';
import { ConfigurationError, silentLogger, systemClock, type Clock, type Logger } from '@frigg-crm/core';
import { sql, type Kysely } from 'kysely';
import { errorCode, translateError } from '../errors/translate-error.ts';
import { DEFAULT_SCHEMA, type ProcessDatabase } from '../process-database.ts';
import { createProcesses } from './0001-create-processes.ts';
import { indexQuestions } from './0002-index-questions.ts';
import { createMappingsLeasesLimits } from './0003-mappings-leases-limits.ts';
import { createDocuments } from './0004-documents.ts';
import { indexActiveByIntegration } from './0005-active-by-integration.ts';
import { createPersonPhones } from './0006-person-phones.ts';
import { fillPersonPhones } from './0007-fill-person-phones.ts';
import { dropPendingLists } from './0008-no-pending-lists.ts';
import { addDueProcesses } from './0009-due-processes.ts';
import { waitForMigrationLock } from './wait-for-migration-lock.ts';

type Up = (db: Kysely<unknown>, schema: string) => Promise<void>;

/** Numbered, and only ever appended to: what ran somewhere never changes. */
const MIGRATIONS: ReadonlyMap<string, Up> = new Map<string, Up>([
  ['0001-create-processes', createProcesses],
  ['0002-index-questions', indexQuestions],
  ['0003-mappings-leases-limits', createMappingsLeasesLimits],
  ['0004-documents', createDocuments],
  ['0005-active-by-integration', indexActiveByIntegration],
  ['0006-person-phones', createPersonPhones],
  ['0007-fill-person-phones', fillPersonPhones],
  ['0008-no-pending-lists', dropPendingLists],
  ['0009-due-processes', addDueProcesses],
]);

const TABLE = 'frigg_process_migrations';
/** How long a migration waits for a lock on a table, in which other statements queue up behind it. */
const TABLE_LOCK_TIMEOUT_MS = 5000;
/** The lock on a table was not available, or a deadlock: the migration was undone. */
const LOCKED_OUT = new Set(['55P03', '40P01']);

/** Settings of {@link migrate}. */
export interface MigrateOptions {
  /** The schema that holds the tables; created when it is missing. @defaultValue 'public' */
  readonly schema?: string | undefined;
  /** Receives a warning when the migration waits for another program for longer than 10 seconds. @defaultValue a warning of the process */
  readonly logger?: Logger | undefined;
  /** Measures how long it waits; for tests. @defaultValue the clock of the machine */
  readonly clock?: Clock | undefined;
}

/**
 * Migrates the tables to the state that this version of the package needs. Any number of programs may call it at the same
 * time: each migration runs once, in a transaction of its own, under a lock that ends with the transaction. So it works
 * through a pooler in transaction mode, too. Tables that are up to date are not locked.
 *
 * @returns the names of the migrations that this call ran.
 * @throws {ConfigurationError} when a newer version of the package has migrated the tables, or access is refused.
 * @throws {StorageError} when the database does not respond, a migration fails, or another program holds the lock for
 * longer than 60 seconds.
 */
export async function migrate(db: Kysely<ProcessDatabase>, options: MigrateOptions = {}): Promise<readonly string[]> {
  const { schema = DEFAULT_SCHEMA, logger = processWarnings, clock = systemClock } = options;
  try {
    return await runPending(db as Kysely<unknown>, schema, () => waitForMigrationLock({ schema, logger, clock }));
  } catch (error) {
    throw translateError(error);
  }
}

/** A program without a logger must show, too, why it does not start. */
const processWarnings: Logger = {
  ...silentLogger,
  warn: (fields, message) => process.emitWarning(`${message} ${JSON.stringify(fields)}`, { type: 'FriggCrmWarning' }),
};

async function runPending(db: Kysely<unknown>, schema: string, startWaiting: () => () => Promise<void>): Promise<readonly string[]> {
  const ran: string[] = [];
  let wait = startWaiting();
  while (firstPending(await executedIn(db, schema)) !== undefined) {
    const outcome = await tryNext(db, schema);
    if (outcome === 'locked') {
      await wait();
      continue;
    }
    if (outcome !== undefined) ran.push(outcome.ran);
    wait = startWaiting();
  }
  return ran;
}

/** @returns what ran; `undefined` when another program was faster. */
async function tryNext(db: Kysely<unknown>, schema: string): Promise<{ readonly ran: string } | 'locked' | undefined> {
  if (db.isTransaction) return runNext(db, schema);
  try {
    // Under a stricter level the transaction would not see what was committed while it waited for the lock.
    return await db
      .transaction()
      .setIsolationLevel('read committed')
      .execute(async (transaction) => {
        await sql`select set_config('lock_timeout', ${String(TABLE_LOCK_TIMEOUT_MS)}, true)`.execute(transaction);
        return runNext(transaction, schema);
      });
  } catch (error) {
    if (LOCKED_OUT.has(errorCode(error) ?? '')) return 'locked';
    throw error;
  }
}

async function runNext(db: Kysely<unknown>, schema: string): Promise<{ readonly ran: string } | 'locked' | undefined> {
  const { rows } = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(hashtext(${TABLE}), hashtext(${schema})) as mine`.execute(db);
  if (rows[0]?.mine !== true) return 'locked';
  await createMigrationTable(db, schema);
  const name = firstPending(await executedIn(db, schema));
  const up = MIGRATIONS.get(name ?? '');
  if (name === undefined || up === undefined) return undefined;
  await up(db.withSchema(schema), schema);
  await sql`insert into ${sql.id(schema, TABLE)} (name, timestamp) values (${name}, ${new Date().toISOString()})`.execute(db);
  return { ran: name };
}

/** Checks first: `if not exists` needs the right to create even where there is nothing to create. */
async function createMigrationTable(db: Kysely<unknown>, schema: string): Promise<void> {
  const { rows } = await sql`select 1 from pg_namespace where nspname = ${schema}`.execute(db);
  if (rows.length === 0) await db.schema.createSchema(schema).execute();
  if (await hasMigrationTable(db, schema)) return;
  await db.schema
    .withSchema(schema)
    .createTable(TABLE)
    .addColumn('name', 'varchar(255)', (column) => column.notNull().primaryKey())
    .addColumn('timestamp', 'varchar(255)', (column) => column.notNull())
    .execute();
}

async function hasMigrationTable(db: Kysely<unknown>, schema: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select to_regclass(format('%I.%I', ${schema}::text, ${TABLE}::text)) is not null as found`.execute(db);
  return rows[0]?.found === true;
}

async function executedIn(db: Kysely<unknown>, schema: string): Promise<ReadonlySet<string>> {
  if (!(await hasMigrationTable(db, schema))) return new Set();
  const { rows } = await sql<{ name: string }>`select name from ${sql.id(schema, TABLE)}`.execute(db);
  return new Set(rows.map(({ name }) => name));
}

/** @throws {ConfigurationError} when a migration ran that this version does not have. */
function firstPending(executed: ReadonlySet<string>): string | undefined {
  if ([...executed].some((name) => !MIGRATIONS.has(name)))
    throw new ConfigurationError(
      'The process tables were migrated by a newer version of @frigg-crm/postgres-process-repo: update this program',
    );
  return [...MIGRATIONS.keys()].find((name) => !executed.has(name));
}
