import { freePort } from '@frigg-crm/postgres-process-repo/testing';
import type { SandboxDelivery } from '@frigg-crm/quo/sandbox';
import { afterAll, expect, inject, it } from 'vitest';
import { killPrograms } from '../world/program.ts';
import type { StopPoint } from '../worker/stop-point.ts';
import { openWebhookWorld, type WebhookSystem } from './world/webhook-world.ts';

const TIMEOUT_MS = 120_000;
/** The way of an event: stored, claimed, written into the CRM, and known to be written. */
const STEPS: readonly (readonly [StopPoint, number])[] = [
  ['before-create', 1],
  ['after-create', 1],
  ['before-save', 1],
  ['after-save', 1],
  ['before-write', 1],
  ['after-write', 1],
  ['before-save', 2],
  ['after-save', 2],
];

afterAll(killPrograms);

/** Gives each test a world of its own. */
async function inWorld(name: string, play: (world: WebhookSystem) => Promise<void>): Promise<void> {
  const world = await openWebhookWorld(inject('servers'), `webhook_${name.replaceAll(/\W/g, '_')}`);
  try {
    await play(world);
  } finally {
    await world.close();
  }
}

/** Something happens on the phone. @returns the event that tells of it. */
function happen({ quo, contacts }: WebhookSystem, kind: 'call' | 'text'): SandboxDelivery {
  const [other] = contacts;
  if (kind === 'call') quo.phone.call({ with: other });
  else quo.phone.text({ with: other });
  const told = quo.webhooks.events().at(-1);
  if (told === undefined) throw new Error('nothing was told');
  return told;
}

it.concurrent('calls and texts are written once, at whatever step of their way the app is killed', { timeout: TIMEOUT_MS }, async () =>
  inWorld('steps', async (world) => {
    const unanswered: SandboxDelivery[] = [];
    for (const [index, [point, passing]] of STEPS.entries()) {
      const app = await world.startApp({ stop: { point, passing, how: 'freeze' } });
      const event = happen(world, index % 2 === 0 ? 'call' : 'text');
      const answer = world.deliver(event);
      await app.untilSaid('reached');
      await app.program.kill();
      if ((await answer) !== 200) unanswered.push(event);
    }
    // Until now each event was in the hands of an app that is dead.
    world.outlastClaims();
    await world.startApp();
    for (const event of unanswered) expect(await world.deliver(event)).toBe(200);
    await world.untilWorkedOff();
    expect([...world.written().values()]).toEqual(STEPS.map(() => 1));
    expect(new Set((await world.storedEvents()).values())).toEqual(new Set(['done']));
  }),
);

it.concurrent(
  'a call whose app is killed between the answer of the CRM and its confirmation is found there, and not written again',
  { timeout: TIMEOUT_MS },
  async () =>
    inWorld('answer', async (world) => {
      const victim = await world.startApp({ stop: { point: 'after-write', passing: 1, how: 'freeze' } });
      expect(await world.deliver(happen(world, 'call'))).toBe(200);
      await victim.untilSaid('reached');
      await victim.program.kill();
      expect([...world.written().values()]).toEqual([1]);
      world.outlastClaims();
      await world.startApp();
      await world.untilWorkedOff();
      expect([...world.written().values()]).toEqual([1]);
      expect(world.pipedrive.activities()).toHaveLength(1);
    }),
);

it.concurrent.for([
  { point: 'before-write', kind: 'call', made: 2 },
  { point: 'after-write', kind: 'text', made: 1 },
] as const)(
  'an app that is suspended at the point $point of a $kind and wakes up when another has written it leaves one of it',
  { timeout: TIMEOUT_MS },
  async ({ point, kind, made }) =>
    inWorld(`zombie_${point}`, async (world) => {
      const zombie = await world.startApp({ stop: { point, passing: 1, how: 'suspend' } });
      expect(await world.deliver(happen(world, kind))).toBe(200);
      await zombie.untilSaid('reached');
      world.outlastClaims();
      const other = await world.startApp({ port: await freePort() });
      await world.untilWorkedOff();
      expect([...world.written().values()]).toEqual([1]);
      zombie.program.signal('SIGCONT');
      await zombie.untilSaid('idle');
      // What it wrote over the other one it has taken back.
      expect([...world.written().values()]).toEqual([1]);
      expect([...world.pipedrive.activities(), ...world.pipedrive.notes()]).toHaveLength(made);
      expect([zombie, other].map(({ program }) => program.isRunning)).toEqual([true, true]);
    }),
);
