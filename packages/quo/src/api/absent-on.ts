import { ApiError } from '@frigg-crm/http';

/** @returns what the call resolves to, or `undefined` when the API responds with one of these statuses: there is no such thing. */
export async function absentOn<Output>(statuses: readonly number[], call: Promise<Output>): Promise<Output | undefined> {
  try {
    return await call;
  } catch (error) {
    if (ApiError.is(error) && error.status !== undefined && statuses.includes(error.status)) return undefined;
    throw error;
  }
}
