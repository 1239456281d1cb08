import { describeConnector } from '@frigg-crm/connector-testing';
import { attioConnector } from './descriptor.ts';
import { numberOfSandboxId, toSandboxId } from './sandbox/sandbox-ids.ts';
import { attio, personIds } from './test-support/attio-under-test.ts';

const NOTE = { personId: toSandboxId('person', 1), title: 'x', content: 'x' };

/** @param isOld - Whether the API cannot change notes, as older versions of it. */
const describeAttio = (name: string, isOld: boolean): void =>
  describeConnector(
    attioConnector,
    {
      connector: attio,
      sandboxOptions: ({ people, faults }) => ({
        people,
        faults,
        awkward: 0,
        withoutPhone: 0,
        requestsPerSecond: 1000,
        canUpdateNotes: !isOld,
      }),
      crm: ({ sandbox, sandbox: { people, notes, webhooks }, client }) => ({
        externalIds: () => personIds(people.size),
        change: (id) => void people.change(numberOfSandboxId(id), { jobTitle: 'Changed' }),
        remove: (id) => people.delete(numberOfSandboxId(id)),
        add({ firstName: first = 'Ana', lastName: last = 'Ruiz', phones, emails = [] }) {
          const { number } = people.add({ name: { first, last }, phones, emails });
          return { objectType: 'people', externalId: toSandboxId('person', number) };
        },
        expireAccess: () => sandbox.disconnect(),
        connectOther() {
          sandbox.workspaceId = toSandboxId('workspace', 2);
          return undefined;
        },
        activities: {
          textsOf: ({ externalId }) =>
            notes()
              .filter(({ person }) => person === numberOfSandboxId(externalId))
              .map(({ title, content }) => `${title}\n${content}`),
          remove: async (id) => client.notes.delete(id),
        },
        webhooks: {
          hooks: () => webhooks.all.map(({ target_url: url }) => url),
          drop: () => webhooks.all.forEach(({ id }) => webhooks.forget(id)),
          notify(url) {
            people.change(1, { jobTitle: `Changed ${webhooks.events.length}` });
            const hook = webhooks.all.find(({ target_url: each }) => each === url);
            return webhooks.toRequest(hook!.id, webhooks.events.at(-1)!)!;
          },
        },
      }),
      // Attio says neither when a record changed nor which are gone: webhooks do.
      only: isOld ? ['activities'] : undefined,
      can: { listDeleted: false, sayWhenChanged: false, holdAnyPhoneText: false },
      webhooks: { showsSecretOnce: true },
      publicPaths: ['/v2/self'],
      client: {
        manifest: new URL('../package.json', import.meta.url),
        probe: async ({ self }) => self.get(),
        calls: {
          'self.get': async ({ self }) => self.get(),
          'people.list': async ({ people }) => people.list({ limit: 1 }),
          'people.create': async ({ people }) => people.create({ firstName: 'Ana', lastName: 'Ruiz' }),
          'people.get': async ({ people }) => people.get(toSandboxId('person', 1)),
          'people.listByIds': async ({ people }) => people.listByIds([toSandboxId('person', 1)]),
          'people.searchByPhone': async ({ people }) => people.searchByPhone('+14155550132', { readNumbers: (text) => [text] }),
          'people.searchByEmail': async ({ people }) => people.searchByEmail('ana@acme.test', { limit: 5 }),
          'companies.listByIds': async ({ companies }) => companies.listByIds([toSandboxId('company', 1)]),
          'objects.list': async ({ objects }) => objects.list(),
          'objects.search': async ({ objects }) => objects.search('ana', { objects: ['people'], limit: 5 }),
          'objects.idOf': async ({ objects }) => objects.idOf('people'),
          'objects.attributeIdOf': async ({ objects }) => objects.attributeIdOf('people', 'name'),
          'notes.create': async ({ notes }) => notes.create(NOTE),
          'notes.update': async ({ notes }) => notes.update('1', NOTE),
          'notes.get': async ({ notes }) => notes.get('1'),
          'notes.list': async ({ notes }) => notes.list({ personId: NOTE.personId }),
          'notes.delete': async ({ notes }) => notes.delete('1'),
          'webhooks.create': async ({ webhooks }) => webhooks.create({ url: 'https://app.example.test', subscriptions: [] }),
          'webhooks.list': async ({ webhooks }) => webhooks.list(),
          'webhooks.delete': async ({ webhooks }) => webhooks.delete('1'),
        },
      },
    },
    name,
  );

describeAttio('Attio', false);
describeAttio('Attio whose API cannot change notes', true);
