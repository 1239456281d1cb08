import { ConfigurationError, silentLogger, type CallOptions, type JsonObject, type Logger } from '@frigg-crm/core';
import {
  BaseCRMIntegration,
  type ActivityFormats,
  type BaseCRMIntegrationDependencies,
  type CRMConfig,
  type CrmEvent,
  type CrmPersonRef,
  type FetchPersonPageParams,
  type IncomingWebhook,
  type PersonPage,
  type PersonScope,
  type StartedSync,
  type UserAction,
  type WebhookSetup,
  type WebhookSetupResult,
} from '@frigg-crm/crm-base';
import { createWebhookSecret } from '@frigg-crm/crm-base/connector';
import type { ActivityLine, QuoContact } from '@frigg-crm/quo';
import * as z from 'zod';
import { createAxisCareCallLog } from './activities/axiscare-call-log.ts';
import type { AxisCarePerson } from './client/axiscare-person.ts';
import type { AxisCareClient } from './client/create-axiscare-client.ts';
import { MAX_PAGE_SIZE } from './client/create-people.ts';
import { axiscarePersonToQuoContact, type CareFieldMapping } from './mapping/axiscare-person-to-quo-contact.ts';
import {
  isPartyType,
  readExternalId,
  readObjectType,
  recordTypeOf,
  toExternalId,
  toObjectType,
  type AxisCareListing,
  type AxisCarePersonKey,
  type AxisCarePersonType,
  type AxisCareRecordType,
} from './person-keys.ts';
import { readPersonTypes, readSitePhones, recordTypesSchema, sitePhonesSchema, subscriberIdsSchema } from './site-settings.ts';
import { createSyncClientsAction } from './user-actions/sync-clients-action.ts';
import { readAxisCareWebhook, toWebhookAddress } from './webhooks/read-axiscare-webhook.ts';

/** What the integration of one connection, with one site or several, works with. */
export interface AxisCareIntegrationDependencies extends BaseCRMIntegrationDependencies {
  /** The home site. It names the connection, and its people have external ids without a prefix: it must stay the same. */
  readonly client: AxisCareClient;
  /** The other sites of the connection, which may come and go. @defaultValue none */
  readonly furtherSites?: readonly AxisCareClient[] | undefined;
  /** Which people are synced at each site, where the owner has not chosen; responsible parties only by this choice. @defaultValue ['client'] */
  readonly personTypes?: readonly AxisCarePersonType[] | undefined;
  /** `active`, `all`, or the labels of statuses. People who are left out count as gone: their contacts stay, unless `deletionPolicy` is `delete`. @defaultValue 'active' */
  readonly statuses?: 'active' | 'all' | readonly string[] | undefined;
  /** Which facts of care go into which custom field of Quo. @defaultValue none */
  readonly careFields?: CareFieldMapping | undefined;
  /** Which Quo numbers belong to which site, where it is not in `settings`. @defaultValue none */
  readonly phoneNumberSiteMappings?: unknown;
  /** Two letters (ISO 3166-1): the country of phone numbers without `+`. @defaultValue 'US' */
  readonly defaultCountry?: string | undefined;
  /** The ids of the webhook subscribers of the sites, where they are not in `settings`. @defaultValue any: the secret of the address alone counts */
  readonly webhookSubscriberIds?: unknown;
  /** Called with the address that an administrator has to enter in AxisCare, each time that webhooks are set up. It is a secret. @defaultValue nothing */
  readonly onWebhookAddress?: ((address: string) => Promise<void> | void) | undefined;
  readonly logger?: Logger | undefined;
}

/** Keeps the people of one or several sites of AxisCare in step with Quo, and writes calls and texts into their call logs. */
export class AxisCareIntegration extends BaseCRMIntegration<AxisCarePerson> {
  static readonly Definition = { name: 'axiscare' };

  static readonly CRMConfig: CRMConfig = {
    personObjectTypes: [{ crmObjectName: 'client', quoContactType: 'contact' }],
    syncConfig: {
      paginationType: 'CURSOR_BASED',
      // No list of people says when someone has changed (List Clients): each sync reads all of them.
      supportsModifiedSince: false,
      maxBatchSize: MAX_PAGE_SIZE,
      // AxisCare names the next page by its whole address, which says how large it is.
      supportsPartialPages: false,
      initialBatchSize: 100,
      ongoingBatchSize: 100,
      // Which numbers belong to which site comes first.
      initialSyncOnSetUp: false,
    },
    // A form that is saved in AxisCare may cause several events.
    queueConfig: { changeDelaySeconds: 2 },
  };

  /** What the owner can set, beside the phone numbers. */
  static readonly ConfigSchema = z.object({
    phoneNumberSiteMappings: sitePhonesSchema.optional(),
    webhookSubscriberIds: subscriberIdsSchema.optional(),
    personTypes: recordTypesSchema.optional(),
  });
  readonly configSchema = AxisCareIntegration.ConfigSchema;
  /** Call logs are plain text. */
  override readonly activityFormats: ActivityFormats = { calls: { format: 'plainText' }, messages: { format: 'plainText' } };
  override readonly userActions: readonly UserAction[];
  protected override readonly activities: ReturnType<typeof createAxisCareCallLog>;
  readonly #sites: ReadonlyMap<string | undefined, AxisCareClient>;
  readonly #sitePhones: ReadonlyMap<string, string>;
  readonly #options: AxisCareIntegrationDependencies;

  /** @throws {ConfigurationError} when the owner is missing, or a site comes twice. */
  constructor(dependencies: AxisCareIntegrationDependencies) {
    const { client, furtherSites = [], logger = silentLogger, settings } = dependencies;
    const personTypes = readPersonTypes(settings, dependencies.personTypes);
    const sites = [undefined, ...furtherSites.map(({ siteNumber }) => siteNumber)];
    const personObjectTypes = personTypes.flatMap((type) =>
      sites.map((site) => ({ crmObjectName: toObjectType({ site, type }), quoContactType: 'contact' })),
    );
    super({ ...dependencies, config: { ...dependencies.config, personObjectTypes } });
    if (new Set([client.siteNumber, ...sites.slice(1)]).size < sites.length)
      throw new ConfigurationError('AxisCare: each site may be given once');
    this.#options = dependencies;
    this.#sites = new Map([[undefined, client], ...furtherSites.map((site): [string, AxisCareClient] => [site.siteNumber, site])]);
    this.#sitePhones = readSitePhones(settings?.['phoneNumberSiteMappings'] ?? dependencies.phoneNumberSiteMappings);
    this.userActions = [createSyncClientsAction({ sites: this.#sites, startSync: async (site, ids) => this.#syncClients(site, ids) })];
    this.activities = createAxisCareCallLog((externalId) => this.#clientOf(readExternalId(externalId)?.site), logger);
  }

  /** The home site: sites are accounts of their own, and their ids overlap. */
  override async accountIdentity(options: CallOptions): Promise<string> {
    const { client } = this.#options;
    await client.verify(options);
    return `axiscare/${client.siteNumber}`;
  }

  override async fetchPersonPage(params: FetchPersonPageParams, options: CallOptions = {}): Promise<PersonPage<AxisCarePerson>> {
    const { site, type } = readObjectType(params.objectType);
    const { statuses = 'active' } = this.#options;
    // Each record has up to three responsible parties.
    const limit = isPartyType(type) ? Math.max(1, Math.floor(params.limit / 3)) : params.limit;
    const labels = typeof statuses === 'string' ? undefined : statuses;
    const query = { type: recordTypeOf(type), limit, cursor: params.cursor ?? undefined, statuses: labels };
    const { data, nextCursor } = await this.#clientOf(site).people.list(query, options);
    const people = await this.#toPeople({ site, type }, data, options);
    return { data: people, cursor: nextCursor ?? null, hasMore: nextCursor !== undefined };
  }

  override async fetchPersonById(externalId: string, scope: PersonScope): Promise<AxisCarePerson | undefined> {
    return (await this.fetchPersonsByIds([externalId], scope))[0];
  }

  override async fetchPersonsByIds(
    externalIds: readonly string[],
    { objectType, ...options }: PersonScope,
  ): Promise<readonly AxisCarePerson[]> {
    const listing = readObjectType(objectType);
    const recordType = recordTypeOf(listing.type);
    const isOfListing = ({ site, type, party }: AxisCarePersonKey): boolean =>
      site === listing.site && type === recordType && (party !== undefined) === isPartyType(listing.type);
    const wanted = externalIds.flatMap((externalId) => readExternalId(externalId) ?? []).filter(isOfListing);
    const records = await this.#fetchRecords(listing, [...new Set(wanted.map(({ id }) => id))], options);
    const people = await this.#toPeople(listing, records, options);
    const names = new Set(wanted.map(toExternalId));
    return people.filter((person) => names.has(this.personExternalId(person, { objectType }) ?? ''));
  }

  /** @throws {UnusablePersonError} when the record has no id or is not as documented. */
  override transformPersonToQuo(person: AxisCarePerson, scope: PersonScope): QuoContact {
    const { careFields = {}, defaultCountry = 'US' } = this.#options;
    return axiscarePersonToQuoContact(person, {
      type: readObjectType(scope.objectType).type,
      externalId: this.personExternalId(person, scope) ?? '',
      source: this.quoSource,
      defaultCountry,
      careFields,
    });
  }

  override personExternalId({ id, party }: AxisCarePerson, { objectType }: PersonScope): string | undefined {
    const { site, type } = readObjectType(objectType);
    return id === '' ? undefined : toExternalId({ site, type: recordTypeOf(type), id, party: party ?? undefined });
  }

  /** With several sites, the number that a call went over says which one it belongs to. */
  isContactOfLine({ externalId }: CrmPersonRef, line: ActivityLine | undefined): boolean {
    if (this.#sites.size === 1) return true;
    const site = this.#sitePhones.get(line?.number ?? '');
    return site !== undefined && site === (readExternalId(externalId)?.site ?? this.#options.client.siteNumber);
  }

  /** Of several sites, it must be known which number belongs to which. */
  override checkIfNeedsConfig({ phoneNumberSiteMappings }: JsonObject): boolean {
    return this.#sites.size > 1 && readSitePhones(phoneNumberSiteMappings).size === 0;
  }

  /** AxisCare has no call for webhooks: an administrator enters the address, which has a secret in it. */
  override async setupWebhooks({ url, stored, store }: WebhookSetup): Promise<WebhookSetupResult> {
    let address = toWebhookAddress(url, stored);
    if (address === undefined) {
      const fresh = { token: createWebhookSecret() };
      await store(fresh);
      address = toWebhookAddress(url, fresh) ?? url;
    }
    await this.#options.onWebhookAddress?.(address);
    return { status: 'configured' };
  }

  webhookAddress({ url, stored }: Pick<WebhookSetup, 'url' | 'stored'>): string | undefined {
    return toWebhookAddress(url, stored);
  }

  override readWebhook(request: IncomingWebhook): readonly CrmEvent[] {
    const { settings, webhookSubscriberIds } = this.#options;
    const types = new Set(this.config.personObjectTypes.map(({ crmObjectName }) => crmObjectName));
    return readAxisCareWebhook(request, {
      siteNumbers: [...this.#sites.values()].map(({ siteNumber }) => siteNumber),
      subscriberIds: subscriberIdsSchema.safeParse(settings?.['webhookSubscriberIds'] ?? webhookSubscriberIds).data,
      isWanted: (objectType) => types.has(objectType),
    });
  }

  async #syncClients(site: string | undefined, ids: readonly string[]): Promise<StartedSync> {
    const objectType = toObjectType({ site, type: 'client' });
    if (!this.config.personObjectTypes.some(({ crmObjectName }) => crmObjectName === objectType))
      throw new ConfigurationError('AxisCare: clients are not among the persons that are synced: choose them in the settings');
    return this.syncOrchestrator.handleWebhook({ integration: this, ids, objectType });
  }

  async #fetchRecords({ site, type }: AxisCareListing, ids: readonly string[], options: CallOptions): Promise<readonly AxisCarePerson[]> {
    const { people } = this.#clientOf(site);
    const [id = ''] = ids;
    if (ids.length !== 1) return people.listByIds(recordTypeOf(type), ids, options);
    return [(await people.get(recordTypeOf(type), id, options)) ?? []].flat();
  }

  /** Leaves out who is not to be synced, and what is not to be known of those who are. */
  async #toPeople(
    { site, type }: AxisCareListing,
    records: readonly AxisCarePerson[],
    options: CallOptions,
  ): Promise<readonly AxisCarePerson[]> {
    const { statuses = 'active', careFields = {} } = this.#options;
    const wanted = records
      .filter(({ isActive, care }) =>
        typeof statuses === 'string' ? isActive || statuses === 'all' : statuses.includes(care.status ?? ''),
      )
      .map((record) => ({ ...record, care: Object.fromEntries(Object.entries(record.care).filter(([field]) => field in careFields)) }));
    if (!isPartyType(type)) return wanted;
    const recordType = recordTypeOf(type) as Extract<AxisCareRecordType, 'client' | 'lead'>;
    // A record that cannot be read has no parties; it is reported where the records themselves are synced.
    const { people } = this.#clientOf(site);
    const lists = wanted.map(async ({ id }) => (id === '' ? [] : people.listParties(recordType, id, options)));
    return (await Promise.all(lists)).flat();
  }

  #clientOf(site: string | undefined): AxisCareClient {
    const client = this.#sites.get(site);
    if (client === undefined) throw new ConfigurationError(`AxisCare: site ${site} is not connected: connect it again`);
    return client;
  }
}
