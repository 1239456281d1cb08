import { ConfigurationError, type CallOptions } from '@frigg-crm/core';
import { ClientIntegration, WebhookRefusedError, type ActivityFormats, type ClientIntegrationDependencies } from '@frigg-crm/crm-base';
import type { CRMConfig, CrmPersonRef, FetchPersonPageParams, IncomingWebhook, UserAction } from '@frigg-crm/crm-base';
import { createNameLookup, keepWebhook, readJsonBody, readSetting, verifyBasicAuth } from '@frigg-crm/crm-base/connector';
import type { QuoContact } from '@frigg-crm/quo';
import * as z from 'zod';
import { callActivityDestinationSchema, type CallActivityDestination } from './activities/create-activity-links.ts';
import { createPipedriveActivityLog } from './activities/pipedrive-activity-log.ts';
import type { PipedrivePersons } from './client/create-persons.ts';
import type { PipedriveClient } from './client/create-pipedrive-client.ts';
import type { PipedrivePerson } from './client/pipedrive-person.ts';
import { pipedrivePersonToQuoContact } from './mapping/pipedrive-person-to-quo-contact.ts';
import { createPipedriveActions } from './user-actions/pipedrive-actions.ts';
import { planPipedriveWebhook } from './webhooks/pipedrive-webhook-channel.ts';
import { PERSON, readPipedriveWebhook } from './webhooks/read-pipedrive-webhook.ts';

/** What the integration of one Pipedrive account works with. */
export interface PipedriveIntegrationDependencies extends ClientIntegrationDependencies<PipedriveClient> {
  /** What calls are filed under beside the person, where the owner has not set it. @defaultValue 'all' */
  readonly callActivityDestination?: CallActivityDestination | undefined;
}

/** Keeps the persons of one Pipedrive company in step with Quo, and writes calls and texts into it. */
export class PipedriveIntegration extends ClientIntegration<PipedrivePerson, PipedriveClient> {
  static readonly Definition = { name: 'pipedrive' };

  static readonly CRMConfig: CRMConfig = {
    personObjectTypes: [{ crmObjectName: PERSON, quoContactType: 'contact' }],
    // A cursor marks the first item of the next page, `limit` says how many there are (Pagination).
    syncConfig: { paginationType: 'CURSOR_BASED', supportsPartialPages: true },
  };

  /** What the owner can set, beside the phone numbers. */
  static readonly ConfigSchema = z.object({ callActivityDestination: callActivityDestinationSchema.optional() });
  readonly configSchema = PipedriveIntegration.ConfigSchema;
  /** Notes are HTML. */
  override readonly activityFormats: ActivityFormats = { calls: { format: 'html' }, messages: { format: 'html' } };
  override readonly userActions: readonly UserAction[];
  protected override readonly activities;
  protected override readonly webhook;
  readonly #organizations;

  /** @throws {ConfigurationError} when the owner is missing. */
  constructor(dependencies: PipedriveIntegrationDependencies) {
    super(dependencies);
    const { client, clock, logger, settings, callActivityDestination = 'all' } = dependencies;
    const destination = readSetting(settings, 'callActivityDestination', callActivityDestinationSchema) ?? callActivityDestination;
    this.userActions = createPipedriveActions(client);
    this.activities = createPipedriveActivityLog({ client, destination, clock, logger, shared: this.shared });
    this.webhook = keepWebhook(planPipedriveWebhook({ client, clock, logger, catchUp: async () => this.catchUp() }));
    this.#organizations = createNameLookup({
      records: 'organizations',
      async fetchNames(ids, options) {
        const found = await client.organizations.listByIds(ids, options);
        return found.map(({ id, name, isDeleted }) => ({ id, name: isDeleted ? null : name }));
      },
      clock,
      logger,
      shared: this.shared,
    });
  }

  /**
   * All persons come by id, those who changed by the time of their change, oldest first: who is changed while the pages
   * are read moves to the end and is met again there.
   */
  protected override async listPeople(params: FetchPersonPageParams, options: CallOptions): ReturnType<PipedrivePersons['list']> {
    const { cursor, limit, modifiedSince, sortDesc } = params;
    const order =
      modifiedSince === null
        ? ({ sortBy: 'id', sortDirection: sortDesc ? 'desc' : 'asc' } as const)
        : ({ updatedSince: modifiedSince, sortBy: 'update_time', sortDirection: 'asc' } as const);
    return this.client.persons.list({ limit, cursor: cursor ?? undefined, ...order }, options);
  }

  /** @throws {UnusablePersonError} when the record has no id or is not as API v2 documents it. */
  override transformPersonToQuo(person: PipedrivePerson): QuoContact {
    const { organizationName } = person;
    const [apiDomain, defaultCountry] = [this.client.baseUrl, this.givenCountry ?? 'US'];
    return pipedrivePersonToQuoContact(person, { apiDomain, organizationName, defaultCountry, source: this.quoSource });
  }

  /** `update_time` (Persons API v2), in whole seconds: two changes within one second look the same. */
  override personModifiedAt({ updateTime }: PipedrivePerson): string | undefined {
    return updateTime ?? undefined;
  }

  override async searchPersonsByName(name: string, options: CallOptions & { readonly limit: number }): Promise<readonly CrmPersonRef[]> {
    const ids = await this.client.persons.searchByName(name, options);
    return ids.map((externalId) => ({ objectType: PERSON, externalId }));
  }

  override async findPersonsByEmail(email: string, options: CallOptions & { readonly limit: number }): Promise<readonly CrmPersonRef[]> {
    const ids = await this.client.persons.searchByEmail(email, options);
    return ids.map((externalId) => ({ objectType: PERSON, externalId }));
  }

  /** Pipedrive signs nothing: the password of the connection proves who sends (Guide for Webhooks v2, HTTP Basic). */
  override readWebhook({ headers, rawBody, stored }: IncomingWebhook): ReturnType<typeof readPipedriveWebhook> {
    const webhook = this.webhook.read(stored);
    if (webhook === undefined || !verifyBasicAuth(headers, webhook)) throw new WebhookRefusedError('credentials');
    return readPipedriveWebhook(readJsonBody(rawBody), webhook);
  }

  protected override peopleOf(objectType: string): PipedrivePersons {
    if (objectType !== PERSON) throw new ConfigurationError(`Pipedrive has people of type ${PERSON}, not ${objectType}`);
    return this.client.persons;
  }

  protected override async complete(people: readonly PipedrivePerson[], options: CallOptions): Promise<readonly PipedrivePerson[]> {
    const idOf = ({ isDeleted, orgId }: PipedrivePerson): string | null => (isDeleted ? null : orgId);
    return this.#organizations.addTo(people, { idOf, withName: (person, organizationName) => ({ ...person, organizationName }) }, options);
  }
}
