import { ServerError } from './server-error.ts';
import { ChangeLog, type OpenStream } from './change-log.ts';
import { StoredCollection } from './stored-collection.ts';
import type { Doc } from './document.ts';

/** What a cursor has not handed out yet. */
export interface OpenCursor {
  readonly namespace: string;
  readonly rest: readonly Doc[];
  /** Of a change stream: the cursor never ends. */
  readonly stream?: OpenStream | undefined;
}

/** Everything that the server holds, in memory. */
export class DatabaseStore {
  readonly cursors = new Map<number, OpenCursor>();
  readonly changes = new ChangeLog();
  readonly #collections = new Map<string, StoredCollection>();
  #lastCursorId = 0;

  /** @returns the collection, `undefined` when it does not exist. */
  find(database: string, name: string): StoredCollection | undefined {
    return this.#collections.get(`${database}.${name}`);
  }

  /** @returns the collection, made if it is not there. */
  open(database: string, name: string): StoredCollection {
    const namespace = `${database}.${name}`;
    const existing = this.#collections.get(namespace);
    if (existing !== undefined) return existing;
    if (name === '' || name.includes('$') || name.includes('\u0000'))
      throw new ServerError(73, 'InvalidNamespace', `Invalid namespace specified '${namespace}'`);
    const made = new StoredCollection(namespace, (operationType, _id) =>
      this.changes.add({ operationType, ns: { db: database, coll: name }, documentKey: { _id } }),
    );
    this.#collections.set(namespace, made);
    return made;
  }

  namesIn(database: string): readonly string[] {
    return [...this.#collections.keys()].filter((key) => key.startsWith(`${database}.`)).map((key) => key.slice(database.length + 1));
  }

  drop(database: string, name: string): boolean {
    return this.#collections.delete(`${database}.${name}`);
  }

  keepCursor(cursor: OpenCursor): number {
    this.#lastCursorId += 1;
    this.cursors.set(this.#lastCursorId, cursor);
    return this.#lastCursorId;
  }
}
