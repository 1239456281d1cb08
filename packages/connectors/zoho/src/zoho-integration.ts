import { systemClock, type CallOptions, type Clock, type Logger } from '@frigg-crm/core';
import {
  BaseCRMIntegration,
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
import { readSetting, removeWebhook, setUpWebhook } from '@frigg-crm/crm-base/connector';
import type { QuoContact } from '@frigg-crm/quo';
import * as z from 'zod';
import { ZohoActivityLog } from './activities/zoho-activity-log.ts';
import type { ZohoOrganization } from './client/create-organization.ts';
import type { ZohoPeople } from './client/create-people.ts';
import type { ZohoClient } from './client/create-zoho-client.ts';
import { moduleOf, zohoObjectTypeSchema, type ZohoObjectType } from './client/zoho-modules.ts';
import type { ZohoPerson } from './client/zoho-person.ts';
import { fetchPeoplePage } from './fetch-people-page.ts';
import { zohoPersonToQuoContact } from './mapping/zoho-person-to-quo-contact.ts';
import { readZohoWebhook } from './webhooks/read-zoho-webhook.ts';
import { planZohoWebhook, readZohoStored } from './webhooks/zoho-webhook-channel.ts';

/** What the integration of one Zoho company works with. */
export interface ZohoIntegrationDependencies extends BaseCRMIntegrationDependencies {
  readonly client: ZohoClient;
  /** What is synced, where the owner has not chosen. Of two that share a phone number, the first type owns it. @defaultValue ['Contact', 'Account'] */
  readonly objectTypes?: readonly ZohoObjectType[] | undefined;
  /** Two letters (ISO 3166-1): the country of phone numbers without `+`. @defaultValue that of the company, else 'US' */
  readonly defaultCountry?: string | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

const DEFAULT_TYPES: readonly ZohoObjectType[] = ['Contact', 'Account'];
/** Of two types that share a phone number, the first one owns it. */
const objectTypesSchema = z
  .array(zohoObjectTypeSchema)
  .min(1)
  .meta({ title: 'What is synced', description: 'Which Zoho modules become contacts of Quo', uniqueItems: true, ui: { multi: true } });
/** For so long the domain name of a company is believed, in milliseconds. */
const ORGANIZATION_TTL_MS = 3_600_000;

/** Keeps contacts, leads and accounts of one Zoho company in step with Quo, and writes calls and texts into it. */
export class ZohoIntegration extends BaseCRMIntegration<ZohoPerson> {
  static readonly Definition = { name: 'zoho' };

  static readonly CRMConfig: CRMConfig = {
    personObjectTypes: toPersonObjectTypes(DEFAULT_TYPES),
    syncConfig: {
      paginationType: 'CURSOR_BASED',
      supportsTotal: false,
      returnFullRecords: true,
      reverseChronological: false,
      // Zoho gives no more.
      maxBatchSize: 200,
      initialBatchSize: 100,
      ongoingBatchSize: 50,
    },
    queueConfig: { maxOutstandingPages: 100, maxAttempts: 5 },
  };

  /** What the owner can set, beside the phone numbers. */
  readonly configSchema = z.object({ objectTypes: objectTypesSchema.optional() });
  /** Calls are plain text, notes are HTML. */
  override readonly activityFormats: ActivityFormats = { calls: { format: 'plainText' }, messages: { format: 'html' } };
  protected override readonly activities: ZohoActivityLog;
  readonly #client: ZohoClient;
  readonly #webhook: ReturnType<typeof planZohoWebhook>;
  readonly #defaultCountry: string | undefined;
  readonly #clock: Clock;
  readonly #logger: Logger | undefined;
  #organization: { readonly value: ZohoOrganization; readonly untilMs: number } | undefined;

  /** @throws {ConfigurationError} when the owner is missing, or a type is unknown. */
  constructor({ objectTypes = DEFAULT_TYPES, ...dependencies }: ZohoIntegrationDependencies) {
    const chosen = readSetting(dependencies.settings, 'objectTypes', objectTypesSchema);
    const personObjectTypes = toPersonObjectTypes([...new Set(chosen ?? objectTypes)]);
    super({
      ...dependencies,
      config: { personObjectTypes, ...dependencies.config, ...(chosen !== undefined && { personObjectTypes }) },
    });
    const { client, clock, logger, defaultCountry } = dependencies;
    this.#client = client;
    this.#clock = clock ?? systemClock;
    this.#logger = logger;
    this.#defaultCountry = defaultCountry;
    this.activities = new ZohoActivityLog({ client, clock, logger });
    this.#webhook = planZohoWebhook({ client, modules: this.#modules(), clock, logger, catchUp: async () => this.catchUp() });
  }

  /** The company: all ids of Zoho are its own (Organization API). */
  override async accountIdentity(options: CallOptions): Promise<string> {
    return `zoho/${(await this.#client.organizations.current(options)).id}`;
  }

  override async fetchPersonPage(params: FetchPersonPageParams, options: CallOptions = {}): Promise<PersonPage<ZohoPerson>> {
    const people = this.#peopleOf(params.objectType);
    // Without the domain name of the company every address of the page would be wrong: then the page fails.
    await this.#currentOrganization(options);
    return fetchPeoplePage(people, params, options);
  }

  override async fetchPersonById(id: string, { objectType, ...options }: PersonScope): Promise<ZohoPerson | undefined> {
    return this.#peopleOf(objectType).get(id, options);
  }

  override async fetchPersonsByIds(ids: readonly string[], { objectType, ...options }: PersonScope): Promise<readonly ZohoPerson[]> {
    return this.#peopleOf(objectType).listByIds(ids, options);
  }

  /** @throws {UnusablePersonError} when the record has no id or is not as documented. */
  override async transformPersonToQuo(person: ZohoPerson, { signal }: CallOptions = {}): Promise<QuoContact> {
    const { domainName, country } = await this.#currentOrganization({ signal });
    const { webUrl } = this.#client;
    return zohoPersonToQuoContact(person, { webUrl, domainName, defaultCountry: this.#countryOf(country), source: this.quoSource });
  }

  override personExternalId({ id }: ZohoPerson): string | undefined {
    return id === '' ? undefined : id;
  }

  override isPersonDeleted({ isDeleted }: ZohoPerson): boolean {
    return isDeleted;
  }

  /** `Modified_Time`, in whole seconds: two changes within one second look the same. */
  override personModifiedAt({ modifiedTime }: ZohoPerson): string | undefined {
    return modifiedTime ?? undefined;
  }

  /** Of a contact and its account, which often share a number, the contact is found; a type is only searched where the types before have none. */
  override async findPersonsByPhone(phoneNumber: string, options: CallOptions): Promise<readonly CrmPersonRef[]> {
    const { country } = await this.#currentOrganization(options);
    const readNumbers = (text: string): readonly string[] => readPhoneNumbers(text, this.#countryOf(country)).values;
    for (const { crmObjectName: objectType } of this.config.personObjectTypes) {
      const found = await this.#peopleOf(objectType).searchByPhone(phoneNumber, { ...options, readNumbers });
      if (found.length > 1)
        this.#logger?.warn({ integrationId: this.integrationId, people: found.length }, 'several persons have one number');
      if (found.length > 0) return found.map(({ id }) => ({ objectType, externalId: id }));
    }
    return [];
  }

  /** One notification channel for all modules, renewed before it ends. Where it had ended, those who changed meanwhile are fetched. */
  override async setupWebhooks(setup: WebhookSetup): Promise<WebhookSetupResult> {
    return setUpWebhook(this.#webhook, setup);
  }

  override async removeWebhooks(setup: Pick<WebhookSetup, 'stored' | 'signal'>): Promise<void> {
    return removeWebhook(this.#webhook, setup);
  }

  /** Zoho signs nothing: the token of the channel, which comes back in the body, proves who sends (Notification APIs). */
  override readWebhook({ rawBody, stored }: IncomingWebhook): readonly CrmEvent[] {
    return readZohoWebhook(rawBody, { stored: readZohoStored(stored), objectTypes: this.#objectTypes() });
  }

  #peopleOf(objectType: string): ZohoPeople {
    const { module } = moduleOf(objectType);
    return { Contacts: this.#client.contacts, Leads: this.#client.leads, Accounts: this.#client.accounts }[module];
  }

  #objectTypes(): readonly ZohoObjectType[] {
    return this.config.personObjectTypes.map(({ crmObjectName }) => moduleOf(crmObjectName).objectType);
  }

  #modules(): readonly string[] {
    return this.#objectTypes().map((objectType) => moduleOf(objectType).module);
  }

  #countryOf(country: string | null): string {
    return this.#defaultCountry ?? country ?? 'US';
  }

  async #currentOrganization(options: CallOptions): Promise<ZohoOrganization> {
    if (this.#organization !== undefined && this.#organization.untilMs > this.#clock.now()) return this.#organization.value;
    const value = await this.#client.organizations.current(options);
    this.#organization = { value, untilMs: this.#clock.now() + ORGANIZATION_TTL_MS };
    return value;
  }
}

function toPersonObjectTypes(objectTypes: readonly string[]): CRMConfig['personObjectTypes'] {
  return objectTypes.map((objectType) => ({ crmObjectName: moduleOf(objectType).objectType, quoContactType: 'contact' }));
}
