import { describeConnector } from '@frigg-crm/connector-testing';
import { axiscareConnector } from './descriptor.ts';
import { toObjectType, type AxisCareRecordType } from './person-keys.ts';
import { axiscare } from './test-support/axiscare-under-test.ts';

const LOG = {
  callerName: 'A',
  callerPhone: 'B',
  followUp: false,
  dateTime: '2026-01-05T10:00:00+00:00',
  subject: 'C',
  notes: 'D',
  tags: [],
};

/** @param type - Who is listed: clients have everything; the others differ in their pages. */
const describeAxisCare = (type: AxisCareRecordType, name: string): void =>
  describeConnector(
    axiscareConnector,
    {
      connector: axiscare,
      only: type === 'client' ? undefined : ['sync'],
      integrationOptions: { personTypes: [type] },
      sandboxOptions: ({ people, faults }) => ({ people: { [type]: people }, faults }),
      crm({ sandbox, sandbox: { callLogs, webhooks, access } }) {
        const people = sandbox.people[type];
        const toRef = (id: number) => ({ objectType: type, externalId: `${toObjectType({ site: undefined, type })}-${id}` });
        const toId = (externalId: string): number => Number(externalId.split('-')[1]);
        return {
          externalIds: () => people.after(0, people.lastId).map(({ id }) => toRef(id).externalId),
          change: (externalId) => void people.change(toId(externalId), { lastName: 'Changed' }),
          remove: (externalId) => people.delete(toId(externalId)),
          add: ({
            firstName = 'Ana',
            lastName = 'Ruiz',
            phones: [homePhone = null, mobilePhone = null],
            emails: [personalEmail = null] = [],
          }) => toRef(people.add({ firstName, lastName, homePhone, mobilePhone, personalEmail }).id),
          expireAccess: () => void (access.token = 'another'),
          connectOther: () => axiscare.open({ siteNumber: '5678' }).integration,
          activities: {
            textsOf: ({ externalId }) =>
              callLogs.all
                .filter(({ tags }) => tags.some((tag) => `${tag.type}-${tag.entityId}` === externalId))
                .map(({ subject, notes }) => `${subject}\n${notes}`),
            remove: (id) => callLogs.delete(Number(id)),
          },
          webhooks: {
            hooks: () => (webhooks.address === undefined ? [] : [webhooks.address.split('?')[0]!]),
            drop: () => webhooks.enter(undefined),
            notify() {
              people.change(1, { lastName: 'Changed' });
              return webhooks.toRequest(webhooks.deliveries.events.at(-1)!);
            },
            // An administrator takes the address out when the connection ends.
            byHand: (integration) => ({
              setupWebhooks: async (setup) => integration.setupWebhooks(setup),
              readWebhook: (request) => integration.readWebhook(request),
              async removeWebhooks(setup) {
                await integration.removeWebhooks(setup);
                webhooks.enter(undefined);
              },
            }),
          },
        };
      },
      can: { listDeleted: false, sayWhenChanged: false, searchByPhone: false },
      // AxisCare signs nothing: the address holds a secret.
      webhooks: { signsBody: false },
      client: {
        manifest: new URL('../package.json', import.meta.url),
        probe: async (client) => client.verify(),
        calls: {
          'people.list': async ({ people }) => people.list({ type: 'client', limit: 1 }),
          'people.get': async ({ people }) => people.get('lead', '1'),
          'people.listByIds': async ({ people }) => people.listByIds('caregiver', ['1']),
          'people.listParties': async ({ people }) => people.listParties('client', '1'),
          'callLogs.list': async ({ callLogs }) => callLogs.list({ from: LOG.dateTime, to: LOG.dateTime }),
          'callLogs.create': async ({ callLogs }) => callLogs.create(LOG),
          'callLogs.update': async ({ callLogs }) => callLogs.update('1', { notes: 'x' }),
          verify: async (client) => client.verify(),
        },
      },
    },
    `AxisCare, ${name},`,
  );

describeAxisCare('client', 'clients');
describeAxisCare('caregiver', 'caregivers, who come by id');
describeAxisCare('lead', 'leads, whose pages have tokens');
describeAxisCare('applicant', 'applicants, whose pages have no limit');
