import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CommandContext } from './commands/command.ts';
import type { Doc } from './document.ts';
import { touchedIds, type DocumentLocks } from './document-locks.ts';

/** In how many turns of the event loop commands of other connections come between the steps of an update. */
const TURNS_BETWEEN_STEPS = 5;

/** In what a server that speaks MongoDB's protocol may differ from MongoDB's own. */
export interface ServerDeviations {
  /**
   * A command is one transaction that locks documents one after the other, and of commands that wait for each other one
   * fails with 112 and without effect: DocumentDB. @defaultValue false
   */
  readonly locksDocuments?: boolean | undefined;
  /** An update reads in one step and writes in another one: FerretDB 1.24. @defaultValue false */
  readonly updatesInTwoSteps?: boolean | undefined;
  /** Indexes with `expireAfterSeconds` are refused (FerretDB 1.24), or made without it. @defaultValue 'kept' */
  readonly expiringIndexes?: 'kept' | 'refused' | 'ignored' | undefined;
  /** What `hello` says of the time. @defaultValue the date */
  readonly localTime?: ((now: Date) => unknown) | undefined;
  /** What `count` says of a number. @defaultValue the number */
  readonly count?: ((n: number) => unknown) | undefined;
  /** What `buildInfo` adds or says otherwise. */
  readonly buildInfo?: Readonly<Record<string, unknown>> | undefined;
  /** The newest wire protocol. @defaultValue 21, which is MongoDB 7.0 */
  readonly maxWireVersion?: number | undefined;
}

/** Runs a command in the way of the server that deviates: at once on MongoDB's own, where every update is one step. */
export async function runAsDeviating(
  { name, command, locks }: { readonly name: string; readonly command: Doc; readonly locks: DocumentLocks },
  context: CommandContext,
  run: (context: CommandContext) => Doc,
): Promise<Doc> {
  const { store, database, deviations } = context;
  const collection = store.find(database, String(command[name]));
  if (deviations.locksDocuments === true) return locks.run(touchedIds(name, command, collection), () => run(context));
  if (deviations.updatesInTwoSteps !== true) return run(context);
  const readFrom = collection?.copy();
  for (let turn = 0; turn < TURNS_BETWEEN_STEPS; turn += 1) await nextTurn();
  return run({ ...context, readFrom });
}
