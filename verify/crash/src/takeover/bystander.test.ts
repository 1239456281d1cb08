import { afterAll, expect, inject, it } from 'vitest';
import { killPrograms } from '@frigg-crm/kit/programs';
import { openTestSystem } from '../test-support/test-system.ts';

afterAll(killPrograms);

/** The watchdog queries the store three times a second, and a lease lasts 2.5 s: after so many queries it has seen that no worker holds the sync. */
const QUERIES = 15;

it('a program that serves another integration leaves a sync to those that know it', { timeout: 120_000 }, async () => {
  const system = await openTestSystem(inject('servers'), { integrationId: 'bystander', connector: 'pipedrive', quoLatencyMs: 20 });
  try {
    const first = system.startWorker({ queues: 'memory', start: true });
    const bystander = system.startWorker({ queues: 'memory', integrationId: 'another' });
    await bystander.says('ready');
    await system.untilSettled(1);
    await first.kill();
    const queries = bystander.said.filter(({ type }) => type === 'queried').length;
    await bystander.says('queried', { times: queries + QUERIES });
    system.startWorker({ queues: 'memory' });
    await system.untilEnded();
    expect(await system.outcome()).toEqual(system.expected);
  } finally {
    await system.close();
  }
});
