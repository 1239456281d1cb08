import { afterAll, expect, inject, it } from 'vitest';
import { killPrograms } from '@frigg-crm/kit/programs';
import { openTestSystem, type TestSystem } from '../test-support/test-system.ts';
import type { Connector } from '../worker/worker-input.ts';
import { integrationOfHalfDoneRun, layOutHalfDoneRun, PEOPLE_OF_HALF_DONE_RUN, TO_COME } from './half-done-run.ts';

afterAll(killPrograms);

async function withHalfDoneRun(connector: Connector, act: (system: TestSystem) => Promise<void>): Promise<void> {
  const integrationId = integrationOfHalfDoneRun(connector);
  const system = await openTestSystem(inject('servers'), { connector, integrationId, people: PEOPLE_OF_HALF_DONE_RUN, quoLatencyMs: 10 });
  try {
    await layOutHalfDoneRun(system, connector);
    await act(system);
    await system.untilEnded();
    expect(await system.outcome()).toEqual(system.expected);
    const process = await system.findProcess();
    expect(process).toMatchObject({ context: TO_COME, results: TO_COME, ledger: TO_COME });
  } finally {
    await system.close();
  }
}

it.concurrent.for([
  { connector: 'scaling-test', from: 'previous', to: undefined, change: 'an upgrade' },
  { connector: 'pipedrive', from: undefined, to: 'previous', change: 'a roll-back' },
] as const)(
  'a sync of $connector that the first version began ends with the same numbers through $change, and keeps what it does not know',
  { timeout: 120_000 },
  async ({ connector, from, to }) => {
    await withHalfDoneRun(connector, async (system) => {
      const leaving = system.startWorker({ knows: from });
      await system.untilSettled(4);
      system.startWorker({ knows: to });
      await system.untilSettled(6);
      leaving.signal('SIGTERM');
      await leaving.ended;
      expect(leaving.exitCode).toBe(0);
    });
  },
);
