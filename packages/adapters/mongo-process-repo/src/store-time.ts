import { performance } from 'node:perf_hooks';
import { ConfigurationError, type Clock } from '@frigg-crm/core';
import type { StoreTime } from '@frigg-crm/core/adapter';
import type { Db } from 'mongodb';
import { execute, type ExecuteOptions } from './execute.ts';
import { describeValue, toNumber } from './server-number.ts';

/**
 * Reads the server's time. While its response is on the way its clock goes on, so now is uncertain by as much; a caller
 * that needs to be sure takes the earliest or the latest. (The operator `$$NOW` would be exact, and is missing from
 * several servers that speak MongoDB's protocol.)
 *
 * @throws {ConfigurationError} when the server's response holds no time.
 */
export async function readStoreTime(db: Db, clock: Clock | undefined, options: ExecuteOptions): Promise<StoreTime> {
  if (clock !== undefined) {
    const nowMs = clock.now();
    return { earliestMs: Math.floor(nowMs), latestMs: Math.ceil(nowMs) };
  }
  const sentMs = performance.now();
  const { localTime } = await execute(options, async () => db.command({ hello: 1 }, { promoteValues: true }));
  const serverMs = toServerMs(localTime);
  return { earliestMs: Math.floor(serverMs), latestMs: Math.ceil(serverMs + (performance.now() - sentMs)) };
}

/**
 * MongoDB's own servers send a date (manual: hello); DocumentDB 0.108 sends its milliseconds as a 64-bit integer.
 * @returns milliseconds since the epoch.
 */
function toServerMs(localTime: unknown): number {
  const ms = localTime instanceof Date ? localTime.getTime() : toNumber(localTime);
  if (ms === undefined || !(ms > 0))
    throw new ConfigurationError(
      `The MongoDB server reports no valid time: localTime of hello is ${describeValue(localTime)}, and must be a date or milliseconds since 1970`,
    );
  return ms;
}
