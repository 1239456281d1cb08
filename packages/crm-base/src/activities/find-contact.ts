import type { CallOptions, Clock, DocumentStore, MappingRepository } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import type { ActivityLine } from '@frigg-crm/quo';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { CrmPersonRef } from '../connector/logged-activity.ts';
import { personRefSchema } from '../connector/person-ref-schema.ts';
import { findOwner } from '../persons/find-owner.ts';

/** The collection of people whom a search in the CRM has found by their number. */
const PHONE_LINKS = 'phone-links';

/** For so long a search is not repeated: the number may go to another person. People of a sync are in the mapping, which needs no search. */
const LINK_MS = 3600 * 1000;

export interface FindContactDependencies {
  readonly mappingRepository: MappingRepository;
  readonly documents: DocumentStore;
  readonly clock: Clock;
}

/** Options of {@link findContact}. */
export interface FindContactOptions extends CallOptions {
  /** The Quo line that it went over. @defaultValue unknown */
  readonly line?: ActivityLine | undefined;
}

/**
 * Finds whose a phone number is: first among the people who were synced, then by a search in the CRM, which is remembered.
 * @param phoneNumber - E.164.
 * @returns `undefined` when no contact has it, which is a normal result.
 */
export async function findContact(
  dependencies: FindContactDependencies,
  integration: CrmIntegration,
  phoneNumber: string,
  { line, ...options }: FindContactOptions,
): Promise<CrmPersonRef | undefined> {
  const { mappingRepository, documents, clock } = dependencies;
  const { integrationId } = integration;
  const people = await mappingRepository.findByPhones({ integrationId, phoneNumbers: [phoneNumber], ...options });
  const ofLine = people.filter((person) => integration.isContactOfLine?.(person, line) ?? true);
  const mapped = findOwner(ofLine, integration.config)?.owner;
  if (mapped !== undefined) return { objectType: mapped.objectType, externalId: mapped.externalId };
  const link = await documents.find({ collection: PHONE_LINKS, integrationId, id: phoneNumber }, options);
  if (link !== undefined && Date.parse(link.expiresAt ?? '') > clock.now()) {
    const remembered = personRefSchema.safeParse(link.value);
    if (remembered.success) return remembered.data;
  }
  return searchContact(dependencies, integration, phoneNumber, options);
}

/** Searches the CRM for whose a phone number is, whatever is remembered of it, and remembers who was found. */
export async function searchContact(
  { documents, clock }: Pick<FindContactDependencies, 'documents' | 'clock'>,
  integration: CrmIntegration,
  phoneNumber: string,
  options: CallOptions,
): Promise<CrmPersonRef | undefined> {
  const { integrationId } = integration;
  const key = { collection: PHONE_LINKS, integrationId, id: phoneNumber };
  const [found] = await integration.findPersonsByPhone(phoneNumber, options);
  await documents.remove([key], options);
  if (found === undefined) return undefined;
  const { objectType, externalId } = found;
  const expiresAt = toIso(clock.now() + LINK_MS);
  await documents.insert([{ ...key, value: { objectType, externalId }, tags: [], dueAt: null, expiresAt, version: 0 }], options);
  return { objectType, externalId };
}
