import { ConfigurationError, silentLogger, type CallOptions, type Clock, type Logger } from '@frigg-crm/core';
import {
  BaseCRMIntegration,
  readPhoneNumbers,
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
import { createNameLookup, removeWebhook, setUpWebhook, type NameLookup } from '@frigg-crm/crm-base/connector';
import type { QuoContact } from '@frigg-crm/quo';
import { AttioActivityLog } from './activities/attio-activity-log.ts';
import type { AttioPerson } from './client/attio-person.ts';
import type { AttioClient } from './client/create-attio-client.ts';
import { attioPersonToQuoContact } from './mapping/attio-person-to-quo-contact.ts';
import { planAttioWebhook, readAttioStored } from './webhooks/attio-webhook-channel.ts';
import { PEOPLE, readAttioWebhook } from './webhooks/read-attio-webhook.ts';

/** What the integration of one Attio workspace works with. */
export interface AttioIntegrationDependencies extends BaseCRMIntegrationDependencies {
  readonly client: AttioClient;
  /** Two letters (ISO 3166-1): the country of phone numbers without `+`. @defaultValue 'US' */
  readonly defaultCountry?: string | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/** Keeps the people of one Attio workspace in step with Quo, and writes calls and texts into it. */
export class AttioIntegration extends BaseCRMIntegration<AttioPerson> {
  static readonly Definition = { name: 'attio' };

  /** Attio does not say when a record changed: webhooks report changes, and each sync is a full one. */
  static readonly CRMConfig: CRMConfig = {
    personObjectTypes: [{ crmObjectName: PEOPLE, quoContactType: 'contact' }],
    syncConfig: {
      paginationType: 'CURSOR_BASED',
      supportsTotal: false,
      returnFullRecords: true,
      reverseChronological: false,
      supportsModifiedSince: false,
      maxBatchSize: 500,
      initialBatchSize: 100,
      ongoingBatchSize: 100,
      pollIntervalMinutes: 24 * 60,
    },
    queueConfig: { maxOutstandingPages: 100, maxAttempts: 5 },
  };

  protected override readonly activities: AttioActivityLog;
  readonly #client: AttioClient;
  readonly #planWebhook: (url: string) => ReturnType<typeof planAttioWebhook>;
  readonly #logger: Logger;
  readonly #companies: NameLookup;
  readonly #defaultCountry: string;
  #hasWarned = false;

  /** @throws {ConfigurationError} when the owner is missing. */
  constructor(dependencies: AttioIntegrationDependencies) {
    super(dependencies);
    const { client, clock, logger = silentLogger, defaultCountry = 'US' } = dependencies;
    this.#client = client;
    this.#logger = logger;
    this.#defaultCountry = defaultCountry;
    this.activities = new AttioActivityLog({ client, clock });
    this.#planWebhook = (url) => planAttioWebhook({ client, clock, logger, catchUp: async () => this.catchUp() }, url);
    this.#companies = createNameLookup({ records: 'companies', fetchNames: client.companies.listByIds, clock, logger });
  }

  /** The workspace: all ids of Attio are its own (Meta, Identify). */
  override async accountIdentity(options: CallOptions): Promise<string> {
    return `attio/${(await this.#client.self.get(options)).workspaceId}`;
  }

  /** All people, by the time of their creation: who is added while the pages are read comes last. */
  override async fetchPersonPage(params: FetchPersonPageParams, options: CallOptions = {}): Promise<PersonPage<AttioPerson>> {
    const { objectType, cursor, limit, modifiedSince, sortDesc } = params;
    assertPeople(objectType);
    if (modifiedSince !== null) this.#warnOnce();
    const query = { limit, cursor: cursor ?? undefined, sortDirection: sortDesc ? 'desc' : 'asc' } as const;
    const { data, nextCursor } = await this.#client.people.list(query, options);
    return { data, cursor: nextCursor ?? null, hasMore: nextCursor !== undefined };
  }

  override async fetchPersonById(id: string, { objectType, ...options }: PersonScope): Promise<AttioPerson | undefined> {
    assertPeople(objectType);
    return this.#client.people.get(id, options);
  }

  override async fetchPersonsByIds(ids: readonly string[], { objectType, ...options }: PersonScope): Promise<readonly AttioPerson[]> {
    assertPeople(objectType);
    return this.#client.people.listByIds(ids, options);
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

  override personExternalId({ id }: AttioPerson): string | undefined {
    return id === '' ? undefined : id;
  }

  override async findPersonsByPhone(phoneNumber: string, options: CallOptions): Promise<readonly CrmPersonRef[]> {
    const found = await this.#client.people.searchByPhone(phoneNumber, {
      ...options,
      readNumbers: (text) => readPhoneNumbers(text, this.#defaultCountry).values,
    });
    if (found.length > 1)
      this.#logger.warn({ integrationId: this.integrationId, people: found.length }, 'several people have one number; the oldest is taken');
    return found.map(({ id }) => ({ objectType: PEOPLE, externalId: id }));
  }

  /** One webhook for people. Where it had got lost, everyone is fetched: who changed meanwhile is not known. */
  override async setupWebhooks(setup: WebhookSetup): Promise<WebhookSetupResult> {
    return setUpWebhook(this.#planWebhook(setup.url), setup);
  }

  override async removeWebhooks(setup: Pick<WebhookSetup, 'stored' | 'signal'>): Promise<void> {
    return removeWebhook(this.#planWebhook(''), setup);
  }

  override readWebhook({ headers, rawBody, stored }: IncomingWebhook): readonly CrmEvent[] {
    return readAttioWebhook({ headers, rawBody }, readAttioStored(stored));
  }

  #warnOnce(): void {
    if (!this.#hasWarned)
      this.#logger.warn({ integrationId: this.integrationId }, 'Attio lists no changes since a time; everyone is listed');
    this.#hasWarned = true;
  }

  #toContact(person: AttioPerson): QuoContact {
    return attioPersonToQuoContact(person, { defaultCountry: this.#defaultCountry, source: this.quoSource });
  }

  async #withCompanies(people: readonly AttioPerson[], options: CallOptions): Promise<readonly AttioPerson[]> {
    const names = await this.#companies.namesOf(
      people.flatMap(({ companyId }) => companyId ?? []),
      options,
    );
    return people.map((person) => ({ ...person, companyName: names.get(person.companyId ?? '') ?? null }));
  }
}

function assertPeople(objectType: string): void {
  if (objectType !== PEOPLE) throw new ConfigurationError(`Attio has people of type ${PEOPLE}, not ${objectType}`);
}
