import { performance } from 'node:perf_hooks';
import { StorageError, type CallOptions, type Clock, type StoreTime } from '@frigg-crm/core';
import type { Db } from 'mongodb';
import { calling } from './calling.ts';

/**
 * Asks the server what time it is. While its answer is on the way its clock goes on, so now is uncertain by as much;
 * whoever needs to be sure takes the earliest or the latest. (The operator `$$NOW` would be exact, and is missing from
 * several servers that speak MongoDB's protocol.)
 */
export async function readStoreTime(db: Db, clock: Clock | undefined, options: CallOptions): Promise<StoreTime> {
  if (clock !== undefined) {
    const nowMs = clock.now();
    return { earliestMs: Math.floor(nowMs), latestMs: Math.ceil(nowMs) };
  }
  const askedMs = performance.now();
  const { localTime } = await calling(options, async () => db.command({ hello: 1 }, { promoteValues: true }));
  if (!(localTime instanceof Date)) throw new StorageError('The MongoDB server does not tell the time (localTime of hello)');
  return { earliestMs: localTime.getTime(), latestMs: Math.ceil(localTime.getTime() + (performance.now() - askedMs)) };
}
