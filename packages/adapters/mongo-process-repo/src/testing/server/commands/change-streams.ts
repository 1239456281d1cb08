import { BSON } from 'mongodb';
import type { DatabaseStore, OpenCursor } from '../database-store.ts';
import type { OpenStream } from '../change-log.ts';
import { asDoc, asDocs, type Doc } from '../document.ts';
import { matches } from '../matches.ts';
import { badValue, ServerError } from '../server-error.ts';
import { assertFields, readCount, type ServerCommand } from './command.ts';

/** Of all aggregations this server knows change streams of a database: a match, then a projection that is ignored. */
const aggregate: ServerCommand = {
  fields: ['pipeline', 'cursor'],
  run: (command, { store, database, deviations }) => {
    const [first = {}, ...stages] = asDocs(command['pipeline'], 'pipeline');
    if (command['aggregate'] !== 1 || !('$changeStream' in first))
      throw badValue('this test server aggregates change streams of databases only');
    if (deviations.changeStreams !== true)
      throw new ServerError(40573, 'Location40573', 'The $changeStream stage is only supported on replica sets');
    const settings = asDoc(first['$changeStream'], '$changeStream');
    assertFields('$changeStream', settings, ['resumeAfter', 'startAfter']);
    for (const stage of stages) assertFields('pipeline', stage, ['$match', '$project']);
    const filter = { $and: stages.flatMap(({ $match }) => ($match === undefined ? [] : [$match])) };
    const position = readToken(settings['resumeAfter'] ?? settings['startAfter']) ?? store.changes.length;
    return readStream(store, { namespace: `${database}.$cmd.aggregate`, stream: { database, position, filter } }, 'firstBatch');
  },
};

export const changeStreamCommands: Readonly<Record<string, ServerCommand>> = { aggregate };

/** Waits like a tailable cursor that has nothing to hand out. */
export async function awaitChanges(name: string, command: Doc, store: DatabaseStore): Promise<void> {
  const stream = name === 'getMore' ? store.cursors.get(readCount(command, 'getMore', 0))?.stream : undefined;
  if (stream === undefined) return;
  const deadlineMs = performance.now() + readCount(command, 'maxTimeMS', 1000);
  while (wantedOf(store, stream).length === 0 && performance.now() < deadlineMs)
    await store.changes.next(Math.max(1, deadlineMs - performance.now()));
}

/** Hands out what has changed, and keeps the cursor. */
export function readStream(
  store: DatabaseStore,
  { namespace, stream }: Pick<OpenCursor, 'namespace'> & { readonly stream: OpenStream },
  field: 'firstBatch' | 'nextBatch',
): Doc {
  const batch = wantedOf(store, stream);
  const position = store.changes.length;
  const id = store.keepCursor({ namespace, rest: [], stream: { ...stream, position } });
  return { cursor: { [field]: batch, id: BSON.Long.fromNumber(id), ns: namespace, postBatchResumeToken: { _data: String(position) } } };
}

function wantedOf(store: DatabaseStore, { database, position, filter }: OpenStream): readonly Doc[] {
  const changes = store.changes.after(position);
  if (changes === undefined) throw new ServerError(286, 'ChangeStreamHistoryLost', 'the resume point may no longer be in the oplog');
  return changes.filter((change) => matches(change, { 'ns.db': { $eq: database } }) && matches(change, filter));
}

function readToken(token: unknown): number | undefined {
  return token === undefined ? undefined : Number(asDoc(token, 'resumeAfter')['_data']);
}
