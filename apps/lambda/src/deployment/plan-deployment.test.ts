import { expect, it } from 'vitest';
import { planDeployment } from './plan-deployment.ts';

it('plans queues by the defaults of queueConfig', () => {
  expect(planDeployment().queues).toMatchObject({
    fetch: { timeoutSeconds: 120, visibilityTimeoutSeconds: 720, maxReceiveCount: 5, reservedConcurrency: 2, batchSize: 1 },
    work: { timeoutSeconds: 120, visibilityTimeoutSeconds: 720, maxReceiveCount: 5, reservedConcurrency: 10 },
  });
});

it('follows queueConfig: as many attempts, and writers for the pages that may be outstanding', () => {
  const { fetch, work } = planDeployment({ maxAttempts: 8, maxOutstandingPages: 250 }).queues;
  expect([fetch.maxReceiveCount, work.maxReceiveCount, fetch.reservedConcurrency, work.reservedConcurrency]).toEqual([8, 8, 2, 25]);
});

it.each([
  { timeoutSeconds: 900, maxAttempts: 1000, maxOutstandingPages: 1_000_000 },
  { timeoutSeconds: 1, maxAttempts: 1, maxOutstandingPages: 1 },
])('stays within what AWS allows: %j', (options) => {
  for (const { timeoutSeconds, visibilityTimeoutSeconds, retentionSeconds, reservedConcurrency } of Object.values(
    planDeployment(options).queues,
  )) {
    expect(timeoutSeconds).toBeLessThanOrEqual(900);
    expect(visibilityTimeoutSeconds).toBeGreaterThanOrEqual(6 * timeoutSeconds);
    expect(visibilityTimeoutSeconds).toBeLessThanOrEqual(43_200);
    expect(retentionSeconds).toBeLessThan(14 * 86_400);
    expect(reservedConcurrency).toBeGreaterThanOrEqual(2);
    expect(reservedConcurrency).toBeLessThanOrEqual(1000);
  }
});

it('refuses settings that no connector could have', () => {
  expect(() => planDeployment({ maxAttempts: 0 })).toThrow('queueConfig.maxAttempts');
});
