import type { CallOptions, MappingRepository, PersonMapping } from '@frigg-crm/core';
import type { CrmIntegration } from '../../connector/crm-integration.ts';
import type { CrmPersonRef } from '../../connector/logged-activity.ts';
import { SearchUnsupportedError } from '../../failures/search-unsupported-error.ts';
import { describePersons, keyOfPerson } from '../../persons/describe-persons.ts';
import { decidePerson, type PersonDecision } from './decide-person.ts';

/** By what a person is looked up. */
export type PersonLookup =
  /** A phone number, E.164: among the persons who were written, else by a search of the CRM. */
  | { readonly phone: string }
  /** An e-mail address, which is searched in the CRM. */
  | { readonly email: string }
  /** A name or a part of it, which is searched in the CRM. */
  | { readonly name: string }
  /** The id in the CRM, which is asked for who was never written. @param objectType - @defaultValue each that the integration syncs */
  | { readonly crmId: string; readonly objectType?: string | undefined }
  /** The id of the contact in Quo, which is requested there. */
  | { readonly quoId: string };

/** A person whom a lookup has found. */
export interface LookedUpPerson extends CrmPersonRef {
  /** What is stored of them; `undefined`: nothing was written yet. */
  readonly mapping: PersonMapping | undefined;
  readonly decision: PersonDecision;
  /** As the CRM has it, where it was searched; stored mappings hold no names. */
  readonly name: string | undefined;
}

/** What a lookup has found. */
export interface FoundPersons {
  readonly people: readonly LookedUpPerson[];
  /** Whether there are more than are shown: then look for something narrower. */
  readonly hasMore: boolean;
}

/** More are not shown: choosing among more takes a narrower search. */
const MAX_FOUND = 20;

interface FindDependencies {
  readonly mappingRepository: Pick<MappingRepository, 'findByPhones' | 'findMany'>;
  readonly integrationId: string;
  /** @throws {UnknownIntegrationError} */
  readonly load: () => Promise<CrmIntegration>;
}

/**
 * Finds persons: by what is stored of them where that is enough, else by the searches of the CRM. Neither lists all persons.
 * @throws {SearchUnsupportedError} when the CRM has no search of this kind.
 * @throws {ApiError} when the CRM or Quo does not say.
 */
export async function findPersons(dependencies: FindDependencies, by: PersonLookup, options: CallOptions): Promise<FoundPersons> {
  const { mappingRepository, integrationId, load } = dependencies;
  if ('phone' in by) {
    const mappings = await mappingRepository.findByPhones({ integrationId, phoneNumbers: [by.phone], ...options });
    return mappings.length > 0 ? toStored(mappings) : searchCrm(dependencies, by, options);
  }
  if ('email' in by || 'name' in by) return searchCrm(dependencies, by, options);
  if ('crmId' in by && by.objectType !== undefined) {
    const refs = [{ objectType: by.objectType, externalId: by.crmId }];
    const stored = [...(await findMappings(dependencies, refs, options)).values()];
    if (stored.length > 0) return toStored(stored);
  }
  const crm = await load();
  const externalId = 'crmId' in by ? by.crmId : await externalIdOf(crm, by.quoId, options);
  if (externalId === undefined) return toStored([]);
  const wanted = 'crmId' in by ? by.objectType : undefined;
  const objectTypes = crm.config.personObjectTypes.map(({ crmObjectName }) => crmObjectName);
  const refs = objectTypes.filter((type) => type === (wanted ?? type)).map((objectType) => ({ objectType, externalId }));
  const stored = [...(await findMappings(dependencies, refs, options)).values()];
  return stored.length > 0 ? toStored(stored) : describeFound(dependencies, { crm, refs, isCertain: false }, options);
}

/** Contacts of others have ids of their own. */
async function externalIdOf({ quoContacts, quoSource }: CrmIntegration, quoId: string, options: CallOptions): Promise<string | undefined> {
  const contact = await quoContacts.get?.(quoId, options);
  return contact?.source === quoSource ? (contact.externalId ?? undefined) : undefined;
}

function toStored(mappings: readonly PersonMapping[]): FoundPersons {
  const people = mappings.slice(0, MAX_FOUND).map((mapping) => {
    const { objectType, externalId } = mapping;
    return { objectType, externalId, mapping, decision: decidePerson(mapping), name: undefined };
  });
  return { people, hasMore: mappings.length > MAX_FOUND };
}

async function searchCrm(
  dependencies: FindDependencies,
  by: Extract<PersonLookup, { phone: string } | { email: string } | { name: string }>,
  options: CallOptions,
): Promise<FoundPersons> {
  const crm = await dependencies.load();
  const found = new Map((await search(crm, by, options)).map((ref) => [keyOfPerson(ref), ref]));
  const refs = [...found.values()].slice(0, MAX_FOUND);
  const { people } = await describeFound(dependencies, { crm, refs, isCertain: true }, options);
  return { people, hasMore: found.size > MAX_FOUND };
}

interface Candidates {
  readonly crm: CrmIntegration;
  readonly refs: readonly CrmPersonRef[];
  /** Whether the CRM has found them; otherwise only those whom it has count. */
  readonly isCertain: boolean;
}

/** Who is found is described by the CRM, so that an operator can choose. */
async function describeFound(
  dependencies: FindDependencies,
  { crm, refs, isCertain }: Candidates,
  options: CallOptions,
): Promise<FoundPersons> {
  const [described, mappings] = await Promise.all([describePersons(crm, refs, options), findMappings(dependencies, refs, options)]);
  const people = refs.flatMap(({ objectType, externalId }) => {
    const key = keyOfPerson({ objectType, externalId });
    const [description, mapping] = [described.get(key), mappings.get(key)];
    if (description === undefined && !isCertain) return [];
    const name = typeof description === 'object' ? description.name : undefined;
    return { objectType, externalId, mapping, decision: decidePerson(mapping), name };
  });
  return { people, hasMore: false };
}

async function search(
  crm: CrmIntegration,
  by: Extract<PersonLookup, { phone: string } | { email: string } | { name: string }>,
  options: CallOptions,
): Promise<readonly CrmPersonRef[]> {
  if ('phone' in by) return crm.findPersonsByPhone(by.phone, options);
  const limited = { ...options, limit: MAX_FOUND + 1 };
  if ('email' in by) {
    if (crm.findPersonsByEmail === undefined) throw new SearchUnsupportedError(crm.connector, 'e-mail address');
    return crm.findPersonsByEmail(by.email, limited);
  }
  if (crm.searchPersonsByName === undefined) throw new SearchUnsupportedError(crm.connector, 'name');
  return crm.searchPersonsByName(by.name, limited);
}

async function findMappings(
  { mappingRepository, integrationId }: FindDependencies,
  refs: readonly CrmPersonRef[],
  options: CallOptions,
): Promise<ReadonlyMap<string, PersonMapping>> {
  const byType = [...Map.groupBy(refs, ({ objectType }) => objectType)];
  const found = await Promise.all(
    byType.map(async ([objectType, ofType]) => {
      const externalIds = ofType.map(({ externalId }) => externalId);
      return mappingRepository.findMany({ integrationId, objectType, externalIds, ...options });
    }),
  );
  return new Map(found.flat().map((mapping) => [keyOfPerson(mapping), mapping]));
}
