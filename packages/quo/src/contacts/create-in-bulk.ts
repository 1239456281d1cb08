import type { CallOptions } from '@frigg-crm/core';
import { ApiError } from '@frigg-crm/http';
import type { ContactWriter } from './contact-writer.ts';
import { allOrStop } from './all-or-stop.ts';
import { readBack, type ReadBackDependencies } from './read-back.ts';
import { settleContact, type SettleDependencies } from './settle-contact.ts';
import { isAccountRefused, isOutcomeUnknown, type UpsertOutcome } from './upsert-outcome.ts';
import type { WantedContact } from './wanted-contact.ts';

/** What creating in bulk needs. */
export interface BulkDependencies extends SettleDependencies, ReadBackDependencies {
  readonly createMany: NonNullable<ContactWriter['createMany']>;
}

/** A call that queued contacts; what became of them is read back, unless it is known. */
interface BulkCall {
  readonly contacts: readonly WantedContact[];
  readonly failure: ApiError | undefined;
}

/**
 * Creates contacts that no lookup has found: queued, each chunk in a call, then read back together. Those that do not show up
 * are created one by one, which says why.
 * @returns outcomes by key.
 */
export async function createInBulk(
  deps: BulkDependencies,
  chunks: readonly (readonly WantedContact[])[],
  options: CallOptions = {},
): Promise<ReadonlyMap<string, UpsertOutcome>> {
  const tasks = chunks.map((chunk) => async (call: CallOptions) => queue(deps, chunk, call));
  const calls = await allOrStop(tasks, options);
  const readable = calls.filter(({ failure }) => failure === undefined || isOutcomeUnknown(failure));
  const groups = readable.map(({ contacts: queued }) => queued);
  const known = await readBack(deps, groups, options);
  const settle = async ({ failure }: BulkCall, wanted: WantedContact): Promise<UpsertOutcome> => {
    if (failure?.code === 'API_REFUSED') return settleContact(deps, wanted, undefined, options);
    const held = known.found.get(wanted.key);
    // Without a lookup that says it is not there, it is not sent a second time.
    const error = held === undefined ? (known.failed.get(wanted.key) ?? failure) : undefined;
    if (error !== undefined) return { kind: 'unavailable', externalId: wanted.externalId, error };
    return settleContact(deps, wanted, held, { ...options, whenSame: 'created' });
  };
  const all = calls.flatMap((call) => call.contacts.map((wanted) => [call, wanted] as const));
  return new Map(await Promise.all(all.map(async ([call, wanted]) => [wanted.key, await settle(call, wanted)] as const)));
}

async function queue(deps: BulkDependencies, contacts: readonly WantedContact[], options: CallOptions): Promise<BulkCall> {
  try {
    await deps.createMany(
      contacts.map(({ body }) => body),
      options,
    );
    return { contacts, failure: undefined };
  } catch (error) {
    if (!ApiError.is(error) || isAccountRefused(error)) throw error;
    return { contacts, failure: error };
  }
}
