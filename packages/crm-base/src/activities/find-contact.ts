import { toIso, type CallOptions, type Clock, type DocumentStore, type MappingRepository } from '@frigg-crm/core';
import type { CrmIntegration } from '../integration/crm-integration.ts';
import type { CrmPersonRef } from '../integration/logged-activity.ts';
import { findOwner } from '../persons/find-owner.ts';

/** The collection of people whom a search in the CRM has found by their number. */
const PHONE_LINKS = 'phone-links';

/** For so long a search is not repeated. People of a sync are in the mapping, which needs no search. */
const LINK_MS = 24 * 3600 * 1000;

export interface FindContactDependencies {
  readonly mappingRepository: MappingRepository;
  readonly documents: DocumentStore;
  readonly clock: Clock;
}

/**
 * Finds whose a phone number is: first among the people who were synced, then by a search in the CRM, which is remembered.
 * @param phoneNumber - E.164.
 * @returns `undefined` when nobody has it, which is a normal answer.
 */
export async function findContact(
  { mappingRepository, documents, clock }: FindContactDependencies,
  integration: CrmIntegration,
  phoneNumber: string,
  options: CallOptions,
): Promise<CrmPersonRef | undefined> {
  const { integrationId } = integration;
  const people = await mappingRepository.findByPhones({ integrationId, phoneNumbers: [phoneNumber], ...options });
  const mapped = findOwner(people, integration.config)?.owner;
  if (mapped !== undefined) return { objectType: mapped.objectType, externalId: mapped.externalId };
  const key = { collection: PHONE_LINKS, integrationId, id: phoneNumber };
  const link = await documents.find(key, options);
  const nowMs = clock.now();
  if (link !== undefined && Date.parse(link.expiresAt ?? '') > nowMs) return link.value as unknown as CrmPersonRef;
  const [found] = await integration.findPersonsByPhone(phoneNumber, options);
  if (found === undefined) return undefined;
  const { objectType, externalId } = found;
  if (link !== undefined) await documents.remove([key], options);
  const document = { ...key, value: { objectType, externalId }, tags: [], dueAt: null, expiresAt: toIso(nowMs + LINK_MS), version: 0 };
  await documents.insert([document], options);
  return { objectType, externalId };
}

/** Forgets what a search has found: the person is not there any more. */
export async function forgetContact(
  { documents }: Pick<FindContactDependencies, 'documents'>,
  { integrationId, phoneNumber }: { readonly integrationId: string; readonly phoneNumber: string },
  options: CallOptions,
): Promise<void> {
  await documents.remove([{ collection: PHONE_LINKS, integrationId, id: phoneNumber }], options);
}
