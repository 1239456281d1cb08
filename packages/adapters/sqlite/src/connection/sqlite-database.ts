import type { DatabaseSync } from 'node:sqlite';
import { ConfigurationError, type CallOptions, type Clock } from '@frigg-crm/core';
import { CompiledQuery } from 'kysely';
import { translateError } from '../errors/translate-error.ts';
import { ChangeFeed } from './change-feed.ts';
import type { EventLoop } from './event-loop.ts';
import { GroupCommit } from './group-commit.ts';
import { createLockWait, type WhileBusy } from './lock-wait.ts';
import { createSession, type Session, type Statement } from './session.ts';

/** Settings of {@link SqliteDatabase}. */
export interface SqliteDatabaseSettings {
  readonly connection: DatabaseSync;
  readonly file: string;
  readonly clock: Clock;
  readonly lockTimeoutMs: number;
  readonly loop: EventLoop;
}

/** An open database file: one connection, which the store and all queues of this program share. */
export class SqliteDatabase {
  /** The path that was opened; `:memory:` for none. */
  readonly file: string;
  /** Wakes consumers of queues. */
  readonly changes: ChangeFeed;
  /** The connection itself, for maintenance. */
  readonly connection: DatabaseSync;
  /** By which long work leaves room for other work. */
  readonly loop: EventLoop;
  readonly #session: Session;
  readonly #commits: GroupCommit;
  readonly #whileBusy: WhileBusy;
  #closing: Promise<void> | undefined;

  constructor({ connection, file, clock, lockTimeoutMs, loop }: SqliteDatabaseSettings) {
    this.file = file;
    this.connection = connection;
    this.loop = loop;
    this.#session = createSession(connection);
    this.#whileBusy = createLockWait({ lockTimeoutMs, loop });
    this.#commits = new GroupCommit({ connection, session: this.#session, whileBusy: this.#whileBusy, loop });
    const version = CompiledQuery.raw('pragma data_version') as Statement<{ readonly data_version: number }>;
    this.changes = new ChangeFeed({ clock, dataVersion: () => this.#session.get(version)?.data_version ?? 0 });
  }

  /**
   * Reads what is committed.
   * @throws {StorageError} when the file cannot be read, or stays locked.
   */
  async read<Result>(work: (session: Session) => Result, { signal }: CallOptions = {}): Promise<Result> {
    signal?.throwIfAborted();
    return this.#translating(async () => this.#whileBusy(() => work(this.#session)));
  }

  /**
   * Runs `work` in a transaction that holds the write lock from its start. It must be synchronous, and is undone when it
   * throws. Resolves when the commit is on disk.
   * @throws {StorageError} when the disk is full, or the file stays locked; nothing was stored then.
   */
  async write<Result>(work: (session: Session) => Result, { signal }: CallOptions = {}): Promise<Result> {
    signal?.throwIfAborted();
    return this.#translating(async () => this.#commits.write(work, signal));
  }

  /** Commits what is pending and closes the file. May be called twice. */
  async close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#commits.idle();
    this.changes.close();
    this.connection.close();
  }

  async #translating<Result>(call: () => Promise<Result>): Promise<Result> {
    if (this.#closing !== undefined) throw new ConfigurationError('The SQLite store is closed: open it again');
    try {
      return await call();
    } catch (error) {
      throw translateError(error);
    }
  }
}
