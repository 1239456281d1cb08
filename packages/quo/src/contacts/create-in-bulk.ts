import type { CallOptions, Clock } from '@frigg-crm/core';
import { ApiError } from '@frigg-crm/http';
import type { ContactWriter } from './contact-writer.ts';
import type { StoredQuoContact } from './stored-contact.ts';
import { findOwn, settleContact, type SettleDependencies } from './settle-contact.ts';
import { isAccountRefused, isOutcomeUnknown, type UpsertOutcome } from './upsert-outcome.ts';
import type { WantedContact } from './wanted-contact.ts';

/** Contacts of one bulk call: what partners are known to send without issue. */
export const MAX_BULK = 50;

/** What creating in bulk needs. */
export interface BulkDependencies extends SettleDependencies {
  readonly createMany: NonNullable<ContactWriter['createMany']>;
  readonly clock: Clock;
  /** Milliseconds before each lookup. */
  readonly readBackDelaysMs: readonly number[];
}

/**
 * Creates contacts that no lookup has found: queued in one call, then read back. Those that do not show up are
 * created one by one, which says why.
 * @returns one outcome per contact, in order.
 */
export async function createInBulk(
  deps: BulkDependencies,
  contacts: readonly WantedContact[],
  options: CallOptions = {},
): Promise<readonly UpsertOutcome[]> {
  const failure = await queue(deps, contacts, options);
  if (failure?.code === 'API_REFUSED') return Promise.all(contacts.map(async (wanted) => settleContact(deps, wanted, undefined, options)));
  if (failure !== undefined && !isOutcomeUnknown(failure))
    return contacts.map(({ externalId }) => ({ kind: 'unavailable', externalId, error: failure }));
  const { found, failed } = await readBack(deps, contacts, options);
  return Promise.all(
    contacts.map(async (wanted) => {
      const held = found.get(wanted.key);
      // Without a lookup that says it is not there, it is not sent a second time.
      const error = held === undefined ? (failed.get(wanted.key) ?? failure) : undefined;
      if (error !== undefined) return { kind: 'unavailable', externalId: wanted.externalId, error };
      return settleContact(deps, wanted, held, { ...options, whenSame: 'created' });
    }),
  );
}

async function queue(deps: BulkDependencies, contacts: readonly WantedContact[], options: CallOptions): Promise<ApiError | undefined> {
  try {
    await deps.createMany(
      contacts.map(({ body }) => body),
      options,
    );
    return undefined;
  } catch (error) {
    if (!ApiError.is(error) || isAccountRefused(error)) throw error;
    return error;
  }
}

interface ReadBack {
  readonly found: ReadonlyMap<string, StoredQuoContact>;
  /** Those whose last lookup failed. */
  readonly failed: ReadonlyMap<string, ApiError>;
}

/** Repeats the lookup until all are there or, after the first was found, one finds none. */
async function readBack(deps: BulkDependencies, contacts: readonly WantedContact[], options: CallOptions): Promise<ReadBack> {
  const found = new Map<string, StoredQuoContact>();
  let failed = new Map<string, ApiError>();
  for (const delayMs of deps.readBackDelaysMs) {
    await deps.clock.sleep(delayMs, options);
    const foundBefore = found.size;
    const missing = contacts.filter(({ key }) => !found.has(key));
    const findings = await deps.lookup(
      missing.map(({ externalId }) => externalId),
      options,
    );
    failed = new Map();
    for (const wanted of missing) {
      const finding = findings.get(wanted.externalId);
      if (finding?.kind === 'failed') failed.set(wanted.key, finding.error);
      const own = finding?.kind === 'read' ? findOwn(finding.contacts, wanted) : undefined;
      if (own !== undefined) found.set(wanted.key, own);
    }
    const hasStopped = foundBefore > 0 && found.size === foundBefore && failed.size === 0;
    if (found.size === contacts.length || hasStopped) break;
  }
  return { found, failed };
}
