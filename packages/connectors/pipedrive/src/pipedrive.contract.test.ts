import { describeConnector } from '@frigg-crm/connector-testing';
import { pipedriveConnector } from './descriptor.ts';
import { pipedrive } from './test-support/pipedrive-under-test.ts';
import { PERSON } from './webhooks/read-pipedrive-webhook.ts';

const HOOK = {
  url: 'https://app.example.test',
  eventAction: '*',
  eventObject: 'person',
  name: 'x',
  credentials: { user: 'u', password: 'p' },
} as const;

describeConnector(pipedriveConnector, {
  connector: pipedrive,
  sandboxOptions: ({ people, faults }) => ({ people, faults, awkward: 0, withoutPhone: 0, requestsPer2s: 10_000 }),
  crm: ({ sandbox, sandbox: { people, webhooks, company }, client }) => ({
    externalIds: () => Array.from({ length: people.size }, (_, index) => String(index + 1)),
    change: (id) => void people.change(Number(id), { name: 'Changed' }),
    remove: (id) => people.delete(Number(id)),
    add({ firstName = 'Ana', lastName = 'Ruiz', ...texts }) {
      const toValues = (values: readonly string[]) => values.map((value, index) => ({ value, label: 'work', primary: index === 0 }));
      const names = { name: `${firstName} ${lastName}`, first_name: firstName, last_name: lastName };
      const { id } = people.add({ ...names, phones: toValues(texts.phones), emails: toValues(texts.emails ?? []) });
      return { objectType: PERSON, externalId: String(id) };
    },
    expireAccess: () => sandbox.expireAccessToken(),
    async renewAccess() {
      const authorization = `Basic ${btoa(`${sandbox.clientId}:${sandbox.clientSecret}`)}`;
      const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: sandbox.refreshToken });
      await sandbox.fetch(new Request('https://oauth.pipedrive.com/oauth/token', { method: 'POST', headers: { authorization }, body }));
      return sandbox.accessToken;
    },
    connectOther() {
      Object.assign(company, { id: 456 });
      return undefined;
    },
    activities: {
      textsOf({ externalId }) {
        const isAbout = ({ person_id: id }: { readonly person_id: number | null }): boolean => id === Number(externalId);
        const activities = sandbox.activities().filter((activity) => isAbout(activity) && !activity.is_deleted);
        const notes = sandbox.notes().filter((note) => isAbout(note) && note.active_flag);
        return [...activities.map(({ subject, note }) => `${subject}\n${note}`), ...notes.map(({ content }) => content)];
      },
      remove: async (id, { kind }) => (kind === 'call' ? client.activities.delete(id) : client.notes.delete(id)),
    },
    webhooks: {
      hooks: () => webhooks.all.map(({ subscription_url: url }) => url),
      drop: () => webhooks.all.forEach(({ id }) => webhooks.forget(id)),
      notify(url) {
        people.change(1, { name: `Changed ${webhooks.events().length}` });
        const hook = webhooks.all.find(({ subscription_url: each }) => each === url);
        return webhooks.toRequest({ webhookId: hook!.id, body: webhooks.events().at(-1)! });
      },
    },
  }),
  // Pipedrive signs nothing: its requests carry a password.
  webhooks: { signsBody: false },
  rateLimitHeaders: ({ waitMs }) => ({
    'x-ratelimit-limit': '80',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(waitMs / 1000),
  }),
  client: {
    manifest: new URL('../package.json', import.meta.url),
    windowSeconds: 2,
    probe: async ({ users }) => users.me(),
    calls: {
      'persons.list': async ({ persons }) => persons.list({ limit: 1 }),
      'persons.get': async ({ persons }) => persons.get('1'),
      'persons.listByIds': async ({ persons }) => persons.listByIds(['1']),
      'persons.searchByPhone': async ({ persons }) => persons.searchByPhone('+14155550132', { readNumbers: (text) => [text] }),
      'organizations.listByIds': async ({ organizations }) => organizations.listByIds(['1']),
      'activities.create': async ({ activities }) => activities.create({ subject: 'Call', type: 'call', isDone: true, personIds: ['1'] }),
      'activities.update': async ({ activities }) => activities.update('1', { note: 'x' }),
      'activities.get': async ({ activities }) => activities.get('1'),
      'activities.list': async ({ activities }) => activities.list({ personId: '1', updatedSince: '2026-01-05T10:00:00Z' }),
      'activities.delete': async ({ activities }) => activities.delete('1'),
      'notes.create': async ({ notes }) => notes.create({ personId: '1', content: 'x' }),
      'notes.update': async ({ notes }) => notes.update('1', 'x'),
      'notes.get': async ({ notes }) => notes.get('1'),
      'notes.list': async ({ notes }) => notes.list({ personId: '1' }),
      'notes.delete': async ({ notes }) => notes.delete('1'),
      'deals.create': async ({ deals }) => deals.create({ title: 'Big' }),
      'deals.findByTitle': async ({ deals }) => deals.findByTitle({ title: 'Big' }, '2026-01-05T10:00:00.000Z'),
      'items.search': async ({ items }) => items.search('ana', { types: ['person'], limit: 5 }),
      'persons.searchByName': async ({ persons }) => persons.searchByName('ana', { limit: 5 }),
      'persons.searchByEmail': async ({ persons }) => persons.searchByEmail('ana@acme.test', { limit: 5 }),
      'deals.findOpen': async ({ deals }) => deals.findOpen('1'),
      'leads.findLatest': async ({ leads }) => leads.findLatest('1'),
      'users.me': async ({ users }) => users.me(),
      'users.list': async ({ users }) => users.list(),
      'users.findByEmail': async ({ users }) => users.findByEmail('ana@acme.test'),
      'webhooks.create': async ({ webhooks }) => webhooks.create(HOOK),
      'webhooks.list': async ({ webhooks }) => webhooks.list(),
      'webhooks.delete': async ({ webhooks }) => webhooks.delete('1'),
    },
  },
});
