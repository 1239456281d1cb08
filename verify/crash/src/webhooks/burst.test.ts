import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { killPrograms } from '@frigg-crm/kit/programs';
import { makeEvents, Sender } from './burst.ts';
import { until } from './test-support/until.ts';
import { openWebhookSystem, type WebhookSystem } from './test-support/webhook-system.ts';

/** So many events got a response when the app is killed for the first time. */
const KILLED_AT_RESPONSES = 700;
/** So many calls and texts of 1,500 are in the CRM when it is killed for the second time. */
const KILLED_AT_WRITTEN = 900;

let system: WebhookSystem;

beforeAll(async () => {
  system = await openWebhookSystem(inject('servers'), 'webhook_burst');
});

afterAll(async () => {
  await system.close();
  await killPrograms();
});

/** @returns the events that got 200 and are not stored. */
async function findLost(taken: ReadonlySet<string>): Promise<readonly string[]> {
  const stored = await system.storedEvents();
  return [...taken].filter((id) => !stored.has(id));
}

it(
  'of 2,000 webhooks in a burst, over which the app is killed twice, none that got 200 is lost, and none is written twice',
  { timeout: 180_000 },
  async () => {
    const sender = new Sender(system);
    const { taken } = sender;
    const first = await system.startApp();
    const events = makeEvents(system);
    const ids = new Set(events.map(({ eventId }) => eventId));
    expect(ids.size).toBe(2000);

    const sending = sender.send(events);
    await until(() => taken.size >= KILLED_AT_RESPONSES, 'many have got a response', first.program);
    await first.program.kill();
    await sending;
    expect(await findLost(taken)).toEqual([]);
    expect(taken.size).toBeLessThan(ids.size);

    system.outlastClaims();
    const second = await system.startApp();
    const sendingAgain = sender.send(events.filter(({ eventId }, index) => !taken.has(eventId) || index % 10 === 0));
    await until(() => system.written().size >= KILLED_AT_WRITTEN, 'many are written', second.program);
    await second.program.kill();
    await sendingAgain;
    expect(await findLost(taken)).toEqual([]);
    expect(system.written().size).toBeLessThan(1500);

    system.outlastClaims();
    const third = await system.startApp();
    await until(
      async () => {
        await sender.send(events.filter(({ eventId }) => !taken.has(eventId)));
        return taken.size === ids.size;
      },
      'all have got a response',
      third.program,
    );
    await system.untilWorkedOff();
    const stored = await system.storedEvents();
    expect(new Set(stored.keys())).toEqual(ids);
    expect(new Set(stored.values())).toEqual(new Set(['done']));
    const written = system.written();
    expect(written.size).toBe(1500);
    expect([...written].filter(([, count]) => count !== 1)).toEqual([]);
    // Each event has had its effect: that of a recording is a part of the activity of its call.
    const calls = system.pipedrive.activities().filter((activity) => !activity.is_deleted);
    expect(calls).toHaveLength(500);
    expect(calls.filter(({ note }) => !note.includes('Recording'))).toEqual([]);
  },
);
