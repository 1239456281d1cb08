import { afterAll, expect, inject, it } from 'vitest';
import { killPrograms } from '../world/program.ts';
import { openScene } from '../world/scene.ts';

afterAll(killPrograms);

/** The watchdog asks the store three times a second, and a lease lasts 2.5 s: after so many looks it has seen that the sync is nobody's. */
const LOOKS = 15;

it('a program that serves another integration leaves a sync to those that know it', { timeout: 120_000 }, async () => {
  const scene = await openScene(inject('servers'), { integrationId: 'bystander', connector: 'pipedrive', quoLatencyMs: 20 });
  try {
    const first = scene.startWorker({ queues: 'memory', start: true });
    const bystander = scene.startWorker({ queues: 'memory', integrationId: 'another' });
    await bystander.says('ready');
    await scene.untilSettled(1);
    await first.kill();
    const looks = bystander.said.filter(({ type }) => type === 'looked').length;
    await bystander.says('looked', { times: looks + LOOKS });
    scene.startWorker({ queues: 'memory' });
    await scene.untilEnded();
    expect(await scene.outcome()).toEqual(scene.expected);
  } finally {
    await scene.close();
  }
});
