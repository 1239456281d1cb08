import type { CallOptions } from '@frigg-crm/core';
import { ApiError } from '@frigg-crm/http';
import { toContactPatch } from './contact-body.ts';
import type { ContactWriter } from './contact-writer.ts';
import { isSameContact } from './is-same-contact.ts';
import { keepHeld } from './keep-held.ts';
import type { Lookup } from './lookup.ts';
import type { StoredQuoContact } from './stored-contact.ts';
import { isAccountRefused, isOutcomeUnknown, toFailure, toHeld, toUnavailable, type UpsertOutcome } from './upsert-outcome.ts';
import type { WantedContact } from './wanted-contact.ts';

/** What settling a contact needs. */
export interface SettleDependencies {
  readonly lookup: Lookup;
  readonly writer: ContactWriter;
}

/** Options of {@link settleContact}. */
export interface SettleOptions extends CallOptions {
  /**
   * What it is called when Quo turns out to hold the very contact without a response that says so: `created` where our
   * own earlier call must have done it. @defaultValue 'unchanged'
   */
  readonly whenSame?: 'created' | 'unchanged' | undefined;
}

/**
 * Creates or updates one contact, given what a lookup has found: nothing written when it is the same.
 * @throws only what is not about this contact: the account is refused, or the call was aborted.
 */
export async function settleContact(
  deps: SettleDependencies,
  wanted: WantedContact,
  held: StoredQuoContact | undefined,
  options: SettleOptions = {},
): Promise<UpsertOutcome> {
  try {
    return held === undefined ? await create(deps, wanted, options) : await updateOrCreate(deps, wanted, held, options);
  } catch (error) {
    return toFailure(wanted.externalId, error);
  }
}

/** The contact of ours among those with the external id: the source must be the same too. */
export function findOwn(contacts: readonly StoredQuoContact[], { source }: WantedContact): StoredQuoContact | undefined {
  return contacts.find((contact) => contact.source === source);
}

async function updateOrCreate(
  deps: SettleDependencies,
  wanted: WantedContact,
  held: StoredQuoContact,
  options: SettleOptions,
): Promise<UpsertOutcome> {
  try {
    return await updateIfDifferent(deps, wanted, held, options);
  } catch (error) {
    // Deleted or archived since it was listed: it is as if it had never been there.
    if (ApiError.is(error) && error.status === 404) return create(deps, wanted, options);
    throw error;
  }
}

async function updateIfDifferent(
  deps: SettleDependencies,
  wanted: WantedContact,
  held: StoredQuoContact,
  options: SettleOptions,
): Promise<UpsertOutcome> {
  const body = keepHeld(wanted, held);
  if (isSameContact(held, body)) return toHeld(options.whenSame ?? 'unchanged', wanted.externalId, held);
  return toHeld('updated', wanted.externalId, await deps.writer.update(held.id, toContactPatch(body), { signal: options.signal }));
}

async function create(deps: SettleDependencies, wanted: WantedContact, options: SettleOptions): Promise<UpsertOutcome> {
  if (wanted.body.defaultFields.phoneNumbers.length === 0) {
    return {
      kind: 'refused',
      externalId: wanted.externalId,
      code: 'NO_PHONE_NUMBER',
      fields: ['defaultFields.phoneNumbers'],
      message: 'a contact without a phone number is not created',
    };
  }
  try {
    return toHeld('created', wanted.externalId, await deps.writer.create(wanted.body, { signal: options.signal }));
  } catch (error) {
    if (!ApiError.is(error) || isAccountRefused(error)) throw error;
    if (error.status === 409) return settleConflict(deps, wanted, error, options);
    if (isOutcomeUnknown(error)) return settleUnknown(deps, wanted, error, options);
    throw error;
  }
}

/** Another caller created it in between, or another source holds the external id: only a lookup can say. */
async function settleConflict(
  deps: SettleDependencies,
  wanted: WantedContact,
  conflict: ApiError,
  options: SettleOptions,
): Promise<UpsertOutcome> {
  const contacts = await read(deps, wanted, options);
  const own = findOwn(contacts, wanted);
  if (own !== undefined) return updateIfDifferent(deps, wanted, own, options);
  throw contacts.length > 0 ? conflict : toUnavailable(conflict);
}

/** Sent, but not answered: it is never sent again before a lookup, for Quo may hold it by now. */
async function settleUnknown(
  deps: SettleDependencies,
  wanted: WantedContact,
  failure: ApiError,
  options: SettleOptions,
): Promise<UpsertOutcome> {
  const own = findOwn(await read(deps, wanted, options), wanted);
  if (own === undefined) throw failure;
  return updateIfDifferent(deps, wanted, own, { ...options, whenSame: 'created' });
}

async function read(deps: SettleDependencies, wanted: WantedContact, { signal }: CallOptions): Promise<readonly StoredQuoContact[]> {
  const finding = (await deps.lookup([wanted.externalId], { signal })).get(wanted.externalId);
  if (finding?.kind === 'failed') throw finding.error;
  return finding?.contacts ?? [];
}
