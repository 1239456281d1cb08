import { ConfigurationError, type CallOptions, type Clock, type Logger } from '@frigg-crm/core';
import {
  BaseCRMIntegration,
  type BaseCRMIntegrationDependencies,
  type CRMConfig,
  type FetchPersonPageParams,
  type PersonPage,
  type PersonScope,
} from '@frigg-crm/crm-base';
import type { QuoContact } from '@frigg-crm/quo';
import type { ListPersonsQuery, PipedriveClient } from './client/pipedrive-client.ts';
import type { PipedrivePerson } from './client/pipedrive-person.ts';
import { pipedrivePersonToQuoContact } from './mapping/pipedrive-person-to-quo-contact.ts';
import { createOrganizationNames, type OrganizationNames } from './organization-names.ts';

export interface PipedriveIntegrationDependencies extends BaseCRMIntegrationDependencies {
  readonly client: PipedriveClient;
  /** Two letters (ISO 3166-1): the country of phone numbers without `+`, such as the company's. @defaultValue 'US' */
  readonly defaultCountry?: string | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/** Keeps the persons of one Pipedrive company in step with Quo. */
export class PipedriveIntegration extends BaseCRMIntegration<PipedrivePerson> {
  static readonly Definition = { name: 'pipedrive' };

  static readonly CRMConfig: CRMConfig = {
    personObjectTypes: [{ crmObjectName: 'Person', quoContactType: 'contact' }],
    syncConfig: {
      paginationType: 'CURSOR_BASED',
      supportsTotal: false,
      returnFullRecords: true,
      reverseChronological: false,
      initialBatchSize: 100,
      ongoingBatchSize: 50,
    },
    queueConfig: { maxOutstandingPages: 100, maxAttempts: 5 },
  };

  readonly #client: PipedriveClient;
  readonly #organizations: OrganizationNames;
  readonly #defaultCountry: string;

  /** @throws {ConfigurationError} when the owner is missing. */
  constructor(dependencies: PipedriveIntegrationDependencies) {
    super(dependencies);
    const { client, clock, logger, defaultCountry = 'US' } = dependencies;
    this.#client = client;
    this.#organizations = createOrganizationNames({ client, clock, logger });
    this.#defaultCountry = defaultCountry;
  }

  /**
   * Everybody comes by id, those who changed by the time of their change, oldest first: who is changed while the pages
   * are read moves to the end and is met again there.
   */
  override async fetchPersonPage(params: FetchPersonPageParams, options: CallOptions = {}): Promise<PersonPage<PipedrivePerson>> {
    const { objectType, cursor, limit, modifiedSince, sortDesc } = params;
    assertPerson(objectType);
    const order: Partial<ListPersonsQuery> =
      modifiedSince === null
        ? { sortBy: 'id', sortDirection: sortDesc ? 'desc' : 'asc' }
        : { updatedSince: modifiedSince, sortBy: 'update_time', sortDirection: 'asc' };
    const { data, nextCursor } = await this.#client.listPersons({ limit, cursor: cursor ?? undefined, ...order }, options);
    return { data: await this.#withOrganizations(data, options), cursor: nextCursor ?? null, hasMore: nextCursor !== undefined };
  }

  override async fetchPersonById(id: string, { objectType, ...options }: PersonScope): Promise<PipedrivePerson | undefined> {
    assertPerson(objectType);
    const person = await this.#client.getPerson(id, options);
    return person === undefined ? undefined : (await this.#withOrganizations([person], options))[0];
  }

  override async fetchPersonsByIds(ids: readonly string[], { objectType, ...options }: PersonScope): Promise<readonly PipedrivePerson[]> {
    assertPerson(objectType);
    return this.#withOrganizations(await this.#client.listPersonsByIds(ids, options), options);
  }

  /** @throws {UnusablePersonError} when the record has no id or is not as API v2 documents it. */
  override transformPersonToQuo(person: PipedrivePerson): QuoContact {
    return pipedrivePersonToQuoContact(person, {
      apiDomain: this.#client.apiDomain,
      organizationName: person.organizationName,
      defaultCountry: this.#defaultCountry,
      source: this.quoSource,
    });
  }

  override personExternalId({ id }: PipedrivePerson): string | undefined {
    return id === '' ? undefined : id;
  }

  override isPersonDeleted({ isDeleted }: PipedrivePerson): boolean {
    return isDeleted;
  }

  /** `update_time` (Persons API v2), in whole seconds: two changes within one second cannot be told apart. */
  override personModifiedAt({ updateTime }: PipedrivePerson): string | undefined {
    return updateTime ?? undefined;
  }

  async #withOrganizations(people: readonly PipedrivePerson[], options: CallOptions): Promise<readonly PipedrivePerson[]> {
    const ids = people.filter(({ isDeleted }) => !isDeleted).flatMap(({ orgId }) => orgId ?? []);
    const names = await this.#organizations.namesOf(ids, options);
    return people.map((person) => ({ ...person, organizationName: names.get(person.orgId ?? '') ?? null }));
  }
}

function assertPerson(objectType: string): void {
  if (objectType !== 'Person') throw new ConfigurationError(`Pipedrive has people of type Person, not ${objectType}`);
}
