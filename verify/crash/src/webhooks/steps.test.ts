import { freePort } from '@frigg-crm/postgres-process-repo/testing';
import type { SandboxDelivery } from '@frigg-crm/quo/sandbox';
import { afterAll, expect, inject, it } from 'vitest';
import { killPrograms } from '@frigg-crm/kit/programs';
import type { StopPoint } from '../worker/stop-point.ts';
import { openWebhookSystem, type WebhookSystem } from './test-support/webhook-system.ts';

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

/** Gives each test a system of its own. */
async function inSystem(name: string, play: (system: WebhookSystem) => Promise<void>): Promise<void> {
  const system = await openWebhookSystem(inject('servers'), `webhook_${name.replaceAll(/\W/g, '_')}`);
  try {
    await play(system);
  } finally {
    await system.close();
  }
}

/** Something happens on the phone. @returns the event that reports it. */
function happen({ quo, contacts }: WebhookSystem, kind: 'call' | 'text'): SandboxDelivery {
  const [other] = contacts;
  if (kind === 'call') quo.phone.call({ with: other });
  else quo.phone.text({ with: other });
  const event = quo.webhooks.events().at(-1);
  if (event === undefined) throw new Error('Quo has sent no event');
  return event;
}

it.concurrent('calls and texts are written once, at whatever step of their way the app is killed', { timeout: TIMEOUT_MS }, async () =>
  inSystem('steps', async (system) => {
    const unacknowledged: SandboxDelivery[] = [];
    for (const [index, [point, passing]] of STEPS.entries()) {
      const app = await system.startApp({ stop: { point, passing, how: 'freeze' } });
      const event = happen(system, index % 2 === 0 ? 'call' : 'text');
      const response = system.deliver(event);
      await app.untilSaid('reached');
      await app.program.kill();
      if ((await response) !== 200) unacknowledged.push(event);
    }
    // Until now each event was claimed by an app that was killed.
    system.outlastClaims();
    await system.startApp();
    for (const event of unacknowledged) expect(await system.deliver(event)).toBe(200);
    await system.untilWorkedOff();
    expect([...system.written().values()]).toEqual(STEPS.map(() => 1));
    expect(new Set((await system.storedEvents()).values())).toEqual(new Set(['done']));
  }),
);

it.concurrent(
  'a call whose app is killed between the response of the CRM and its confirmation is found there, and not written again',
  { timeout: TIMEOUT_MS },
  async () =>
    inSystem('response', async (system) => {
      const victim = await system.startApp({ stop: { point: 'after-write', passing: 1, how: 'freeze' } });
      expect(await system.deliver(happen(system, 'call'))).toBe(200);
      await victim.untilSaid('reached');
      await victim.program.kill();
      expect([...system.written().values()]).toEqual([1]);
      system.outlastClaims();
      await system.startApp();
      await system.untilWorkedOff();
      expect([...system.written().values()]).toEqual([1]);
      expect(system.pipedrive.activities()).toHaveLength(1);
    }),
);

it.concurrent.for([
  { point: 'before-write', kind: 'call', made: 2 },
  { point: 'after-write', kind: 'text', made: 1 },
] as const)(
  'an app that is suspended at the point $point of a $kind and wakes up when another has written it leaves one of it',
  { timeout: TIMEOUT_MS },
  async ({ point, kind, made }) =>
    inSystem(`zombie_${point}`, async (system) => {
      const zombie = await system.startApp({ stop: { point, passing: 1, how: 'suspend' } });
      expect(await system.deliver(happen(system, kind))).toBe(200);
      await zombie.untilSaid('reached');
      system.outlastClaims();
      const other = await system.startApp({ port: await freePort() });
      await system.untilWorkedOff();
      expect([...system.written().values()]).toEqual([1]);
      zombie.program.signal('SIGCONT');
      await zombie.untilSaid('idle');
      // What it wrote over the other one it has taken back.
      expect([...system.written().values()]).toEqual([1]);
      expect([...system.pipedrive.activities(), ...system.pipedrive.notes()]).toHaveLength(made);
      expect([zombie, other].map(({ program }) => program.isRunning)).toEqual([true, true]);
    }),
);
