import {
  BaseCRMIntegration,
  WebhookRefusedError,
  type BaseCRMIntegrationDependencies,
  type ConnectorDescriptor,
  type CrmEvent,
  type CRMConfig,
  type IncomingWebhook,
  type PersonPage,
} from '@frigg-crm/crm-base';
import type { QuoContact, QuoContacts, UpsertOutcome } from '@frigg-crm/quo';

/** A person of {@link FakeIntegration}: those named `broken` cannot become a contact, and a page with one named `lost` cannot be read. */
export interface FakePerson {
  readonly id: string;
  readonly name: string;
}

/** A connector to a list of people, all of which Quo takes. */
export class FakeIntegration extends BaseCRMIntegration<FakePerson> {
  static readonly Definition = { name: 'fake' };
  static readonly CRMConfig: CRMConfig = {
    personObjectTypes: [{ crmObjectName: 'Person' }],
    syncConfig: { paginationType: 'PAGE_BASED', supportsTotal: true, catchUp: false, initialBatchSize: 2 },
  };
  readonly #people: readonly FakePerson[];

  constructor({
    people,
    ...dependencies
  }: Omit<BaseCRMIntegrationDependencies, 'quoContacts'> & { readonly people: readonly FakePerson[] }) {
    super({ ...dependencies, quoContacts: QUO_CONTACTS });
    this.#people = people;
  }

  override async fetchPersonPage({ page, limit }: { page: number | null; limit: number }): Promise<PersonPage<FakePerson>> {
    const start = (page ?? 0) * limit;
    const hasMore = start + limit < this.#people.length;
    const data = this.#people.slice(start, start + limit);
    if (data.some(({ name }) => name === 'lost')) throw new TypeError('no page');
    return { data, total: this.#people.length, cursor: null, hasMore };
  }

  override async fetchPersonById(id: string): Promise<FakePerson | undefined> {
    return this.#people.find((person) => person.id === id);
  }

  /** Webhooks are an id of a person and nothing else, byte for byte. */
  override async readWebhook({ rawBody }: IncomingWebhook): Promise<readonly CrmEvent[]> {
    const externalId = new TextDecoder().decode(rawBody);
    if (!/^p\d+$/.test(externalId)) throw new WebhookRefusedError('body');
    return [{ eventId: `event-${externalId}`, change: { kind: 'person-changed', objectType: 'Person', externalId } }];
  }

  override transformPersonToQuo({ id, name }: FakePerson): QuoContact {
    if (name === 'broken') throw new TypeError('cannot be read');
    return {
      externalId: id,
      defaultFields: { firstName: name, phoneNumbers: [{ name: 'Work', value: `+1415555${id.slice(1).padStart(4, '0')}` }], emails: [] },
    };
  }
}

// The sync writes in bulk; what looks people up finds them by id.
const QUO_CONTACTS = {
  async get(id: string) {
    const [, externalId] = /^quo-(p\d+)$/.exec(id) ?? [];
    return externalId === undefined ? undefined : { id, externalId, source: 'fake', defaultFields: {} };
  },
  async listByExternalIds() {
    return [];
  },
  async upsertMany(contacts: readonly QuoContact[]): Promise<readonly UpsertOutcome[]> {
    return contacts.map(({ externalId, defaultFields }) => {
      const phoneNumbers = defaultFields.phoneNumbers.map(({ value }) => value ?? '');
      return { kind: 'created', externalId, contactId: `quo-${externalId}`, phoneNumbers };
    });
  },
} as unknown as QuoContacts;

/** How accounts of {@link FakeIntegration} are described. */
export const FAKE_CONNECTOR: ConnectorDescriptor = {
  id: 'fake',
  title: 'a fake',
  account: { urlHelp: 'https://<company>.example.com', exampleUrl: 'https://acme.example.com', tokenHelp: 'any text' },
  options: {
    country: {
      flags: '--country <code>',
      variable: 'FRIGG_CRM_COUNTRY',
      description: 'two letters',
      problemOf: (value) => (/^[A-Z]{2}$/.test(value) ? undefined : 'must be two letters'),
    },
  },
  connect: () => (dependencies) => new FakeIntegration({ ...dependencies, people: [] }),
  async openSandbox() {
    throw new TypeError('there is no sandbox');
  },
};
