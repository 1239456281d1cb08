import { systemClock } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import { CONNECTORS } from './connectors.ts';
import { readOnlyProcess } from './test-support/read-result.ts';
import { runInProcess } from './test-support/run-in-process.ts';

it.concurrent.for(CONNECTORS.map(({ id }) => id))('counts the same in a demo with faults as without: %s', async (connector) => {
  const args = ['demo', '--json', '--contacts', '700', '--connector', connector];
  const startedMs = systemClock.now();
  let firstProgressMs = Number.POSITIVE_INFINITY;
  const onLine = (): void => {
    firstProgressMs = Math.min(firstProgressMs, systemClock.now() - startedMs);
  };
  const [plain, faulty] = await Promise.all([runInProcess(args, { onLine }), runInProcess([...args, '--faults'])]);
  expect([plain, faulty]).toMatchObject([
    { exitCode: 0, stderr: '' },
    { exitCode: 0, stderr: '' },
  ]);
  const { totalRecords, totalSynced, totalFailed, totalSkipped, pages } = readOnlyProcess(plain.stdout);
  expect(readOnlyProcess(faulty.stdout)).toMatchObject({
    totalRecords,
    totalSynced,
    totalFailed,
    totalSkipped,
    pages,
    state: 'COMPLETED',
  });
  expect(totalRecords).toBe(700);
  expect(totalFailed).toBeGreaterThan(0);
  expect(totalSkipped).toBeGreaterThan(0);
  for (const { stdout } of [plain, faulty])
    expect(stdout).toContain(JSON.stringify({ type: 'check', quoContacts: totalSynced, totalSynced, ok: true }));
  expect(firstProgressMs).toBeLessThan(10_000);
});
