import { ServerError, badValue } from './server-error.ts';
import { asDoc, valueAt, type Doc } from './document.ts';
import { matches } from './matches.ts';

const KNOWN_OPTIONS = new Set(['key', 'name', 'unique', 'sparse', 'partialFilterExpression', 'expireAfterSeconds', 'v']);

/** An index of a collection. Its unique rule has an effect, and it finds by its first field; nothing expires here. */
export interface CollectionIndex {
  readonly name: string;
  readonly key: Doc;
  /** As it was given, and as `listIndexes` returns it. */
  readonly spec: Doc;
}

/** The index that every collection has. */
export const ID_INDEX: CollectionIndex = { name: '_id_', key: { _id: 1 }, spec: { v: 2, key: { _id: 1 }, name: '_id_' } };

/** Reads one of the `indexes` of the command `createIndexes`. */
export function readIndex(given: Doc): CollectionIndex {
  const unknown = Object.keys(given).find((name) => !KNOWN_OPTIONS.has(name));
  if (unknown !== undefined)
    throw new ServerError(197, 'InvalidIndexSpecificationOption', `The field '${unknown}' is not valid for an index specification`);
  const key = asDoc(given['key'], 'key');
  const name = given['name'];
  if (typeof name !== 'string' || Object.keys(key).length === 0) throw badValue('an index needs a name and a key');
  if (Object.values(key).some((direction) => direction !== 1 && direction !== -1)) throw badValue('an index key is 1 or -1');
  const { v: _version, ...spec } = given;
  return { name, key, spec: { v: 2, ...spec } };
}

/** @returns whether the unique rule of the index is about the document at all. */
export function isIndexed({ key, spec }: CollectionIndex, doc: Doc): boolean {
  if (spec['sparse'] === true && Object.keys(key).every((path) => valueAt(doc, path) === undefined)) return false;
  return spec['partialFilterExpression'] === undefined || matches(doc, asDoc(spec['partialFilterExpression'], 'partialFilterExpression'));
}

/** @returns what no two documents of a unique index may share. */
export function indexValue({ key }: CollectionIndex, doc: Doc): Doc {
  return Object.fromEntries(Object.keys(key).map((path) => [path, valueAt(doc, path) ?? null]));
}

/** @returns the error of a document that breaks a unique rule. */
export function duplicateKey(namespace: string, index: CollectionIndex, keyValue: Doc): ServerError {
  const values = Object.entries(keyValue).map(([path, value]) => `${path}: ${JSON.stringify(value)}`);
  return new ServerError(
    11000,
    'DuplicateKey',
    `E11000 duplicate key error collection: ${namespace} index: ${index.name} dup key: { ${values.join(', ')} }`,
    { keyPattern: index.key, keyValue },
  );
}
