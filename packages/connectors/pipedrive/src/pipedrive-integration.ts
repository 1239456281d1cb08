import { ConfigurationError, type CallOptions, type Clock, type Logger } from '@frigg-crm/core';
import {
  BaseCRMIntegration,
  WebhookRefusedError,
  readPhoneNumbers,
  type ActivityFormats,
  type BaseCRMIntegrationDependencies,
  type CRMConfig,
  type CrmEvent,
  type CrmPersonRef,
  type FetchPersonPageParams,
  type IncomingWebhook,
  type PersonPage,
  type PersonScope,
  type WebhookSetup,
  type WebhookSetupResult,
} from '@frigg-crm/crm-base';
import {
  createNameLookup,
  readJsonBody,
  readSetting,
  removeWebhook,
  setUpWebhook,
  verifyBasicAuth,
  type NameLookup,
} from '@frigg-crm/crm-base/connector';
import type { QuoContact } from '@frigg-crm/quo';
import * as z from 'zod';
import { callActivityDestinationSchema, type CallActivityDestination } from './activities/call-activity-destination.ts';
import { PipedriveActivityLog } from './activities/pipedrive-activity-log.ts';
import type { ListPersonsQuery } from './client/create-persons.ts';
import type { PipedriveClient } from './client/pipedrive-client.ts';
import type { PipedrivePerson } from './client/pipedrive-person.ts';
import { pipedrivePersonToQuoContact } from './mapping/pipedrive-person-to-quo-contact.ts';
import { planPipedriveWebhook, readPipedriveStored } from './webhooks/pipedrive-webhook-channel.ts';
import { PERSON, readPipedriveWebhook } from './webhooks/read-pipedrive-webhook.ts';

/** What the integration of one Pipedrive account works with. */
export interface PipedriveIntegrationDependencies extends BaseCRMIntegrationDependencies {
  readonly client: PipedriveClient;
  /** Two letters (ISO 3166-1): the country of phone numbers without `+`, such as the company's. @defaultValue 'US' */
  readonly defaultCountry?: string | undefined;
  /** What calls are filed under beside the person, where the owner has not set it. @defaultValue 'all' */
  readonly callActivityDestination?: CallActivityDestination | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/** Keeps the persons of one Pipedrive company in step with Quo, and writes calls and texts into it. */
export class PipedriveIntegration extends BaseCRMIntegration<PipedrivePerson> {
  static readonly Definition = { name: 'pipedrive' };

  static readonly CRMConfig: CRMConfig = {
    personObjectTypes: [{ crmObjectName: PERSON, quoContactType: 'contact' }],
    syncConfig: { paginationType: 'CURSOR_BASED' },
  };

  /** What the owner can set, beside the phone numbers. */
  readonly configSchema = z.object({ callActivityDestination: callActivityDestinationSchema.optional() });
  /** Notes are HTML. */
  override readonly activityFormats: ActivityFormats = { calls: { format: 'html' }, messages: { format: 'html' } };
  readonly #client: PipedriveClient;
  protected override readonly activities: PipedriveActivityLog;
  readonly #webhook: ReturnType<typeof planPipedriveWebhook>;
  readonly #logger: Logger | undefined;
  readonly #organizations: NameLookup;
  readonly #defaultCountry: string;

  /** @throws {ConfigurationError} when the owner is missing. */
  constructor(dependencies: PipedriveIntegrationDependencies) {
    super(dependencies);
    const { client, clock, logger, defaultCountry = 'US', settings, callActivityDestination = 'all' } = dependencies;
    const destination = readSetting(settings, 'callActivityDestination', callActivityDestinationSchema) ?? callActivityDestination;
    this.#client = client;
    this.#logger = logger;
    this.activities = new PipedriveActivityLog({ client, destination, clock, logger });
    this.#webhook = planPipedriveWebhook({ client, clock, logger, catchUp: async () => this.catchUp() });
    this.#organizations = createNameLookup({
      records: 'organizations',
      async fetchNames(ids, options) {
        const found = await client.organizations.listByIds(ids, options);
        return found.map(({ id, name, isDeleted }) => ({ id, name: isDeleted ? null : name }));
      },
      clock,
      logger,
    });
    this.#defaultCountry = defaultCountry;
  }

  /** The company: all ids of Pipedrive are its own (Users API v1, Get current user data). */
  override async accountIdentity(options: CallOptions): Promise<string> {
    return `pipedrive/${(await this.#client.users.me(options)).companyId}`;
  }

  /**
   * All persons come by id, those who changed by the time of their change, oldest first: who is changed while the pages
   * are read moves to the end and is met again there.
   */
  override async fetchPersonPage(params: FetchPersonPageParams, options: CallOptions = {}): Promise<PersonPage<PipedrivePerson>> {
    const { objectType, cursor, limit, modifiedSince, sortDesc } = params;
    assertPerson(objectType);
    const order: Partial<ListPersonsQuery> =
      modifiedSince === null
        ? { sortBy: 'id', sortDirection: sortDesc ? 'desc' : 'asc' }
        : { updatedSince: modifiedSince, sortBy: 'update_time', sortDirection: 'asc' };
    const { data, nextCursor } = await this.#client.persons.list({ limit, cursor: cursor ?? undefined, ...order }, options);
    return { data: await this.#withOrganizations(data, options), cursor: nextCursor ?? null, hasMore: nextCursor !== undefined };
  }

  override async fetchPersonById(id: string, { objectType, ...options }: PersonScope): Promise<PipedrivePerson | undefined> {
    assertPerson(objectType);
    const person = await this.#client.persons.get(id, options);
    return person === undefined ? undefined : (await this.#withOrganizations([person], options))[0];
  }

  override async fetchPersonsByIds(ids: readonly string[], { objectType, ...options }: PersonScope): Promise<readonly PipedrivePerson[]> {
    assertPerson(objectType);
    return this.#withOrganizations(await this.#client.persons.listByIds(ids, options), options);
  }

  /** @throws {UnusablePersonError} when the record has no id or is not as API v2 documents it. */
  override transformPersonToQuo(person: PipedrivePerson): QuoContact {
    return pipedrivePersonToQuoContact(person, {
      apiDomain: this.#client.baseUrl,
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

  /** `update_time` (Persons API v2), in whole seconds: two changes within one second look the same. */
  override personModifiedAt({ updateTime }: PipedrivePerson): string | undefined {
    return updateTime ?? undefined;
  }

  override async findPersonsByPhone(phoneNumber: string, options: CallOptions): Promise<readonly CrmPersonRef[]> {
    const found = await this.#client.persons.searchByPhone(phoneNumber, {
      ...options,
      readNumbers: (text) => readPhoneNumbers(text, this.#defaultCountry).values,
    });
    if (found.length > 1)
      this.#logger?.warn({ integrationId: this.integrationId, people: found.length }, 'several persons have one number');
    return found.map(({ id }) => ({ objectType: PERSON, externalId: id }));
  }

  /** One webhook for persons. Where it had got lost, those who changed meanwhile are fetched. */
  override async setupWebhooks(setup: WebhookSetup): Promise<WebhookSetupResult> {
    return setUpWebhook(this.#webhook, setup);
  }

  override async removeWebhooks(setup: Pick<WebhookSetup, 'stored' | 'signal'>): Promise<void> {
    return removeWebhook(this.#webhook, setup);
  }

  /** Pipedrive signs nothing: the password of the connection proves who sends (Guide for Webhooks v2, HTTP Basic). */
  override readWebhook({ headers, rawBody, stored }: IncomingWebhook): readonly CrmEvent[] {
    const webhook = readPipedriveStored(stored);
    if (webhook === undefined || !verifyBasicAuth(headers, webhook)) throw new WebhookRefusedError('credentials');
    return readPipedriveWebhook(readJsonBody(rawBody), webhook);
  }

  async #withOrganizations(people: readonly PipedrivePerson[], options: CallOptions): Promise<readonly PipedrivePerson[]> {
    const ids = people.filter(({ isDeleted }) => !isDeleted).flatMap(({ orgId }) => orgId ?? []);
    const names = await this.#organizations.namesOf(ids, options);
    return people.map((person) => ({ ...person, organizationName: names.get(person.orgId ?? '') ?? null }));
  }
}

function assertPerson(objectType: string): void {
  if (objectType !== PERSON) throw new ConfigurationError(`Pipedrive has people of type ${PERSON}, not ${objectType}`);
}
