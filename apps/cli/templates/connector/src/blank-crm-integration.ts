import type { CallOptions, Clock, Logger } from '@frigg-crm/core';
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
import { removeWebhook, searchByPhone, setUpWebhook } from '@frigg-crm/crm-base/connector';
import type { QuoContact } from '@frigg-crm/quo';
import { createBlankCrmNotes } from './activities/create-blank-crm-notes.ts';
import type { BlankCrmClient } from './client/blank-crm-client.ts';
import type { BlankCrmPerson } from './client/blank-crm-person.ts';
import { blankCrmPersonToQuoContact } from './mapping/blank-crm-person-to-quo-contact.ts';
import { planBlankCrmWebhook, readBlankCrmSecret } from './webhooks/blank-crm-webhook.ts';
import { readBlankCrmDelivery } from './webhooks/read-blank-crm-delivery.ts';

/** What the integration of one Blank CRM account works with. */
export interface BlankCrmIntegrationDependencies extends BaseCRMIntegrationDependencies {
  readonly client: BlankCrmClient;
  /** Two letters (ISO 3166-1): the country of phone numbers without `+`. @defaultValue 'US' */
  readonly defaultCountry?: string | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

const PERSON = 'Person';
/** Begins the cursors of the list of deletions, which follows the list of changes. */
const DELETED = 'deleted:';

/** Keeps the people of one Blank CRM account in step with Quo, and writes calls and texts into it. */
export class BlankCrmIntegration extends BaseCRMIntegration<BlankCrmPerson> {
  static readonly Definition = { name: 'blank-crm' };

  static readonly CRMConfig: CRMConfig = {
    personObjectTypes: [{ crmObjectName: PERSON }],
    // The most that one page of the API holds.
    syncConfig: { paginationType: 'CURSOR_BASED', maxBatchSize: 100 },
  };

  override readonly activityFormats: ActivityFormats = { calls: { format: 'plainText' }, messages: { format: 'plainText' } };
  protected override readonly activities: ReturnType<typeof createBlankCrmNotes>;
  readonly #client: BlankCrmClient;
  readonly #webhook: ReturnType<typeof planBlankCrmWebhook>;
  readonly #defaultCountry: string;

  constructor(dependencies: BlankCrmIntegrationDependencies) {
    super(dependencies);
    const { client, clock, logger, defaultCountry = 'US' } = dependencies;
    this.#client = client;
    this.#defaultCountry = defaultCountry;
    this.activities = createBlankCrmNotes(client);
    this.#webhook = planBlankCrmWebhook({ client, clock, logger, catchUp: async () => this.catchUp() });
  }

  override async accountIdentity(options: CallOptions): Promise<string> {
    return `blank-crm/${(await this.#client.account.get(options)).id}`;
  }

  /** All people; of a sync of changes those who changed, then those who were deleted. */
  override async fetchPersonPage(
    { cursor, limit, modifiedSince }: FetchPersonPageParams,
    options: CallOptions = {},
  ): Promise<PersonPage<BlankCrmPerson>> {
    const { people } = this.#client;
    if (modifiedSince !== null && cursor?.startsWith(DELETED) === true) {
      const from = cursor.slice(DELETED.length);
      const page = await people.listDeleted({ limit, cursor: from === '' ? undefined : from, since: modifiedSince }, options);
      const { data, nextCursor } = page;
      return { data, cursor: nextCursor === undefined ? null : DELETED + nextCursor, hasMore: nextCursor !== undefined };
    }
    const query = { limit, cursor: cursor ?? undefined, changedSince: modifiedSince ?? undefined };
    const { data, nextCursor } = await people.list(query, options);
    const next = nextCursor ?? (modifiedSince === null ? null : DELETED);
    return { data, cursor: next, hasMore: next !== null };
  }

  override async fetchPersonById(id: string, { signal }: PersonScope): Promise<BlankCrmPerson | undefined> {
    return this.#client.people.get(id, { signal });
  }

  override transformPersonToQuo(person: BlankCrmPerson): QuoContact {
    return blankCrmPersonToQuoContact(person, { defaultCountry: this.#defaultCountry, source: this.quoSource });
  }

  override isPersonDeleted({ isDeleted }: BlankCrmPerson): boolean {
    return isDeleted;
  }

  override personExternalId({ id }: BlankCrmPerson): string | undefined {
    return id === '' ? undefined : id;
  }

  override personModifiedAt({ changedAt }: BlankCrmPerson): string | undefined {
    return changedAt ?? undefined;
  }

  override async findPersonsByPhone(phoneNumber: string, options: CallOptions): Promise<readonly CrmPersonRef[]> {
    const search = {
      search: async (term: string) => this.#client.people.search(term, options),
      phonesOf: ({ phones }: BlankCrmPerson) => phones,
      readNumbers: (text: string) => readPhoneNumbers(text, this.#defaultCountry).values,
      // The last digits find a number however it is written; which ones are truly it is checked then.
      terms: (e164: string) => [e164.slice(-7)],
    };
    const found = await searchByPhone(phoneNumber, search, options);
    return found.map(({ id }) => ({ objectType: PERSON, externalId: id }));
  }

  override async setupWebhooks(setup: WebhookSetup): Promise<WebhookSetupResult> {
    return setUpWebhook(this.#webhook, setup);
  }

  override async removeWebhooks(setup: Pick<WebhookSetup, 'stored' | 'signal'>): Promise<void> {
    return removeWebhook(this.#webhook, setup);
  }

  override readWebhook({ headers, rawBody, stored }: IncomingWebhook): readonly CrmEvent[] {
    return readBlankCrmDelivery({ headers, rawBody }, readBlankCrmSecret(stored));
  }
}
