import { describeConnector } from '@frigg-crm/connector-testing';
import type { ZohoPeople } from './client/create-people.ts';
import type { ZohoClient } from './client/create-zoho-client.ts';
import type { ZohoObjectType } from './client/zoho-modules.ts';
import { zohoConnector } from './descriptor.ts';
import type { ZohoSandbox } from './sandbox/create-zoho-sandbox.ts';
import { zoho } from './test-support/zoho-under-test.ts';

const PARENT = { objectType: 'Contact', id: '1' } as const;
const CALL = { subject: 'Call', type: 'Missed', startedAt: '2026-01-05T10:00:00Z', parent: PARENT, description: '' } as const;
const CHANNEL = { id: '1', events: ['Contacts.all'], url: 'https://app.example.test', token: 't', expiresAt: '2026-01-05T10:00:00Z' };
const NOTE = { title: 'x', content: 'x' };

const OBJECT_TYPES = ['Contact', 'Lead', 'Account'] as const;
const modulesOf = ({ contacts, leads, accounts }: ZohoSandbox) => ({ Contact: contacts, Lead: leads, Account: accounts });
const peopleCalls = (name: string, people: (client: ZohoClient) => ZohoPeople) => ({
  [`${name}.list`]: async (client: ZohoClient) => people(client).list({ limit: 1 }),
  [`${name}.listDeleted`]: async (client: ZohoClient) => people(client).listDeleted({ limit: 1 }),
  [`${name}.get`]: async (client: ZohoClient) => people(client).get('1'),
  [`${name}.listByIds`]: async (client: ZohoClient) => people(client).listByIds(['1']),
  [`${name}.searchByEmail`]: async (client: ZohoClient) => people(client).searchByEmail('ana@acme.test'),
  [`${name}.searchByName`]: async (client: ZohoClient) => people(client).searchByName('ana'),
  [`${name}.searchByPhone`]: async (client: ZohoClient) => people(client).searchByPhone('+14155550132', { readNumbers: (text) => [text] }),
});

/** @param objectType - Whom calls and texts are written on, and who is listed. */
const describeZoho = (objectType: ZohoObjectType, isWhole = false): void =>
  describeConnector(
    zohoConnector,
    {
      connector: zoho,
      only: isWhole ? undefined : ['activities'],
      integrationOptions: { objectTypes: [objectType, ...OBJECT_TYPES.filter((type) => type !== objectType)] },
      sandboxOptions: ({ people, faults }) => ({ contacts: people, accounts: 0, faults, awkward: 0, requestsPerSecond: 10_000 }),
      crm({ sandbox, sandbox: { channels, contacts, tokens }, client }) {
        const persons = modulesOf(sandbox)[objectType];
        return {
          externalIds: () => persons.list().map(({ id }) => id),
          change: (id) => void persons.change(id, { Title: 'Changed' }),
          remove: (id) => void persons.delete(id),
          add({ firstName = 'Ana', lastName = 'Ruiz', phones: [Phone = null, Mobile = null], emails: [Email = null] = [] }) {
            const names = objectType === 'Account' ? { Account_Name: 'Acme' } : { First_Name: firstName, Last_Name: lastName };
            return { objectType, externalId: persons.add({ ...names, Phone, Mobile, Email }).id };
          },
          expireAccess: () => tokens.expire(),
          renewAccess() {
            tokens.issue();
            return tokens.accessToken;
          },
          connectOther() {
            sandbox.orgId = '5725767000000001002';
            return undefined;
          },
          activities: {
            textsOf({ externalId }) {
              const isAbout = (lookup: unknown): boolean => (lookup as { readonly id: string } | undefined)?.id === externalId;
              const calls = sandbox.calls().filter(({ Who_Id, What_Id }) => isAbout(Who_Id) || isAbout(What_Id));
              const notes = sandbox.notes().filter(({ Parent_Id }) => isAbout(Parent_Id));
              return [
                ...calls.map(({ Subject, Description }) => `${String(Subject)}\n${String(Description)}`),
                ...notes.map(({ Note_Title, Note_Content }) => `${String(Note_Title)}\n${String(Note_Content)}`),
              ];
            },
            remove: async (id, { kind }) => (kind === 'call' ? client.calls.delete(id) : client.notes.delete(id)),
          },
          webhooks: {
            hooks: () => channels.live.map(({ notify_url: url }) => url),
            drop: () => channels.live.forEach(({ channel_id: id }) => channels.forget(id)),
            notify(url) {
              contacts.change(contacts.list()[0]!.id, { Title: `Changed ${channels.deliveries.events.length}` });
              const headers = { 'content-type': 'application/json' };
              return new Request(url, { method: 'POST', headers, body: channels.deliveries.events.at(-1)! });
            },
          },
        };
      },
      // Zoho signs nothing: the token in the body proves who sends.
      webhooks: { signsBody: false, secretField: 'token' },
      client: {
        manifest: new URL('../package.json', import.meta.url),
        probe: async ({ users }) => users.list(),
        calls: {
          ...peopleCalls('contacts', ({ contacts }) => contacts),
          ...peopleCalls('leads', ({ leads }) => leads),
          ...peopleCalls('accounts', ({ accounts }) => accounts),
          'calls.create': async ({ calls }) => calls.create(CALL),
          'calls.update': async ({ calls }) => calls.update('1', { description: 'x' }),
          'calls.get': async ({ calls }) => calls.get('1'),
          'calls.list': async ({ calls }) => calls.list({ modifiedSince: '2026-01-05T10:00:00Z' }),
          'calls.delete': async ({ calls }) => calls.delete('1'),
          'notes.create': async ({ notes }) => notes.create({ parent: PARENT, ...NOTE }),
          'notes.update': async ({ notes }) => notes.update('1', NOTE),
          'notes.get': async ({ notes }) => notes.get('1'),
          'notes.list': async ({ notes }) => notes.list({ parent: PARENT }),
          'notes.delete': async ({ notes }) => notes.delete('1'),
          'organizations.current': async ({ organizations }) => organizations.current(),
          'users.list': async ({ users }) => users.list(),
          'channels.create': async ({ channels }) => channels.create(CHANNEL),
          'channels.renew': async ({ channels }) => channels.renew(CHANNEL),
          'channels.get': async ({ channels }) => channels.get('1'),
          'channels.delete': async ({ channels }) => channels.delete('1'),
        },
      },
    },
    `Zoho CRM with ${objectType} records`,
  );

describeZoho('Contact', true);
describeZoho('Lead');
describeZoho('Account');
