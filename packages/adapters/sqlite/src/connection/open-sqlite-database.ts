import { access, constants, mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { getBuiltinModule } from 'node:process';
import type { DatabaseSync } from 'node:sqlite';
import { ConfigurationError, FriggCrmError, systemClock, type Clock } from '@frigg-crm/core';
import { releaseClaimsOfEndedPrograms } from '../message-queue/release-claims.ts';
import { SCHEMA_VERSION } from '../migrations/migrate.ts';
import { sqliteCode, translateError } from '../errors/translate-error.ts';
import { checkFile } from './check-file.ts';
import { machineLoop, type EventLoop } from './event-loop.ts';
import { BUSY_TIMEOUT_MS, createLockWait, type WhileBusy } from './lock-wait.ts';
import { findNetworkFileSystem } from './network-file-system.ts';
import { SqliteDatabase } from './sqlite-database.ts';

/** Settings of {@link openSqliteDatabase}. */
export interface SqliteDatabaseOptions {
  /** Where the database lives; made when it is missing, with its folder. `:memory:`: nowhere, until it is closed. */
  readonly file: string;
  /** For how long a call waits for a lock of another program, in milliseconds. @defaultValue 10000 */
  readonly lockTimeoutMs?: number | undefined;
  /**
   * Open the file on NFS, SMB, FUSE and the like, too, whose locks and shared memory SQLite cannot rely on. Only for a
   * file that one program on one machine uses. @defaultValue false
   */
  readonly allowNetworkFileSystem?: boolean | undefined;
  /** For tests. @defaultValue the clock of the machine */
  readonly clock?: Clock | undefined;
  /** For tests. @defaultValue that of Node */
  readonly loop?: EventLoop | undefined;
}

/** For tests: what the operating system says about a folder. */
export interface Surroundings {
  readonly findNetworkFileSystem: (folder: string) => Promise<string | undefined>;
  /** @throws when this program may not write to the folder. */
  readonly assertWritable: (folder: string) => Promise<void>;
}

const SURROUNDINGS: Surroundings = { findNetworkFileSystem, assertWritable: async (folder) => access(folder, constants.W_OK) };

const IN_MEMORY = ':memory:';

/**
 * Opens a database file as it is; call `migrate` before its first use. Several programs on one machine may have it open.
 *
 * @throws {ConfigurationError} when the file is another program's, damaged, on a network file system, or cannot be
 * written to.
 * @throws {StorageError} when the disk is full, or another program keeps the file locked.
 */
export async function openSqliteDatabase(
  { file: given, lockTimeoutMs = 10_000, allowNetworkFileSystem = false, clock = systemClock, loop = machineLoop }: SqliteDatabaseOptions,
  surroundings: Partial<Surroundings> = {},
): Promise<SqliteDatabase> {
  if (typeof given !== 'string' || given === '') throw new ConfigurationError('file must name the database file');
  const file = given === IN_MEMORY ? given : resolve(given);
  if (file !== IN_MEMORY) {
    const { assertWritable, ...around } = { ...SURROUNDINGS, ...surroundings };
    const folder = await makeFolder(file);
    const network = allowNetworkFileSystem ? undefined : await around.findNetworkFileSystem(folder);
    if (network !== undefined) throw onNetwork(file, network);
    await prepareFile(file, assertWritable);
    releaseClaimsOfEndedPrograms(file, SCHEMA_VERSION);
  }
  const connection = await connect(file, createLockWait({ lockTimeoutMs, loop }));
  return new SqliteDatabase({ connection, file, clock, lockTimeoutMs, loop });
}

async function makeFolder(file: string): Promise<string> {
  try {
    await mkdir(dirname(file), { recursive: true });
    return dirname(file);
  } catch (error) {
    throw notWritable(file, error);
  }
}

/**
 * Makes the file, for its owner only: it holds phone numbers and messages. SQLite gives its -wal and -shm files the same
 * permissions, and would find out at the first write only that it may not write.
 */
async function prepareFile(file: string, assertWritable: Surroundings['assertWritable']): Promise<void> {
  try {
    await assertWritable(dirname(file));
    await (await open(file, 'a+', 0o600)).close();
  } catch (error) {
    throw notWritable(file, error);
  }
}

async function connect(file: string, whileBusy: WhileBusy): Promise<DatabaseSync> {
  // Not an import: bundlers shorten `node:sqlite` to `sqlite`, which is no module of Node's.
  const { DatabaseSync } = getBuiltinModule('node:sqlite');
  let connection: DatabaseSync | undefined;
  try {
    const opened = new DatabaseSync(file, { enableForeignKeyConstraints: true });
    connection = opened;
    opened.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
    await whileBusy(() => checkFile(opened, file));
    await whileBusy(() => configure(opened));
    return opened;
  } catch (error) {
    connection?.close();
    throw explain(error, file);
  }
}

/** `auto_vacuum` takes effect in an empty file only, before anything else is written. */
function configure(connection: DatabaseSync): void {
  connection.exec(`
    pragma auto_vacuum = incremental;
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma journal_size_limit = 67108864;
    pragma analysis_limit = 400;
    pragma temp_store = memory`);
}

function explain(error: unknown, file: string): unknown {
  if (FriggCrmError.is(error)) return error;
  switch (sqliteCode(error)) {
    case 'SQLITE_NOTADB':
      return new ConfigurationError(`${file} is no SQLite database (SQLITE_NOTADB): choose another file, or restore a backup`, {
        cause: error,
      });
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
      return notWritable(file, error);
    default:
      return translateError(error);
  }
}

function notWritable(file: string, cause: unknown): ConfigurationError {
  return new ConfigurationError(`${file} cannot be written: this program needs write access to the file and to its folder`, { cause });
}

function onNetwork(file: string, network: string): ConfigurationError {
  return new ConfigurationError(
    `${file} is on a network file system (${network}), where SQLite can lose data: choose a folder on a local disk, or set allowNetworkFileSystem if one single program uses the file`,
  );
}
