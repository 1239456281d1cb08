import {
  BaseCRMIntegration,
  WebhookRefusedError,
  type BaseCRMIntegrationDependencies,
  type ConnectorDescriptor,
  type CrmEvent,
  type CrmPersonRef,
  type CRMConfig,
  type IncomingWebhook,
  type PersonPage,
} from '@frigg-crm/crm-base';
import type { QuoContact, QuoContacts, StoredQuoContact, UpsertOutcome } from '@frigg-crm/quo';

/** A person of {@link FakeIntegration}: those named `broken` cannot become a contact, and a page with one named `lost` cannot be read. */
export interface FakePerson {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
}

/** What Quo holds, as the syncs of all processes have written it, or a person has changed it. */
export class FakeQuo {
  readonly held = new Map<string, QuoContact>();
  /** What reading answers with in place of contacts. */
  failure: Error | undefined;

  /** As the port wants it: the sync writes in bulk, and what looks people up finds them by id. */
  get contacts(): QuoContacts {
    return this as unknown as QuoContacts;
  }

  async get(id: string): Promise<StoredQuoContact | undefined> {
    const [, externalId] = /^quo-(p\d+)$/.exec(id) ?? [];
    return externalId === undefined ? undefined : { id, externalId, source: 'fake', defaultFields: {} };
  }

  async listByExternalIds(externalIds: readonly string[]): Promise<readonly StoredQuoContact[]> {
    if (this.failure !== undefined) throw this.failure;
    return externalIds.flatMap((externalId) => {
      const contact = this.held.get(externalId);
      return contact === undefined ? [] : { ...contact, id: `quo-${externalId}`, source: 'fake' };
    });
  }

  async upsertMany(contacts: readonly QuoContact[]): Promise<readonly UpsertOutcome[]> {
    return contacts.map((contact) => {
      const { externalId, defaultFields } = contact;
      this.held.set(externalId, contact);
      const phoneNumbers = defaultFields.phoneNumbers.map(({ value }) => value ?? '');
      return { kind: 'created', externalId, contactId: `quo-${externalId}`, phoneNumbers };
    });
  }
}

export interface FakeIntegrationDependencies extends Omit<BaseCRMIntegrationDependencies, 'quoContacts' | 'quo'> {
  readonly people: readonly FakePerson[];
  /** @defaultValue an empty one */
  readonly quo?: FakeQuo | undefined;
  /** Whether the CRM finds persons by name and by e-mail address. @defaultValue true */
  readonly isSearchable?: boolean | undefined;
}

/** A connector to a list of people, all of which Quo takes. */
export class FakeIntegration extends BaseCRMIntegration<FakePerson> {
  static readonly Definition = { name: 'fake' };
  static readonly CRMConfig: CRMConfig = {
    personObjectTypes: [{ crmObjectName: 'Person' }],
    syncConfig: { paginationType: 'PAGE_BASED', supportsTotal: true, catchUp: false, initialBatchSize: 2 },
  };
  readonly #people: readonly FakePerson[];

  constructor({ people, quo = new FakeQuo(), isSearchable = true, ...dependencies }: FakeIntegrationDependencies) {
    super({ ...dependencies, quoContacts: quo.contacts });
    this.#people = people;
    if (!isSearchable) return;
    this.searchPersonsByName = async (name, { limit }) => this.#find((person) => person.name.includes(name), limit);
    this.findPersonsByEmail = async (email, { limit }) => this.#find((person) => person.email === email, limit);
  }

  #find(isWanted: (person: FakePerson) => boolean, limit: number): readonly CrmPersonRef[] {
    const found = this.#people.filter(isWanted).slice(0, limit);
    return found.map(({ id }) => ({ objectType: 'Person', externalId: id }));
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
  connect:
    () =>
    ({ quo: _quo, ...dependencies }) =>
      new FakeIntegration({ ...dependencies, people: [] }),
  async openSandbox() {
    throw new TypeError('there is no sandbox');
  },
};
