import { BSON } from 'mongodb';
import type { DatabaseStore } from '../database-store.ts';
import { asDoc, type Doc } from '../document.ts';
import { badValue, ServerError } from '../server-error.ts';
import { MAX_DOCUMENT_BYTES } from '../stored-collection.ts';
import { readStream } from './change-streams.ts';
import { readCount, readDoc, readText, type ServerCommand } from './command.ts';

/** How many documents a first batch has when the command does not say (manual: cursor batches). */
const FIRST_BATCH = 101;

const find: ServerCommand = {
  fields: ['filter', 'sort', 'projection', 'skip', 'limit', 'batchSize', 'singleBatch'],
  run: (command, { store, database }) => {
    const name = readText(command, 'find');
    const found = store.find(database, name)?.find(readDoc(command, 'filter'), readDoc(command, 'sort')) ?? [];
    const limit = readCount(command, 'limit', 0);
    const rest = found.slice(readCount(command, 'skip', 0));
    const limited = (limit === 0 ? rest : rest.slice(0, limit)).map((doc) => project(doc, readDoc(command, 'projection')));
    const size = readCount(command, 'batchSize', FIRST_BATCH);
    const [batch, later] = takeBatch(limited, size);
    return {
      cursor: toCursor('firstBatch', batch, {
        store,
        namespace: `${database}.${name}`,
        rest: command['singleBatch'] === true ? [] : later,
      }),
    };
  },
};

const getMore: ServerCommand = {
  fields: ['collection', 'batchSize'],
  run: (command, { store, database }) => {
    const id = readCount(command, 'getMore', 0);
    const namespace = `${database}.${readText(command, 'collection')}`;
    const cursor = store.cursors.get(id);
    if (cursor?.namespace !== namespace) throw new ServerError(43, 'CursorNotFound', `cursor id ${id} not found`);
    store.cursors.delete(id);
    if (cursor.stream !== undefined) return readStream(store, { namespace, stream: cursor.stream }, 'nextBatch');
    const [batch, later] = takeBatch(cursor.rest, readCount(command, 'batchSize', Number.POSITIVE_INFINITY));
    return { cursor: toCursor('nextBatch', batch, { store, namespace, rest: later }) };
  },
};

const killCursors: ServerCommand = {
  fields: ['cursors'],
  run: (command, { store }) => {
    const ids = command['cursors'];
    if (!Array.isArray(ids)) throw badValue('cursors must be an array');
    const killed = ids.filter((id) => store.cursors.delete(Number(id)));
    return { cursorsKilled: killed, cursorsNotFound: ids.filter((id) => !killed.includes(id)), cursorsAlive: [], cursorsUnknown: [] };
  },
};

const count: ServerCommand = {
  fields: ['query'],
  run: (command, { store, database, deviations: { count: report = (n) => n } }) => ({
    n: report(store.find(database, readText(command, 'count'))?.find(readDoc(command, 'query')).length ?? 0),
  }),
};

export const readCommands: Readonly<Record<string, ServerCommand>> = { find, getMore, killCursors, count };

/** A batch ends at its size, or before it has more bytes than a document may have; but never empty. */
function takeBatch(docs: readonly Doc[], size: number): readonly [readonly Doc[], readonly Doc[]] {
  let bytes = 0;
  let length = 0;
  for (const doc of docs) {
    bytes += BSON.calculateObjectSize(asDoc(doc, 'document'));
    if (length >= size || (length > 0 && bytes > MAX_DOCUMENT_BYTES)) break;
    length += 1;
  }
  return [docs.slice(0, length), docs.slice(length)];
}

function toCursor(
  field: 'firstBatch' | 'nextBatch',
  batch: readonly Doc[],
  { store, namespace, rest }: { readonly store: DatabaseStore; readonly namespace: string; readonly rest: readonly Doc[] },
): Doc {
  const id = rest.length === 0 ? 0 : store.keepCursor({ namespace, rest });
  return { [field]: batch, id: BSON.Long.fromNumber(id), ns: namespace };
}

/** The fields of the projection; the id is included unless it is excluded. */
function project(doc: Doc, projection: Doc): Doc {
  const names = Object.keys(projection);
  if (names.length === 0) return doc;
  const fields = names.filter((name) => name !== '_id');
  if (fields.some((name) => projection[name] !== 1)) throw badValue('this test server projects by inclusion only');
  const kept = projection['_id'] === 0 ? fields : ['_id', ...fields];
  return Object.fromEntries(kept.flatMap((name) => (name in doc ? [[name, doc[name]]] : [])));
}
