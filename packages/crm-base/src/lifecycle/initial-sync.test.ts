import { expect, it } from 'vitest';
import { createLifecycleSystem } from './test-support/lifecycle-system.ts';

it('starts no sync where the connector leaves the first one to the owner', async () => {
  const system = createLifecycleSystem();
  system.crm.initialSyncOnSetUp = false;
  expect((await system.setUp()).setUpAt).not.toBeNull();
  expect(system.crm.hooks.size).toBe(1);
  expect(system.crm.syncs).toEqual([]);
});
