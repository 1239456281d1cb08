import { silentLogger, systemClock, type CallOptions, type Clock, type Logger } from '@frigg-crm/core';
import type { ListPage } from '@frigg-crm/http';
import { BaseCRMIntegration, type BaseCRMIntegrationDependencies } from './base-crm-integration.ts';
import type { PersonScope } from './connector/crm-integration.ts';
import type { WebhookSetup, WebhookSetupResult } from './connector/crm-webhooks.ts';
import type { FetchPersonPageParams, PersonPage } from './connector/person-page.ts';
import type { CrmPersonRef } from './connector/logged-activity.ts';
import type { PeopleClient } from './connector/people-client.ts';
import { readPhoneNumbers } from './connector/read-phone-numbers.ts';
import type { SharedReferences } from './connector/references.ts';
import type { KeptWebhook } from './connector/webhooks/keep-webhook.ts';

/** What every client may say of itself. */
export interface VersionedClient {
  /** @returns how many access tokens were taken into use; see `TokenSource.version`. */
  tokenVersion?(): number | undefined;
}

/** What the integration of one account works with. */
export interface ClientIntegrationDependencies<Client> extends BaseCRMIntegrationDependencies {
  readonly client: Client;
  /** Two letters (ISO 3166-1): the country of phone numbers without `+`. @defaultValue 'US' */
  readonly defaultCountry?: string | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/**
 * A connector whose client has the usual calls: what it says of its people, its search and its webhook is said here, so
 * that a page of people, their mapping and the reading of webhooks are left to be written.
 */
export abstract class ClientIntegration<
  Person extends { readonly id: string },
  Client extends VersionedClient,
> extends BaseCRMIntegration<Person> {
  protected readonly client: Client;
  protected readonly clock: Clock;
  protected readonly logger: Logger;
  /** Where names and users of this account are kept for all workers of the program; `undefined` without an engine. */
  protected readonly shared: SharedReferences | undefined;
  /** The country of phone numbers without `+`; `undefined` when none is configured. */
  protected readonly givenCountry: string | undefined;
  /** The one webhook of a connection, made by `keepWebhook`. @defaultValue none */
  protected readonly webhook?: KeptWebhook<object> | undefined;
  /** As it was identified last, and with which credentials. */
  #account: { readonly identity: string | undefined; readonly version: number | undefined } | undefined;

  /** @throws {ConfigurationError} as `BaseCRMIntegration` does. */
  constructor(dependencies: ClientIntegrationDependencies<Client>) {
    super(dependencies);
    const { client, clock = systemClock, logger = silentLogger, defaultCountry, references } = dependencies;
    this.client = client;
    this.clock = clock;
    this.logger = logger;
    this.givenCountry = defaultCountry;
    this.shared = references && { references, scope: () => this.#scope() };
  }

  /** @throws {ConfigurationError} for a type that the CRM does not have. */
  protected abstract peopleOf(objectType: string): PeopleClient<Person>;

  /** As the client counts its access tokens. */
  credentialsVersion(): number | undefined {
    return this.client.tokenVersion?.();
  }

  /** Fetches a page of a type that the CRM has. @returns people that {@link complete} has yet to complete. */
  protected abstract listPeople(params: FetchPersonPageParams, options: CallOptions): Promise<ListPage<Person>>;

  /** Adds what a record only refers to, such as the name of a company. @returns the people in the same order. */
  protected async complete(people: readonly Person[], _options: CallOptions): Promise<readonly Person[]> {
    return people;
  }

  /** @returns the country of phone numbers without `+`: the configured one, else `US`. Override it where the account has one. */
  protected async country(_options: CallOptions): Promise<string> {
    return this.givenCountry ?? 'US';
  }

  override async fetchPersonPage(params: FetchPersonPageParams, options: CallOptions = {}): Promise<PersonPage<Person>> {
    // Refuses other types.
    this.peopleOf(params.objectType);
    const { data, nextCursor } = await this.listPeople(params, options);
    return { data: await this.complete(data, options), cursor: nextCursor ?? null, hasMore: nextCursor !== undefined };
  }

  override async fetchPersonById(id: string, { objectType, ...options }: PersonScope): Promise<Person | undefined> {
    const person = await this.peopleOf(objectType).get(id, options);
    return person === undefined ? undefined : (await this.complete([person], options))[0];
  }

  override async fetchPersonsByIds(ids: readonly string[], { objectType, ...options }: PersonScope): Promise<readonly Person[]> {
    return this.complete(await this.peopleOf(objectType).listByIds(ids, options), options);
  }

  override personExternalId({ id }: Person, _scope?: PersonScope): string | undefined {
    return id === '' ? undefined : id;
  }

  override isPersonDeleted(person: Person & { readonly isDeleted?: boolean }): boolean {
    return person.isDeleted === true;
  }

  /** Of types that often share a number, the first one is preferred; a type is only searched where the types before have none. */
  override async findPersonsByPhone(phoneNumber: string, options: CallOptions): Promise<readonly CrmPersonRef[]> {
    const country = await this.country(options);
    const readNumbers = (text: string): readonly string[] => readPhoneNumbers(text, country).values;
    for (const { crmObjectName: objectType } of this.config.personObjectTypes) {
      const found = await this.peopleOf(objectType).searchByPhone(phoneNumber, { ...options, readNumbers });
      if (found.length > 1)
        this.logger.warn(
          { integrationId: this.integrationId, people: found.length },
          'several persons have one number; the first is taken',
        );
      if (found.length > 0) return found.map(({ id }) => ({ objectType, externalId: id }));
    }
    return [];
  }

  /** The account that the webhook belongs to, which is that of all ids of the CRM. */
  override async accountIdentity(options: CallOptions): Promise<string | undefined> {
    const { webhook } = this;
    const identity =
      webhook?.accountId === undefined ? await super.accountIdentity(options) : `${this.connector}/${await webhook.accountId(options)}`;
    this.#account = { identity, version: this.credentialsVersion() };
    return identity;
  }

  /** Of the account that the engine has identified before it reads or writes; other credentials may be those of another one. */
  #scope(): readonly string[] | undefined {
    const { identity, version } = this.#account ?? {};
    return identity === undefined || version !== this.credentialsVersion() ? undefined : [this.integrationId, identity];
  }

  /** Where the webhook had got lost, those who changed meanwhile are fetched. */
  override async setupWebhooks(setup: WebhookSetup): Promise<WebhookSetupResult> {
    return this.webhook === undefined ? super.setupWebhooks(setup) : this.webhook.setUp(setup);
  }

  override async removeWebhooks(setup: Pick<WebhookSetup, 'stored' | 'signal'>): Promise<void> {
    await this.webhook?.remove(setup);
  }
}
