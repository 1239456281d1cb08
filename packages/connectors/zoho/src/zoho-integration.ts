import type { CallOptions } from '@frigg-crm/core';
import { ClientIntegration, type ActivityFormats, type ClientIntegrationDependencies } from '@frigg-crm/crm-base';
import type { CRMConfig, CrmEvent, CrmPersonRef, FetchPersonPageParams, IncomingWebhook } from '@frigg-crm/crm-base';
import { keepWebhook, readSetting, rememberFor } from '@frigg-crm/crm-base/connector';
import type { QuoContact } from '@frigg-crm/quo';
import * as z from 'zod';
import { createZohoActivityLog } from './activities/zoho-activity-log.ts';
import type { ZohoOrganization } from './client/create-organization.ts';
import type { ZohoPeople } from './client/create-people.ts';
import type { ZohoClient } from './client/create-zoho-client.ts';
import { moduleOf, zohoObjectTypeSchema, type ZohoModule, type ZohoObjectType } from './client/zoho-modules.ts';
import type { ZohoPerson } from './client/zoho-person.ts';
import { fetchPeoplePage } from './fetch-people-page.ts';
import { zohoPersonToQuoContact } from './mapping/zoho-person-to-quo-contact.ts';
import { readZohoWebhook } from './webhooks/read-zoho-webhook.ts';
import { planZohoWebhook } from './webhooks/zoho-webhook-channel.ts';

/** What the integration of one Zoho company works with; without `defaultCountry`, the country of the company counts. */
export interface ZohoIntegrationDependencies extends ClientIntegrationDependencies<ZohoClient> {
  /** What is synced, where the owner has not chosen. Of two that share a phone number, the first type owns it. @defaultValue ['Contact', 'Account'] */
  readonly objectTypes?: readonly ZohoObjectType[] | undefined;
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
export class ZohoIntegration extends ClientIntegration<ZohoPerson, ZohoClient> {
  static readonly Definition = { name: 'zoho' };

  static readonly CRMConfig: CRMConfig = {
    personObjectTypes: toPersonObjectTypes(DEFAULT_TYPES),
    // Zoho gives no more; a page token is bound to the size of its page (`TOKEN_BOUND_DATA_MISMATCH`).
    syncConfig: { paginationType: 'CURSOR_BASED', maxBatchSize: 200, supportsPartialPages: false },
  };

  /** What the owner can set, beside the phone numbers. */
  static readonly ConfigSchema = z.object({ objectTypes: objectTypesSchema.optional() });
  readonly configSchema = ZohoIntegration.ConfigSchema;
  /** Calls are plain text, notes are HTML. */
  override readonly activityFormats: ActivityFormats = { calls: { format: 'plainText' }, messages: { format: 'html' } };
  protected override readonly activities;
  protected override readonly webhook;
  readonly #modules: readonly ZohoModule[];
  readonly #currentOrganization: (options: CallOptions) => Promise<ZohoOrganization>;

  /** @throws {ConfigurationError} when the owner is missing, or a type is unknown. */
  constructor({ objectTypes = DEFAULT_TYPES, ...dependencies }: ZohoIntegrationDependencies) {
    const chosen = readSetting(dependencies.settings, 'objectTypes', objectTypesSchema);
    const personObjectTypes = toPersonObjectTypes([...new Set(chosen ?? objectTypes)]);
    super({
      ...dependencies,
      config: { personObjectTypes, ...dependencies.config, ...(chosen !== undefined && { personObjectTypes }) },
    });
    const { client, clock, logger } = dependencies;
    this.#currentOrganization = rememberFor(client.organizations.current, { ttlMs: ORGANIZATION_TTL_MS, clock });
    this.#modules = this.config.personObjectTypes.map(({ crmObjectName }) => moduleOf(crmObjectName));
    const modules = this.#modules.map(({ module }) => module);
    this.activities = createZohoActivityLog({ client, clock, logger, shared: this.shared });
    this.webhook = keepWebhook(planZohoWebhook({ client, modules, clock, logger, catchUp: async () => this.catchUp() }));
  }

  protected override async listPeople(params: FetchPersonPageParams, options: CallOptions): ReturnType<ZohoPeople['list']> {
    // Without the domain name of the company every address of the page would be wrong: then the page fails.
    await this.#currentOrganization(options);
    return fetchPeoplePage(this.peopleOf(params.objectType), params, options);
  }

  /** @throws {UnusablePersonError} when the record has no id or is not as documented. */
  override async transformPersonToQuo(person: ZohoPerson, { signal }: CallOptions = {}): Promise<QuoContact> {
    const { domainName } = await this.#currentOrganization({ signal });
    const defaultCountry = await this.country({ signal });
    return zohoPersonToQuoContact(person, { webUrl: this.client.webUrl, domainName, defaultCountry, source: this.quoSource });
  }

  /** `Modified_Time`, in whole seconds: two changes within one second look the same. */
  override personModifiedAt({ modifiedTime }: ZohoPerson): string | undefined {
    return modifiedTime ?? undefined;
  }

  override async searchPersonsByName(name: string, options: CallOptions & { readonly limit: number }): Promise<readonly CrmPersonRef[]> {
    return this.#search(this.#modules, async (people, call) => people.searchByName(name, call), options);
  }

  override async findPersonsByEmail(email: string, options: CallOptions & { readonly limit: number }): Promise<readonly CrmPersonRef[]> {
    const modules = this.#modules.filter(({ emails }) => Object.keys(emails).length > 0);
    return this.#search(modules, async (people, call) => people.searchByEmail(email, call), options);
  }

  /** Zoho signs nothing: the token of the channel, which comes back in the body, proves who sends (Notification APIs). */
  override readWebhook({ rawBody, stored }: IncomingWebhook): readonly CrmEvent[] {
    const objectTypes = this.#modules.map(({ objectType }) => objectType);
    return readZohoWebhook(rawBody, { stored: this.webhook.read(stored), objectTypes });
  }

  /** @returns who is found in these modules, in their order. */
  async #search(
    modules: readonly ZohoModule[],
    search: (people: ZohoPeople, options: CallOptions) => Promise<readonly ZohoPerson[]>,
    { limit, ...options }: CallOptions & { readonly limit: number },
  ): Promise<readonly CrmPersonRef[]> {
    const found = await Promise.all(modules.map(async ({ objectType }) => search(this.peopleOf(objectType), options)));
    const refs = found.flat().map(({ objectType, id }) => ({ objectType, externalId: id }));
    return refs.slice(0, limit);
  }

  protected override peopleOf(objectType: string): ZohoPeople {
    const { module } = moduleOf(objectType);
    return { Contacts: this.client.contacts, Leads: this.client.leads, Accounts: this.client.accounts }[module];
  }

  protected override async country(options: CallOptions): Promise<string> {
    return this.givenCountry ?? (await this.#currentOrganization(options)).country ?? 'US';
  }
}

function toPersonObjectTypes(objectTypes: readonly string[]): CRMConfig['personObjectTypes'] {
  return objectTypes.map((objectType) => ({ crmObjectName: moduleOf(objectType).objectType, quoContactType: 'contact' }));
}
