import type { CallOptions } from '@frigg-crm/core';
import type { QuoContact } from '@frigg-crm/quo';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { CrmPersonRef } from '../connector/logged-activity.ts';
import { transformPersons } from './transform-persons.ts';

/** A person as operators and owners know them: what a sync would write. */
export type PersonDescription = {
  readonly name: string;
  readonly company: string | null;
  readonly phoneNumbers: readonly string[];
  readonly url: string | null;
};

/**
 * Fetches persons from the CRM.
 * @returns them by {@link keyOfPerson}: `unusable` for a record that cannot become a contact; none for who is gone.
 */
export async function describePersons(
  crm: CrmIntegration,
  refs: readonly CrmPersonRef[],
  options: CallOptions,
): Promise<ReadonlyMap<string, PersonDescription | 'unusable'>> {
  const described = new Map<string, PersonDescription | 'unusable'>();
  for (const objectType of new Set(refs.map((ref) => ref.objectType))) {
    const ids = refs.filter((ref) => ref.objectType === objectType).map(({ externalId }) => externalId);
    const scope = { objectType, ...options };
    const persons = (await crm.fetchPersonsByIds(ids, scope)).flatMap((person) => {
      const externalId = crm.personExternalId(person, scope);
      return externalId === undefined || crm.isPersonDeleted(person) ? [] : [{ externalId, person }];
    });
    const contacts = await transformPersons(
      crm,
      persons.map(({ person }) => person),
      scope,
    );
    for (const [index, { externalId }] of persons.entries()) {
      const contact = contacts[index];
      const description = contact?.status === 'fulfilled' ? toDescription(contact.value) : 'unusable';
      described.set(keyOfPerson({ objectType, externalId }), description);
    }
  }
  return described;
}

/** @returns what distinguishes two persons of an integration: types may share ids. */
export function keyOfPerson({ objectType, externalId }: CrmPersonRef): string {
  return JSON.stringify([objectType, externalId]);
}

/** @returns the name as one text; empty where there is none. */
export function nameOfContact({ defaultFields: { firstName, lastName } }: QuoContact): string {
  return [firstName, lastName].filter((part) => part != null && part !== '').join(' ');
}

function toDescription(contact: QuoContact): PersonDescription {
  const { defaultFields, sourceUrl } = contact;
  return {
    name: nameOfContact(contact),
    company: defaultFields.company ?? null,
    phoneNumbers: defaultFields.phoneNumbers.flatMap(({ value }) => value ?? []),
    url: sourceUrl ?? null,
  };
}
