import { setImmediate as nextTurn } from 'node:timers/promises';
import { asDocs, type Doc } from './document.ts';
import { isOperators } from './matches.ts';
import { ServerError } from './server-error.ts';
import type { StoredCollection } from './stored-collection.ts';

/** Locks documents for commands, one after the other, until the command ends. */
export class DocumentLocks {
  readonly #holders = new Map<string, symbol>();
  readonly #wanted = new Map<symbol, string>();
  #wakeUps: (() => void)[] = [];

  /**
   * Runs a command once it has locked all that it names, in the order in which it names them.
   * @throws ServerError 112 when it waits for a command that waits for it.
   */
  async run<Result>(ids: readonly string[], command: () => Result): Promise<Result> {
    const owner = Symbol('command');
    try {
      for (const id of ids) {
        await this.#lock(id, owner);
        // Other connections get their turn between two statements of a command.
        await nextTurn();
      }
      return command();
    } finally {
      this.#release(owner);
    }
  }

  async #lock(id: string, owner: symbol): Promise<void> {
    while ((this.#holders.get(id) ?? owner) !== owner) {
      this.#wanted.set(owner, id);
      if (this.#isDeadlock(owner)) throw new ServerError(112, 'WriteConflict', 'deadlock detected');
      await new Promise<void>((resolve) => void this.#wakeUps.push(resolve));
    }
    this.#wanted.delete(owner);
    this.#holders.set(id, owner);
  }

  #isDeadlock(owner: symbol): boolean {
    let next: symbol | undefined = owner;
    do {
      const wanted: string | undefined = this.#wanted.get(next);
      next = wanted === undefined ? undefined : this.#holders.get(wanted);
    } while (next !== undefined && next !== owner);
    return next === owner;
  }

  #release(owner: symbol): void {
    this.#wanted.delete(owner);
    for (const [id, holder] of this.#holders) if (holder === owner) this.#holders.delete(id);
    const wakeUps = this.#wakeUps;
    this.#wakeUps = [];
    for (const wakeUp of wakeUps) wakeUp();
  }
}

/** @returns which documents a write touches, in the order in which it names them; none for other commands. */
export function touchedIds(name: string, command: Doc, collection: StoredCollection | undefined): readonly string[] {
  const ids = (filter: Doc): readonly unknown[] => namedIds(filter) ?? collection?.find(filter).map(({ _id }) => _id) ?? [];
  const namespace = String(command[name]);
  const touched = (): readonly unknown[] => {
    switch (name) {
      case 'insert':
        return asDocs(command['documents'], 'documents').map(({ _id }) => _id);
      case 'update':
      case 'delete':
        return asDocs(command[`${name}s`], `${name}s`).flatMap(({ q }) => ids(q as Doc));
      case 'findAndModify':
        return ids(command['query'] as Doc);
      default:
        return [];
    }
  };
  return touched().map((id) => `${namespace} ${JSON.stringify(id)}`);
}

function namedIds({ _id: condition }: Doc): readonly unknown[] | undefined {
  const { $eq: id, $in: ids } = isOperators(condition) ? condition : { $eq: condition, $in: undefined };
  if (Array.isArray(ids)) return ids;
  return id === undefined ? undefined : [id];
}
