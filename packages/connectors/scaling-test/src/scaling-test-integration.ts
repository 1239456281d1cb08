import type { CallOptions } from '@frigg-crm/core';
import {
  BaseCRMIntegration,
  type BaseCRMIntegrationDependencies,
  type CRMConfig,
  type FetchPersonPageParams,
  type PersonPage,
  type PersonScope,
} from '@frigg-crm/crm-base';
import type { QuoContact } from '@frigg-crm/quo';
import type { ScalingTestClient } from './client/scaling-test-client.ts';
import { syntheticPersonToQuoContact } from './mapping/synthetic-person-to-quo-contact.ts';
import type { SyntheticPerson } from './people/synthetic-person.ts';

/** What an integration with synthetic people works with. */
export interface ScalingTestIntegrationDependencies extends BaseCRMIntegrationDependencies {
  readonly client: ScalingTestClient;
}

/**
 * The connector of a synthetic CRM: any number of people, for tests of load and of failure.
 *
 * Its pages have numbers and its total is known; with `config: { syncConfig: { paginationType: 'CURSOR_BASED' } }` the
 * same people are listed by cursor.
 *
 * @example
 * ```ts
 * const sandbox = createScalingTestSandbox({ people: 10_000 });
 * const client = createScalingTestClient({ token: sandbox.token, fetch: sandbox.fetch });
 * const integration = new ScalingTestIntegration({ ...engine, integrationId: 'i1', userId: 'u1', quoContacts, client });
 * await integration.startInitialSync();
 * ```
 */
export class ScalingTestIntegration extends BaseCRMIntegration<SyntheticPerson> {
  static readonly Definition = { name: 'scaling-test' };
  static readonly CRMConfig: CRMConfig = {
    personObjectTypes: [{ crmObjectName: 'Person' }],
    syncConfig: { paginationType: 'PAGE_BASED', supportsTotal: true },
  };
  readonly #client: ScalingTestClient;

  /** @throws {ConfigurationError} when the owner is missing or the configuration is not usable. */
  constructor({ client, ...dependencies }: ScalingTestIntegrationDependencies) {
    super(dependencies);
    this.#client = client;
  }

  override async fetchPersonPage(
    { page, cursor, limit, modifiedSince }: FetchPersonPageParams,
    options: CallOptions,
  ): Promise<PersonPage<SyntheticPerson>> {
    const params = { limit, page: page ?? undefined, cursor: cursor ?? undefined, modifiedSince: modifiedSince ?? undefined };
    const { people, total, nextCursor, hasMore } = await this.#client.persons.list(params, options);
    return { data: people, total: total ?? undefined, cursor: nextCursor, hasMore };
  }

  override transformPersonToQuo(person: SyntheticPerson): QuoContact {
    return { ...syntheticPersonToQuoContact(person), source: this.quoSource };
  }

  override personExternalId({ id }: SyntheticPerson): string | undefined {
    return id === '' ? undefined : id;
  }

  override personModifiedAt({ updatedAt }: SyntheticPerson): string | undefined {
    return updatedAt === '' ? undefined : updatedAt;
  }

  override async fetchPersonById(id: string, { signal }: PersonScope): Promise<SyntheticPerson | undefined> {
    return this.#client.persons.get(id, { signal });
  }
}
