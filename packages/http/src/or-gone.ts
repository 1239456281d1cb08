import { ApiError } from './errors/api-error.ts';

/**
 * @returns what the call resolves to, or `undefined` when the API responds 404 or 410: there is no such record (any more).
 * @throws whatever else the call fails with.
 * @example
 * const person = await orGone(fetchPerson('42'));
 */
export async function orGone<Output>(call: Promise<Output>): Promise<Output | undefined> {
  try {
    return await call;
  } catch (error) {
    if (ApiError.is(error) && (error.status === 404 || error.status === 410)) return undefined;
    throw error;
  }
}
