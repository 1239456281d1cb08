import type { DatabaseSync } from 'node:sqlite';
import { StorageError } from '@frigg-crm/core';
import type { EventLoop } from './event-loop.ts';
import type { WhileBusy } from './lock-wait.ts';
import type { Session } from './session.ts';

interface PendingWrite {
  readonly work: (session: Session) => unknown;
  /** By the event loop's clock. */
  readonly requestedMs: number;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome = { readonly write: PendingWrite } & ({ readonly result: unknown } | { readonly error: unknown });

/** After so many milliseconds a transaction is committed, so that timers, sockets and other programs have their turn. */
const LONGEST_TRANSACTION_MS = 25;

/**
 * A program that was suspended for so long has callers that have given up, and may have been replaced: what it stored now
 * would come after everything that was done in its place.
 */
const STALE_MS = 60_000;

/** Settings of {@link GroupCommit}. */
export interface GroupCommitOptions {
  readonly connection: DatabaseSync;
  readonly session: Session;
  readonly whileBusy: WhileBusy;
  readonly loop: EventLoop;
}

/**
 * Puts all writes that are requested in one turn of the event loop into one transaction, since what a commit costs is
 * the wait for the disk. Each stands in a savepoint: one that throws is undone alone. None is resolved before the commit
 * is on disk.
 */
export class GroupCommit {
  readonly #options: GroupCommitOptions;
  #pending: PendingWrite[] = [];
  #running: Promise<void> | undefined;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  async write<Result>(work: (session: Session) => Result, signal: AbortSignal | undefined): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const requestedMs = this.#options.loop.now();
    const write = { work, requestedMs, resolve: resolve as (result: unknown) => void, reject };
    this.#pending.push(write);
    this.#running ??= this.#run();
    const giveUp = (): void => {
      const place = this.#pending.indexOf(write);
      if (place === -1) return;
      this.#pending.splice(place, 1);
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      return await promise;
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /** Resolves when nothing is pending. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    const { loop } = this.#options;
    await loop.nextTurn();
    while (this.#pending.length > 0) {
      await this.#commitOnce();
      await loop.nextTurn();
    }
    this.#running = undefined;
  }

  async #commitOnce(): Promise<void> {
    const { connection, whileBusy } = this.#options;
    const waiting = [...this.#pending];
    try {
      await whileBusy(() => connection.exec('begin immediate'));
    } catch (error) {
      // What was requested meanwhile has not waited long enough.
      this.#pending = this.#pending.filter((write) => !waiting.includes(write));
      for (const { reject } of waiting) reject(error);
      return;
    }
    const outcomes = this.#work();
    const last = outcomes.at(-1);
    try {
      // SQLite itself undoes the whole transaction when it cannot go on, such as after an I/O error.
      if (!connection.isTransaction && last !== undefined && 'error' in last) throw last.error;
      connection.exec('commit');
    } catch (error) {
      undo(connection, 'rollback');
      for (const { write } of outcomes) write.reject(error);
      return;
    }
    for (const outcome of outcomes) {
      if ('error' in outcome) outcome.write.reject(outcome.error);
      else outcome.write.resolve(outcome.result);
    }
  }

  #work(): readonly Outcome[] {
    const { connection, session, loop } = this.#options;
    const outcomes: Outcome[] = [];
    const startMs = loop.now();
    for (let write = this.#pending.shift(); write !== undefined; write = this.#pending.shift()) {
      const isStale = loop.now() - write.requestedMs > STALE_MS;
      outcomes.push(isStale ? { write, error: stale() } : this.#attempt(write, connection, session));
      if (!connection.isTransaction || loop.now() - startMs > LONGEST_TRANSACTION_MS) break;
    }
    return outcomes;
  }

  #attempt(write: PendingWrite, connection: DatabaseSync, session: Session): Outcome {
    try {
      connection.exec('savepoint one_write');
      const result = write.work(session);
      connection.exec('release one_write');
      return { write, result };
    } catch (error) {
      if (!undo(connection, 'rollback to one_write; release one_write')) undo(connection, 'rollback');
      return { write, error };
    }
  }
}

function stale(): StorageError {
  return new StorageError('The program stood still for too long, nothing of this call was stored: repeat it');
}

/** @returns whether it was possible; what cannot be undone now, SQLite undoes before the next transaction. */
function undo(connection: DatabaseSync, statement: string): boolean {
  if (!connection.isTransaction) return true;
  try {
    connection.exec(statement);
    return true;
  } catch {
    return false;
  }
}
