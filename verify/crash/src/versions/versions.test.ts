import { afterAll, expect, inject, it } from 'vitest';
import { killPrograms } from '../world/program.ts';
import { openScene, type Scene } from '../world/scene.ts';
import type { Connector } from '../worker/worker-input.ts';
import { integrationOfHalfDoneRun, layOutHalfDoneRun, PEOPLE_OF_HALF_DONE_RUN, TO_COME } from './half-done-run.ts';

afterAll(killPrograms);

async function withHalfDoneRun(connector: Connector, act: (scene: Scene) => Promise<void>): Promise<void> {
  const integrationId = integrationOfHalfDoneRun(connector);
  const scene = await openScene(inject('servers'), { connector, integrationId, people: PEOPLE_OF_HALF_DONE_RUN, quoLatencyMs: 10 });
  try {
    await layOutHalfDoneRun(scene, connector);
    await act(scene);
    await scene.untilEnded();
    expect(await scene.outcome()).toEqual(scene.expected);
    const process = await scene.findProcess();
    expect(process).toMatchObject({ context: TO_COME, results: TO_COME, ledger: TO_COME });
  } finally {
    await scene.close();
  }
}

it.concurrent.for([
  { connector: 'scaling-test', from: 'previous', to: undefined, change: 'an upgrade' },
  { connector: 'pipedrive', from: undefined, to: 'previous', change: 'a roll-back' },
] as const)(
  'a sync of $connector that the first version began ends with the same numbers through $change, and keeps what it does not know',
  { timeout: 120_000 },
  async ({ connector, from, to }) => {
    await withHalfDoneRun(connector, async (scene) => {
      const leaving = scene.startWorker({ knows: from });
      await scene.untilSettled(4);
      scene.startWorker({ knows: to });
      await scene.untilSettled(6);
      leaving.signal('SIGTERM');
      await leaving.ended;
      expect(leaving.exitCode).toBe(0);
    });
  },
);
