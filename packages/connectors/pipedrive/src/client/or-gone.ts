import { hasStatus } from './has-status.ts';

/** @returns what the call gives, or `undefined` when Pipedrive does not know the record (any more). */
export async function orGone<Output>(call: Promise<Output>): Promise<Output | undefined> {
  try {
    return await call;
  } catch (error) {
    if (hasStatus(error, 404, 410)) return undefined;
    throw error;
  }
}
