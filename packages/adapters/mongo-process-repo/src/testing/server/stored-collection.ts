import { BSON } from 'mongodb';
import { badValue, ServerError } from './server-error.ts';
import { duplicateKey, ID_INDEX, indexValue, isIndexed, type CollectionIndex } from './collection-index.ts';
import { EqualityLookup, keyOf } from './equality-lookup.ts';
import { compareValues } from './compare-values.ts';
import { asDoc, valueAt, type Doc } from './document.ts';
import { isOperators, matches } from './matches.ts';

/** The limit of a document in bytes (manual: MongoDB Limits and Thresholds). */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** From so many documents on a query has a lookup for each path that it names. */
const MANY = 1000;

/** Called with what was done to which document. */
export type OnChange = (operationType: 'insert' | 'replace' | 'delete', id: unknown) => void;

/** The documents and indexes of one collection. Every call is atomic: nothing waits within one. */
export class StoredCollection {
  readonly #namespace: string;
  readonly #documents = new Map<string, Doc>();
  #indexes: readonly CollectionIndex[] = [ID_INDEX];
  /** By paths of indexes: a test may store many thousand documents, and query as many. */
  #lookups: readonly EqualityLookup[] = [];

  readonly #onChange: OnChange;

  constructor(namespace: string, onChange: OnChange = () => undefined) {
    this.#namespace = namespace;
    this.#onChange = onChange;
  }

  get indexes(): readonly CollectionIndex[] {
    return this.#indexes;
  }

  addIndex(index: CollectionIndex): void {
    const existing = this.#indexes.find(({ name }) => name === index.name);
    if (existing === undefined) {
      const seen = new Set<string>();
      for (const doc of this.#documents.values()) {
        if (index.spec['unique'] !== true || !isIndexed(index, doc)) continue;
        const value = indexValue(index, doc);
        if (seen.has(keyOf(value))) throw duplicateKey(this.#namespace, index, value);
        seen.add(keyOf(value));
      }
      this.#indexes = [...this.#indexes, index];
      this.#addLookup(Object.keys(index.key)[0] ?? '_id');
    } else if (compareValues(existing.spec, index.spec) !== 0) {
      throw new ServerError(
        86,
        'IndexKeySpecsConflict',
        'An existing index has the same name as the requested index, but another definition',
      );
    }
  }

  /** @returns the collection as it is now, whatever becomes of this one. */
  copy(): StoredCollection {
    const copy = new StoredCollection(this.#namespace);
    for (const [key, doc] of this.#documents) copy.#documents.set(key, doc);
    copy.#indexes = this.#indexes;
    for (const { path } of this.#lookups) copy.#addLookup(path);
    return copy;
  }

  /** Of all indexes, whatever stands before them in it: here each finds by itself. */
  get #indexedPaths(): ReadonlySet<string> {
    return new Set(this.#indexes.flatMap(({ key }) => Object.keys(key)));
  }

  #addLookup(path: string): void {
    if (path === '_id' || this.#lookups.some((lookup) => lookup.path === path)) return;
    const lookup = new EqualityLookup(path);
    for (const [key, doc] of this.#documents) lookup.add(doc, key);
    this.#lookups = [...this.#lookups, lookup];
  }

  /** @returns those that match, in the order of `sort`. */
  find(filter: Doc, sort: Doc = {}): readonly Doc[] {
    const { candidates, rest } = this.#candidates(filter);
    const found = candidates.filter((doc) => matches(doc, rest));
    const keys = Object.entries(sort);
    if (keys.length === 0) return found;
    return found.toSorted((a, b) => {
      for (const [path, direction] of keys) {
        const difference = compareValues(valueAt(a, path), valueAt(b, path));
        if (difference !== 0) return difference * Number(direction);
      }
      return 0;
    });
  }

  insert(doc: Doc): void {
    if (!('_id' in doc)) throw badValue('this test server gives no ids: the document needs an _id');
    const key = keyOf(doc['_id']);
    if (this.#documents.has(key)) throw duplicateKey(this.#namespace, ID_INDEX, { _id: doc['_id'] });
    this.#assertStorable(doc, key);
    this.#documents.set(key, doc);
    for (const lookup of this.#lookups) lookup.add(doc, key);
    this.#onChange('insert', doc['_id']);
  }

  replace(doc: Doc): void {
    const key = keyOf(doc['_id']);
    this.#assertStorable(doc, key);
    const before = this.#documents.get(key);
    this.#documents.set(key, doc);
    for (const lookup of this.#lookups) lookup.move(before, doc, key);
    this.#onChange('replace', doc['_id']);
  }

  remove(doc: Doc): void {
    const key = keyOf(doc['_id']);
    const before = this.#documents.get(key);
    this.#documents.delete(key);
    if (before !== undefined) for (const lookup of this.#lookups) lookup.remove(before, key);
    this.#onChange('delete', doc['_id']);
  }

  /**
   * By the id where the filter names some, or by a value that has an index.
   * @returns documents, and what is left to be tested.
   */
  #candidates(filter: Doc): { readonly candidates: readonly Doc[]; readonly rest: Doc } {
    const { _id: condition, ...others } = filter;
    const { $in: ids, ...operators } = isOperators(condition) ? condition : { $eq: condition };
    if (Array.isArray(ids)) {
      const rest = Object.keys(operators).length === 0 ? others : { ...others, _id: operators };
      return { candidates: this.#byIds(ids), rest };
    }
    const { $eq: id } = operators;
    return { candidates: id === undefined ? this.#byIndex(filter) : this.#byIds([id]), rest: filter };
  }

  #byIds(ids: readonly unknown[]): readonly Doc[] {
    return this.#byKeys([...new Set(ids.map(keyOf))]);
  }

  #byIndex(filter: Doc): readonly Doc[] {
    if (this.#documents.size >= MANY) for (const path of this.#indexedPaths) if (Object.hasOwn(filter, path)) this.#addLookup(path);
    // Only the ids of the best are put together: by others a query may find all documents of an integration.
    const counted = this.#lookups.flatMap((lookup) => {
      const count = lookup.count(filter);
      return count === undefined ? [] : [{ lookup, count }];
    });
    const [best] = counted.toSorted((a, b) => a.count - b.count);
    return best === undefined ? [...this.#documents.values()] : this.#byKeys(best.lookup.find(filter));
  }

  #byKeys(keys: readonly string[]): readonly Doc[] {
    return keys.flatMap((key): readonly Doc[] => {
      const doc = this.#documents.get(key);
      return doc === undefined ? [] : [doc];
    });
  }

  #assertStorable(doc: Doc, ownKey: string): void {
    const size = BSON.calculateObjectSize(asDoc(doc, 'document'));
    if (size > MAX_DOCUMENT_BYTES)
      throw new ServerError(
        10334,
        'BSONObjectTooLarge',
        `BSONObj size: ${size} is invalid. Size must be between 0 and ${MAX_DOCUMENT_BYTES}`,
      );
    for (const index of this.#indexes) {
      if (index.spec['unique'] !== true || !isIndexed(index, doc)) continue;
      const value = indexValue(index, doc);
      for (const other of this.#byIndex(value)) {
        if (keyOf(other['_id']) !== ownKey && isIndexed(index, other) && compareValues(indexValue(index, other), value) === 0)
          throw duplicateKey(this.#namespace, index, value);
      }
    }
  }
}
