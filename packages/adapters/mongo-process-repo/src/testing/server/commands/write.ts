import { applyUpdate, startOfUpsert } from '../apply-update.ts';
import { compareValues } from '../compare-values.ts';
import { asDocs, type Doc } from '../document.ts';
import { badValue, ServerError } from '../server-error.ts';
import { assertFields, readCount, readDoc, readText, type CommandContext, type ServerCommand } from './command.ts';

const insert: ServerCommand = {
  fields: ['documents', 'ordered'],
  run: (command, { store, database }) => {
    const collection = store.open(database, readText(command, 'insert'));
    return eachStatement(command, 'documents', (doc) => {
      collection.insert(doc);
      return { n: 1 };
    });
  },
};

const update: ServerCommand = {
  fields: ['updates', 'ordered'],
  run: (command, context) =>
    eachStatement(command, 'updates', (statement) => {
      assertFields('update.updates', statement, ['q', 'u', 'upsert', 'multi']);
      const { before, after } = updateOne(readText(command, 'update'), context, {
        filter: readDoc(statement, 'q'),
        change: statement['u'],
        upsert: statement['upsert'] === true,
        multi: statement['multi'] === true,
      });
      if (after === undefined) return { n: 0 };
      if (before === undefined) return { n: 1, upsertedId: after['_id'] };
      return { n: 1, nModified: compareValues(before, after) === 0 ? 0 : 1 };
    }),
};

const deleteCommand: ServerCommand = {
  fields: ['deletes', 'ordered'],
  run: (command, { store, database }) =>
    eachStatement(command, 'deletes', (statement) => {
      assertFields('delete.deletes', statement, ['q', 'limit']);
      const collection = store.find(database, readText(command, 'delete'));
      const found = collection?.find(readDoc(statement, 'q')) ?? [];
      const gone = readCount(statement, 'limit', 0) === 1 ? found.slice(0, 1) : found;
      for (const doc of gone) collection?.remove(doc);
      return { n: gone.length };
    }),
};

const findAndModify: ServerCommand = {
  fields: ['query', 'sort', 'update', 'remove', 'new', 'upsert'],
  run: (command, context) => {
    if (command['remove'] === true) throw badValue('this test server finds and updates only');
    const { before, after } = updateOne(readText(command, 'findAndModify'), context, {
      filter: readDoc(command, 'query'),
      sort: readDoc(command, 'sort'),
      change: command['update'],
      upsert: command['upsert'] === true,
    });
    const upserted = before === undefined && after !== undefined ? { upserted: after['_id'] } : {};
    return {
      lastErrorObject: { n: after === undefined ? 0 : 1, updatedExisting: before !== undefined, ...upserted },
      value: (command['new'] === true ? after : before) ?? null,
    };
  },
};

export const writeCommands: Readonly<Record<string, ServerCommand>> = { insert, update, delete: deleteCommand, findAndModify };

interface OneUpdate {
  readonly filter: Doc;
  readonly sort?: Doc;
  readonly change: unknown;
  readonly upsert: boolean;
  readonly multi?: boolean;
}

/** Finds and changes in one step; what is `undefined` was not there. */
function updateOne(
  name: string,
  { store, database, now, readFrom }: CommandContext,
  { filter, sort, change, upsert, multi = false }: OneUpdate,
): { readonly before?: Doc | undefined; readonly after?: Doc | undefined } {
  if (multi) throw badValue('this test server updates one document at a time');
  const collection = store.open(database, name);
  const [before] = (readFrom ?? collection).find(filter, sort);
  if (before !== undefined) {
    const after = applyUpdate(before, change, { isInsert: false, now: now() });
    collection.replace(after);
    return { before, after };
  }
  if (!upsert) return {};
  const after = applyUpdate(startOfUpsert(filter), change, { isInsert: true, now: now() });
  collection.insert(after);
  return { after };
}

interface StatementResult {
  readonly n: number;
  readonly nModified?: number;
  readonly upsertedId?: unknown;
}

/** Runs the statements of a write; each fails for itself, and an ordered write stops there. */
function eachStatement(command: Doc, field: string, run: (statement: Doc) => StatementResult): Doc {
  const result = { n: 0, nModified: 0, upserted: [] as Doc[], writeErrors: [] as Doc[] };
  for (const [index, statement] of asDocs(command[field], field).entries()) {
    try {
      const { n, nModified = 0, upsertedId } = run(statement);
      result.n += n;
      result.nModified += nModified;
      if (upsertedId !== undefined) result.upserted.push({ index, _id: upsertedId });
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      result.writeErrors.push({ index, code: error.code, ...error.facts, errmsg: error.message });
      if (command['ordered'] !== false) break;
    }
  }
  const { n, nModified, upserted, writeErrors } = result;
  return {
    n,
    ...(field === 'updates' ? { nModified } : {}),
    ...(upserted.length > 0 ? { upserted } : {}),
    ...(writeErrors.length > 0 ? { writeErrors } : {}),
  };
}
