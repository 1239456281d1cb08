import { createHash } from 'node:crypto';
import { ConfigurationError, type CallOptions, type JsonObject, type StoredDocument } from '@frigg-crm/core';
import type { TransferableStore } from '@frigg-crm/core/adapter';
import { RunFailedError } from '../errors/run-failed-error.ts';
import { MOVES, PARTS, type StorePart } from './store-part.ts';

/** What is copied where. No other program may use either store. */
export interface StoreMove extends CallOptions {
  readonly from: TransferableStore;
  readonly to: TransferableStore;
  /** Names the source, without credentials: a move that was interrupted is continued from the same source only. */
  readonly source: string;
  /** Gets how many entries were copied by this run, page by page. */
  readonly onCopied?: ((part: StorePart['name'], count: number) => void) | undefined;
}

/** What a store holds of one kind. */
export interface PartDigest {
  readonly count: number;
  /** Hexadecimal: of all entries, in whichever order they are read. */
  readonly hash: string;
}

/** What is in both stores after a move. */
export type StoreDigest = Readonly<Record<StorePart['name'], PartDigest>>;

const MARKER = { collection: MOVES, integrationId: 'store', id: 'move' };

/**
 * Copies all that must not be lost to an empty store: documents, among them encrypted credentials as they are, persons with
 * open attempts, processes. Leases, rate limits and queues are not copied: they end by themselves, and what a sync lacks is
 * queued again. Interrupted anywhere, it continues where it was.
 *
 * @returns what both stores hold, counted and hashed after the copying.
 * @throws {ConfigurationError} when the source holds nothing, or the target holds something else.
 * @throws {RunFailedError} when the two differ in the end.
 */
export async function moveStore(move: StoreMove): Promise<StoreDigest> {
  const { from, to, signal } = move;
  let marker = await findOrInsertMarker(move);
  for (const part of PARTS) {
    const place = marker.value[part.name] as JsonObject | 'done' | undefined;
    for (let after = place; after !== 'done';) {
      const page = await part.read(from, after, { signal });
      await page.writeTo(to, { signal });
      move.onCopied?.(part.name, page.texts.length);
      after = page.next ?? 'done';
      marker = await to.documents.save({ ...marker, value: { ...marker.value, [part.name]: after } }, { signal });
    }
  }
  const [source, target] = [await digestStore(from, { signal }), await digestStore(to, { signal })];
  for (const { name } of PARTS)
    if (source[name].count !== target[name].count || source[name].hash !== target[name].hash)
      throw new RunFailedError(
        `the ${name} of the two stores differ (${source[name].count} and ${target[name].count}): a program has used one of them meanwhile; stop all programs, empty the target and move again`,
      );
  await to.documents.remove([MARKER], { signal });
  return target;
}

async function findOrInsertMarker({ from, to, source, signal }: StoreMove): Promise<StoredDocument> {
  const found = await to.documents.find(MARKER, { signal });
  if (found !== undefined) {
    if (found.value['source'] === source) return found;
    throw new ConfigurationError(
      'the target holds a part of another store, whose move was interrupted: continue that one, or choose an empty store',
    );
  }
  if (!(await isEmpty(to, { signal })))
    throw new ConfigurationError('the target is not empty: choose an empty store. After a move that has ended, nothing is left to do');
  if (await isEmpty(from, { signal })) throw new ConfigurationError('the source is empty: there is nothing to move');
  const marker: StoredDocument = { ...MARKER, value: { source }, tags: [], dueAt: null, expiresAt: null, version: 0 };
  await to.documents.insert([marker], { signal });
  return marker;
}

async function isEmpty(store: TransferableStore, options: CallOptions): Promise<boolean> {
  for (const part of PARTS) if ((await part.read(store, undefined, options)).texts.length > 0) return false;
  return true;
}

/** Counts and hashes what a store holds. */
export async function digestStore(store: TransferableStore, options: CallOptions = {}): Promise<StoreDigest> {
  const digests: [StorePart['name'], PartDigest][] = [];
  for (const part of PARTS) digests.push([part.name, await digestPart(part, store, options)]);
  return Object.fromEntries(digests) as unknown as StoreDigest;
}

/** The hashes of entries are joined by XOR, which is the same in every order: each store has an order of its own. */
async function digestPart(part: StorePart, store: TransferableStore, options: CallOptions): Promise<PartDigest> {
  const joined = Buffer.alloc(32);
  let count = 0;
  for (let after: JsonObject | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
    const { texts, next } = await part.read(store, after, options);
    for (const text of texts) {
      const hash = createHash('sha256').update(text).digest();
      for (let index = 0; index < joined.length; index += 1) joined[index] = (joined[index] ?? 0) ^ (hash[index] ?? 0);
    }
    count += texts.length;
    after = next;
  }
  return { count, hash: joined.toString('hex') };
}
