import { expect, it } from 'vitest';
import { BaseCRMIntegration } from './base-crm-integration.ts';
import { FakeIntegration } from './test-support/fake-crm.ts';
import { createSyncSystem } from './test-support/sync-system.ts';

const system = createSyncSystem();
const dependencies = { ...system.engine, integrationId: 'i1', userId: 'u1', quoContacts: system.quo.port, crm: system.crm };

it('fills the defaults into the configuration of the connector, under those of the installation', () => {
  const { config, connector } = new FakeIntegration({ ...dependencies, config: { syncConfig: { initialBatchSize: 7 } } });
  expect(connector).toBe('fake');
  expect(config.syncConfig).toMatchObject({ paginationType: 'PAGE_BASED', initialBatchSize: 7, ongoingBatchSize: 50, overlapSeconds: 300 });
  expect(config.queueConfig).toMatchObject({ maxOutstandingPages: 100, maxAttempts: 5 });
});

it('syncs the types of persons that the installation wants', () => {
  const personObjectTypes = [{ crmObjectName: 'Lead' }];
  const { config } = new FakeIntegration({ ...dependencies, config: { personObjectTypes } });
  expect(config.personObjectTypes).toEqual([{ crmObjectName: 'Lead', quoContactType: 'contact' }]);
});

it.each([
  ['a page size of 0', { syncConfig: { initialBatchSize: 0 } }, 'syncConfig.initialBatchSize'],
  ['a page size of a billion', { syncConfig: { initialBatchSize: 1e9 } }, 'syncConfig.initialBatchSize'],
  ['no attempts', { queueConfig: { maxAttempts: 0 } }, 'queueConfig.maxAttempts'],
])('refuses %s by name', (_what, config, named) => {
  expect(() => new FakeIntegration({ ...dependencies, config })).toThrow(
    expect.objectContaining({ code: 'CONFIGURATION_INVALID', message: expect.stringContaining(named) }),
  );
});

it('B65: refuses an integration without an owner', () => {
  expect(() => new FakeIntegration({ ...dependencies, userId: '' })).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
});

it('F31: names what is missing when a connector is made as Frigg makes it', () => {
  const make = (options?: object): unknown => new FakeIntegration(options as never);
  expect(() => make()).toThrow('FakeIntegration cannot be made without integrationId, userId, quoContacts, processManager');
  expect(() => make({ id: 7, userId: 'u1' })).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
});

it('refuses a connector that does not say what it is', () => {
  class Nameless extends BaseCRMIntegration {
    override fetchPersonPage = async (): Promise<never> => Promise.reject(new Error('unused'));
    override transformPersonToQuo = (): never => {
      throw new Error('unused');
    };
  }
  expect(() => new Nameless(dependencies)).toThrow('Nameless needs static Definition');
});

it('P10: takes numbers and strings for ids, and nothing else', () => {
  const integration = new FakeIntegration(dependencies);
  const idOf = (id: unknown): string | undefined => integration.personExternalId({ id, name: 'x' } as never, { objectType: 'Person' });
  expect([idOf(71), idOf('a'), idOf(null), idOf(undefined), idOf({})]).toEqual(['71', 'a', undefined, undefined, undefined]);
});
