import { describeConnector } from '@frigg-crm/connector-testing';
import { scalingTestConnector } from './descriptor.ts';
import { scalingTest } from './test-support/scaling-test-under-test.ts';

const describeScalingTest = (paginationType: 'PAGE_BASED' | 'CURSOR_BASED', name: string): void =>
  describeConnector(
    scalingTestConnector,
    {
      connector: scalingTest,
      only: paginationType === 'PAGE_BASED' ? undefined : ['sync', 'pages'],
      integrationOptions: { config: { syncConfig: { paginationType, supportsTotal: paginationType === 'PAGE_BASED' } } },
      sandboxOptions: ({ people, faults }) => ({ people, faults, withoutPhoneShare: 0 }),
      crm: (opened) => ({
        externalIds: () => Array.from({ length: opened.sandbox.expected.total }, (_, index) => `person-${index}`),
        change: (id) => void opened.sandbox.change(id),
        expireAccess() {
          opened.intercept = () => Response.json({ message: 'The token is not known' }, { status: 401 });
        },
      }),
      can: { listDeleted: false, searchByPhone: false },
      client: {
        manifest: new URL('../package.json', import.meta.url),
        probe: async ({ persons }) => persons.get('person-1'),
        calls: {
          'persons.list': async ({ persons }) => persons.list({ limit: 1 }),
          'persons.get': async ({ persons }) => persons.get('person-1'),
        },
      },
    },
    name,
  );

describeScalingTest('PAGE_BASED', 'scaling-test by page');
describeScalingTest('CURSOR_BASED', 'scaling-test by cursor');
