import { expect, it } from 'vitest';
import { ZohoIntegration, type ZohoIntegrationDependencies } from './zoho-integration.ts';
import { zohoFixture } from './test-support/zoho-fixture.ts';

function typesWith(options: Pick<ZohoIntegrationDependencies, 'settings' | 'objectTypes' | 'config'>): readonly string[] {
  const untouched = {} as never;
  const parts = { quoContacts: untouched, processManager: untouched, queueManager: untouched, syncOrchestrator: untouched };
  const integration = new ZohoIntegration({ integrationId: 'i1', userId: 'u1', client: zohoFixture().client, ...parts, ...options });
  return integration.config.personObjectTypes.map(({ crmObjectName }) => crmObjectName);
}

it('syncs what its owner has chosen, else what the installation wants', () => {
  expect(typesWith({ settings: { objectTypes: ['Lead', 'Contact', 'Lead'] }, objectTypes: ['Account'] })).toEqual(['Lead', 'Contact']);
  const config = { personObjectTypes: [{ crmObjectName: 'Account' }] };
  expect(typesWith({ settings: { objectTypes: ['Lead'] }, config })).toEqual(['Lead']);
  expect(typesWith({ settings: { objectTypes: ['Deal'] }, objectTypes: ['Account'] })).toEqual(['Account']);
  expect(typesWith({ settings: {} })).toEqual(['Contact', 'Account']);
});
