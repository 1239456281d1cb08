import { setImmediate as nextTurn } from 'node:timers/promises';
import { awaitChanges } from './commands/change-streams.ts';
import type { CommandContext } from './commands/command.ts';
import type { Doc } from './document.ts';
import { touchedIds, type DocumentLocks } from './document-locks.ts';

/** In how many turns of the event loop commands of other connections come between the steps of an update. */
const TURNS_BETWEEN_STEPS = 5;

/** Runs a command in the way of the server that deviates: at once on MongoDB's own, where every update is one step. */
export async function runAsDeviating(
  { name, command, locks }: { readonly name: string; readonly command: Doc; readonly locks: DocumentLocks },
  context: CommandContext,
  run: (context: CommandContext) => Doc,
): Promise<Doc> {
  const { store, database, deviations } = context;
  await awaitChanges(name, command, store);
  const collection = store.find(database, String(command[name]));
  if (deviations.locksDocuments === true) return locks.run(touchedIds(name, command, collection), () => run(context));
  if (deviations.updatesInTwoSteps !== true) return run(context);
  const readFrom = collection?.copy();
  for (let turn = 0; turn < TURNS_BETWEEN_STEPS; turn += 1) await nextTurn();
  return run({ ...context, readFrom });
}
