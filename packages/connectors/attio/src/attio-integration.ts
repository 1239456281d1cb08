import { ConfigurationError, type CallOptions } from '@frigg-crm/core';
import { ClientIntegration, type ClientIntegrationDependencies } from '@frigg-crm/crm-base';
import type { CRMConfig, CrmPersonRef, FetchPersonPageParams, IncomingWebhook, UserAction } from '@frigg-crm/crm-base';
import { createNameLookup, keepWebhook } from '@frigg-crm/crm-base/connector';
import type { QuoContact } from '@frigg-crm/quo';
import { AttioActivityLog } from './activities/attio-activity-log.ts';
import type { AttioPerson } from './client/attio-person.ts';
import type { AttioClient } from './client/create-attio-client.ts';
import type { AttioPeople } from './client/create-records.ts';
import { attioPersonToQuoContact } from './mapping/attio-person-to-quo-contact.ts';
import { createAttioActions } from './user-actions/attio-actions.ts';
import { planAttioWebhook } from './webhooks/attio-webhook-channel.ts';
import { PEOPLE, readAttioWebhook } from './webhooks/read-attio-webhook.ts';

/** What the integration of one Attio workspace works with. */
export type AttioIntegrationDependencies = ClientIntegrationDependencies<AttioClient>;

/** Keeps the people of one Attio workspace in step with Quo, and writes calls and texts into it. */
export class AttioIntegration extends ClientIntegration<AttioPerson, AttioClient> {
  static readonly Definition = { name: 'attio' };

  /** Attio does not say when a record changed: webhooks report changes, and each sync is a full one. */
  static readonly CRMConfig: CRMConfig = {
    personObjectTypes: [{ crmObjectName: PEOPLE, quoContactType: 'contact' }],
    syncConfig: {
      paginationType: 'CURSOR_BASED',
      supportsModifiedSince: false,
      maxBatchSize: 500,
      // A cursor is an offset.
      supportsPartialPages: true,
      ongoingBatchSize: 100,
      pollIntervalMinutes: 24 * 60,
    },
    queueConfig: { changeDelaySeconds: 2 },
  };

  override readonly userActions: readonly UserAction[];
  protected override readonly activities;
  protected override readonly webhook;
  readonly #companies;
  #hasWarned = false;

  /** @throws {ConfigurationError} when the owner is missing. */
  constructor(dependencies: AttioIntegrationDependencies) {
    super(dependencies);
    const { client, clock, logger } = dependencies;
    this.userActions = createAttioActions(client, { defaultCountry: this.givenCountry ?? 'US' });
    this.activities = new AttioActivityLog({ client, clock });
    this.webhook = keepWebhook(planAttioWebhook({ client, clock, logger, catchUp: async () => this.catchUp() }));
    this.#companies = createNameLookup({
      records: 'companies',
      fetchNames: client.companies.listByIds,
      clock,
      logger,
      shared: this.shared,
    });
  }

  /** All people, by the time of their creation: who is added while the pages are read comes last. */
  protected override async listPeople(params: FetchPersonPageParams, options: CallOptions): ReturnType<AttioPeople['list']> {
    const { cursor, limit, modifiedSince, sortDesc } = params;
    if (modifiedSince !== null) this.#warnOnce();
    return this.client.people.list({ limit, cursor: cursor ?? undefined, sortDirection: sortDesc ? 'desc' : 'asc' }, options);
  }

  /** @throws {UnusablePersonError} when the record has no id or is not as Attio documents it. */
  override async transformPersonToQuo(person: AttioPerson, { signal }: CallOptions = {}): Promise<QuoContact> {
    const [known = person] = await this.#withCompanies([person], { signal });
    return this.#toContact(known);
  }

  /** The companies of a page are looked up at once, when its persons are written: their names are those of that moment. */
  override async transformPersonsToQuo(
    people: readonly AttioPerson[],
    { signal }: CallOptions = {},
  ): Promise<readonly PromiseSettledResult<QuoContact>[]> {
    const known = await this.#withCompanies(people, { signal });
    return Promise.allSettled(known.map(async (person) => this.#toContact(person)));
  }

  override async searchPersonsByName(
    name: string,
    { limit, ...options }: CallOptions & { readonly limit: number },
  ): Promise<readonly CrmPersonRef[]> {
    const found = await this.client.objects.search(name, { objects: [PEOPLE], limit, ...options });
    return found.filter(({ object }) => object === PEOPLE).map(({ id }) => ({ objectType: PEOPLE, externalId: id }));
  }

  override async findPersonsByEmail(email: string, options: CallOptions & { readonly limit: number }): Promise<readonly CrmPersonRef[]> {
    const ids = await this.client.people.searchByEmail(email, options);
    return ids.map((externalId) => ({ objectType: PEOPLE, externalId }));
  }

  override readWebhook({ headers, rawBody, stored }: IncomingWebhook): ReturnType<typeof readAttioWebhook> {
    return readAttioWebhook({ headers, rawBody }, this.webhook.read(stored));
  }

  #warnOnce(): void {
    if (!this.#hasWarned)
      this.logger.warn({ integrationId: this.integrationId }, 'Attio lists no changes since a time; everyone is listed');
    this.#hasWarned = true;
  }

  protected override peopleOf(objectType: string): AttioPeople {
    if (objectType !== PEOPLE) throw new ConfigurationError(`Attio has people of type ${PEOPLE}, not ${objectType}`);
    return this.client.people;
  }

  #toContact(person: AttioPerson): QuoContact {
    return attioPersonToQuoContact(person, { defaultCountry: this.givenCountry ?? 'US', source: this.quoSource });
  }

  async #withCompanies(people: readonly AttioPerson[], options: CallOptions): Promise<readonly AttioPerson[]> {
    const idOf = ({ companyId }: AttioPerson): string | null => companyId;
    return this.#companies.addTo(people, { idOf, withName: (person, companyName) => ({ ...person, companyName }) }, options);
  }
}
