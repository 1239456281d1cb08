import { describeConnector } from '@frigg-crm/connector-testing';
import { blankCrmConnector } from './descriptor.ts';
import { blankCrm } from './test-support/blank-crm-under-test.ts';

const note = { personId: '1', text: 'A note', at: '2026-01-05T10:00:00.000Z' };

describeConnector(blankCrmConnector, {
  connector: blankCrm,
  sandboxOptions: ({ people, faults }) => ({ people, faults, requestsPerSecond: Number.POSITIVE_INFINITY }),
  // What users do in the CRM, and what they see there.
  crm: ({ sandbox }) => ({
    externalIds: () => sandbox.people.list().map(({ id }) => id),
    change: (id) => void sandbox.people.change(id, { company: 'Another company' }),
    remove: (id) => void sandbox.people.delete(id),
    add({ firstName = 'Ana', lastName = 'Ruiz', phones, emails = [] }) {
      const { id } = sandbox.people.add({ firstName, lastName, company: null, phones, emails });
      return { objectType: 'Person', externalId: id };
    },
    expireAccess: () => sandbox.tokens.expire(),
    connectOther() {
      sandbox.switchAccount();
      return undefined;
    },
    activities: {
      textsOf: ({ externalId }) => sandbox.notes.list().flatMap(({ fields }) => (fields.personId === externalId ? fields.text : [])),
      remove: (id) => void sandbox.notes.delete(id),
    },
    webhooks: {
      hooks: () => sandbox.hooks.list().map(({ fields }) => fields.url),
      drop: () => sandbox.hooks.list().forEach(({ id }) => sandbox.hooks.delete(id)),
      notify(url) {
        sandbox.people.change('1', { company: 'Another company' });
        const hook = sandbox.hooks.list().find(({ fields }) => fields.url === url);
        const event = sandbox.deliveries.events.at(-1);
        if (hook === undefined || event === undefined) throw new Error(`no webhook at ${url}`);
        return sandbox.toDelivery(event, hook.fields);
      },
    },
  }),
  client: {
    manifest: new URL('../package.json', import.meta.url),
    probe: async (client) => client.account.get(),
    calls: {
      'account.get': async (client) => client.account.get(),
      'people.list': async (client) => client.people.list({ limit: 1, cursor: undefined, changedSince: undefined }),
      'people.listDeleted': async (client) => client.people.listDeleted({ limit: 1, cursor: undefined, since: '2026-01-05T10:00:00.000Z' }),
      'people.get': async (client) => client.people.get('1'),
      'people.search': async (client) => client.people.search('+12125550100'),
      'notes.list': async (client) => client.notes.list({ personId: '1' }),
      'notes.create': async (client) => client.notes.create(note),
      'notes.update': async (client) => client.notes.update({ id: '1', ...note }),
      'notes.delete': async (client) => client.notes.delete('1'),
      'hooks.list': async (client) => client.hooks.list(),
      'hooks.create': async (client) => client.hooks.create({ url: 'https://app.example.test/hook', secret: 'secret' }),
      'hooks.delete': async (client) => client.hooks.delete('1'),
    },
  },
});
