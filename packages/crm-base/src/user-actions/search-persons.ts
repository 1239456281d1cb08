import type { CallOptions, JsonObject, MappingRepository } from '@frigg-crm/core';
import { phoneNumbersOf, type StoredQuoContact } from '@frigg-crm/quo';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { CrmPersonRef } from '../connector/logged-activity.ts';
import { describePersons, keyOfPerson, type PersonDescription } from '../persons/describe-persons.ts';

/** More are not shown: who finds more has to search for more. */
const MAX_FOUND = 20;

interface PersonSearch extends CallOptions {
  /** E.164. */
  readonly phoneNumber: string | undefined;
  readonly name: string | undefined;
}

/**
 * Finds persons of the CRM by number and by name, and says of each what Quo holds. Who is known by the number from a sync
 * is found also where the CRM cannot be searched.
 */
export async function searchPersons(
  { mappingRepository }: { readonly mappingRepository: MappingRepository },
  crm: CrmIntegration,
  { phoneNumber, name, ...options }: PersonSearch,
): Promise<JsonObject> {
  const { integrationId } = crm;
  const found: CrmPersonRef[] = [];
  if (phoneNumber !== undefined) {
    found.push(...(await mappingRepository.findByPhones({ integrationId, phoneNumbers: [phoneNumber], ...options })));
    found.push(...(await crm.findPersonsByPhone(phoneNumber, options)));
  }
  const byName = name === undefined ? [] : await crm.searchPersonsByName?.(name, { ...options, limit: MAX_FOUND + 1 });
  found.push(...(byName ?? []));
  const refs = new Map(found.map(({ objectType, externalId }) => [keyOfPerson({ objectType, externalId }), { objectType, externalId }]));
  const shown = [...refs.values()].slice(0, MAX_FOUND);
  const [persons, contacts] = await Promise.all([describePersons(crm, shown, options), findContacts(crm, shown, options)]);
  return {
    persons: shown.map((ref) => ({ ...ref, ...toShown(persons.get(keyOfPerson(ref))), quo: toQuo(contacts.get(ref.externalId)) })),
    hasMore: refs.size > MAX_FOUND,
    // Not the same as: no one of that name.
    ...(name !== undefined && { isSearchedByName: byName !== undefined }),
  };
}

/** A record that cannot be synced is found all the same. */
function toShown(person: PersonDescription | 'unusable' | undefined): JsonObject | undefined {
  return person === 'unusable' ? { isUsable: false } : person;
}

async function findContacts(
  crm: CrmIntegration,
  refs: readonly CrmPersonRef[],
  options: CallOptions,
): Promise<ReadonlyMap<string, StoredQuoContact>> {
  const ids = refs.map(({ externalId }) => externalId);
  const contacts = ids.length === 0 ? [] : await crm.quoContacts.listByExternalIds(ids, options);
  const own = contacts.filter(({ source }) => source === crm.quoSource);
  return new Map(own.map((contact) => [contact.externalId ?? '', contact]));
}

function toQuo(contact: StoredQuoContact | undefined): JsonObject | null {
  return contact === undefined ? null : { contactId: contact.id, phoneNumbers: phoneNumbersOf(contact) };
}
