import { BSON } from 'mongodb';
import { readIndex } from '../collection-index.ts';
import { asDocs, type Doc } from '../document.ts';
import type { ServerDeviations } from '../deviations.ts';
import { matches } from '../matches.ts';
import { ServerError } from '../server-error.ts';
import { readDoc, readText, type ServerCommand } from './command.ts';

const createIndexes: ServerCommand = {
  fields: ['indexes'],
  run: (command, { store, database, deviations }) => {
    const indexes = expiringIndexes(asDocs(command['indexes'], 'indexes'), deviations);
    const collection = store.open(database, readText(command, 'createIndexes'));
    const before = collection.indexes.length;
    for (const index of indexes.map(readIndex)) collection.addIndex(index);
    return { numIndexesBefore: before, numIndexesAfter: collection.indexes.length, createdCollectionAutomatically: false };
  },
};

function expiringIndexes(indexes: readonly Doc[], { expiringIndexes: mode = 'kept' }: ServerDeviations): readonly Doc[] {
  if (mode === 'refused' && indexes.some((index) => 'expireAfterSeconds' in index))
    throw new ServerError(238, 'NotImplemented', 'support for field "expireAfterSeconds" is not implemented yet');
  return mode === 'ignored' ? indexes.map(({ expireAfterSeconds: _ignored, ...index }) => index) : indexes;
}

const listIndexes: ServerCommand = {
  fields: ['cursor'],
  run: (command, { store, database }) => {
    const name = readText(command, 'listIndexes');
    const collection = store.find(database, name);
    if (collection === undefined) throw new ServerError(26, 'NamespaceNotFound', `ns does not exist: ${database}.${name}`);
    return {
      cursor: wholeCursor(
        `${database}.${name}`,
        collection.indexes.map(({ spec }) => spec),
      ),
    };
  },
};

const listCollections: ServerCommand = {
  fields: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'],
  run: (command, { store, database }) => {
    const found = store.namesIn(database).map((name): Doc => ({ name, type: 'collection' }));
    return {
      cursor: wholeCursor(
        `${database}.$cmd.listCollections`,
        found.filter((doc) => matches(doc, readDoc(command, 'filter'))),
      ),
    };
  },
};

const drop: ServerCommand = {
  fields: [],
  run: (command, { store, database }) => {
    const name = readText(command, 'drop');
    if (!store.drop(database, name)) throw new ServerError(26, 'NamespaceNotFound', 'ns not found');
    return { ns: `${database}.${name}` };
  },
};

const dropDatabase: ServerCommand = {
  fields: [],
  run: (_command, { store, database }) => {
    for (const name of store.namesIn(database)) store.drop(database, name);
    return { dropped: database };
  },
};

export const adminCommands: Readonly<Record<string, ServerCommand>> = { createIndexes, listIndexes, listCollections, drop, dropDatabase };

function wholeCursor(namespace: string, docs: readonly Doc[]): Doc {
  return { id: BSON.Long.fromNumber(0), ns: namespace, firstBatch: docs };
}
