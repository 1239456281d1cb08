import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { StorageError, type PersonKey } from '@frigg-crm/core';
import { UNKNOWN_PERSON, compareByBytes, type MappingState } from '@frigg-crm/core/adapter';
import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import { execute, queryLimit, type ExecuteOptions } from '../execute.ts';
import { inPortions } from '../requests/in-portions.ts';
import { insertNew } from '../requests/insert-new.ts';
import { documentToState, idOf, stateToDocument, type MappingDocument } from './mapping-document.ts';

/** How often people are read again that another program changed in between. Each time one program made progress. */
const ROUNDS = 1000;

/** What is to become of a person. */
interface Change {
  readonly key: PersonKey;
  readonly document: MappingDocument;
  /** The last changes when the person was read; empty when the person was not stored. */
  readonly before: readonly string[];
}

/**
 * Changes people, each for itself and atomically: reads them, computes their next state, and stores it unless another
 * program changed them in between; then it starts again.
 */
export async function changePeople(
  collection: Collection<MappingDocument>,
  keys: readonly PersonKey[],
  options: ExecuteOptions,
  next: (state: MappingState, key: PersonKey) => MappingState,
): Promise<void> {
  let open = keys;
  for (let round = 0; open.length > 0; round += 1) {
    if (round === ROUNDS) throw new StorageError('Too many programs change the same people at the same time; some were not changed');
    const changes = await prepare(collection, open, options, { next, change: newChange() });
    const [inserted, replaced] = [changes.filter(isNew), changes.filter((change) => !isNew(change))];
    open = [...(await insert(collection, inserted, options)), ...(await replace(collection, replaced, options))];
  }
}

/** A counter would not do: a person who is removed and comes back would begin at 1 again. */
function newChange(): string {
  return randomBytes(9).toString('base64url');
}

async function prepare(
  collection: Collection<MappingDocument>,
  keys: readonly PersonKey[],
  options: ExecuteOptions,
  { next, change }: { readonly next: (state: MappingState, key: PersonKey) => MappingState; readonly change: string },
): Promise<readonly Change[]> {
  const stored = new Map<string, ReturnType<typeof documentToState>>();
  for (const portion of inPortions(keys.map(idOf))) {
    const found = await execute(options, async () => collection.find({ _id: { $in: portion } }, queryLimit(options)).toArray());
    for (const document of found) stored.set(document._id, documentToState(document));
  }
  return keys.flatMap((key): readonly Change[] => {
    const { state = UNKNOWN_PERSON, changes: before = [] } = stored.get(idOf(key)) ?? {};
    const changed = next(state, key);
    if (before.length > 0 && isDeepStrictEqual(changed, state)) return [];
    return [{ key, document: stateToDocument(key, changed, [change, ...before]), before }];
  });
}

function isNew({ before }: Change): boolean {
  return before.length === 0;
}

/** @returns those that another program stored first. */
async function insert(
  collection: Collection<MappingDocument>,
  changes: readonly Change[],
  options: ExecuteOptions,
): Promise<readonly PersonKey[]> {
  const documents = changes.map(({ document }) => document);
  const taken = await insertNew(collection, documents, options);
  return taken.flatMap((index) => changes[index]?.key ?? []);
}

/**
 * The response to a batch says how many were lost, not which. When any were, the documents say it: they name their last
 * changes. If ours is among those no longer, it counts as lost, and is worked out again on what is there now.
 * @returns those that another program changed or removed first.
 */
async function replace(
  collection: Collection<MappingDocument>,
  changes: readonly Change[],
  options: ExecuteOptions,
): Promise<readonly PersonKey[]> {
  if (changes.length === 0) return [];
  // In one order, so that two programs that change the same people do not wait for each other.
  const inOrder = changes.toSorted((a, b) => compareByBytes(a.document._id, b.document._id));
  const operations = inOrder.map(({ document: { _id, ...fields }, before }): AnyBulkWriteOperation<MappingDocument> => ({
    replaceOne: { filter: { _id: { $eq: _id }, changes: { $eq: before } }, replacement: fields },
  }));
  const { matchedCount } = await execute(options, async () => collection.bulkWrite(operations, { ordered: false }));
  if (matchedCount === changes.length) return [];
  const done = new Set<string>();
  for (const portion of inPortions(changes.map(({ document }) => document._id))) {
    const filter = { _id: { $in: portion }, changes: { $eq: changes[0]?.document.changes[0] ?? '' } };
    const found = await execute(options, async () =>
      collection.find(filter, queryLimit(options)).project<{ readonly _id: string }>({ _id: 1 }).toArray(),
    );
    for (const { _id } of found) done.add(_id);
  }
  return changes.flatMap(({ key, document }) => (done.has(document._id) ? [] : [key]));
}
