import { expect, it } from 'vitest';
import type { ZohoIntegrationDependencies } from './zoho-integration.ts';
import { zoho } from './test-support/zoho-under-test.ts';

const typesWith = (options: Pick<ZohoIntegrationDependencies, 'settings' | 'objectTypes' | 'config'>): readonly string[] =>
  zoho
    .open()
    .integrate(options)
    .config.personObjectTypes.map(({ crmObjectName }) => crmObjectName);

it('syncs what its owner has chosen, else what the installation wants', () => {
  expect(typesWith({ settings: { objectTypes: ['Lead', 'Contact', 'Lead'] }, objectTypes: ['Account'] })).toEqual(['Lead', 'Contact']);
  const config = { personObjectTypes: [{ crmObjectName: 'Account' }] };
  expect(typesWith({ settings: { objectTypes: ['Lead'] }, config })).toEqual(['Lead']);
  expect(typesWith({ settings: { objectTypes: ['Deal'] }, objectTypes: ['Account'] })).toEqual(['Account']);
  expect(typesWith({ settings: {} })).toEqual(['Contact', 'Account']);
});
