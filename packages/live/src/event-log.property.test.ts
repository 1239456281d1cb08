import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLiveSystem } from './test-support/live-system.ts';
import { createMemoryEventLog } from './test-support/memory-event-log.ts';

type Act = 'append' | 'announce' | 'cut' | 'wait' | 'outage';

it('delivers each event of a log once and in order, whatever breaks', async () => {
  const acts = fc.array(fc.constantFrom<Act>('append', 'append', 'announce', 'cut', 'wait', 'outage'), { maxLength: 40, size: 'max' });
  await fc.assert(
    fc.asyncProperty(acts, fc.boolean(), async (list, isPolling) => {
      const eventLog = createMemoryEventLog();
      const system = createLiveSystem({ eventLog });
      const client = system.client(isPolling ? { WebSocket: null } : {});
      const seen: number[] = [];
      client.followEvents('i1', { after: 0, onEvents: (events) => seen.push(...events.map(({ seq }) => seq)) });
      for (const act of list) {
        if (act === 'append') eventLog.append('x');
        else if (act === 'announce') system.hub.announceEvents('i1');
        else if (act === 'cut') system.network.cut();
        else if (act === 'outage') system.restart();
        else await system.clock.advance(3000);
      }
      await system.clock.advance(60_000);
      const { last } = await eventLog.read({ integrationId: 'i1', limit: 1 });
      expect(seen).toEqual(Array.from({ length: last }, (_, index) => index + 1));
      client.close();
      system.hub.close();
    }),
    { numRuns: 20 },
  );
});

it.each([
  ['were deleted', 2],
  ['were never given out, as after a restored backup', 900],
])('says so when the events behind a cursor %s', async (_, after) => {
  const eventLog = createMemoryEventLog();
  for (let count = 0; count < 10; count += 1) eventLog.append('x');
  eventLog.forget(5);
  const system = createLiveSystem({ eventLog });
  const client = system.client();
  let resets = 0;
  client.followEvents('i1', { after, onEvents: () => {}, onReset: () => (resets += 1) });
  await system.clock.advance(5000);
  expect(resets).toBe(1);
  const seen: number[] = [];
  client.followEvents('i1', { after: 8, onEvents: (events) => seen.push(...events.map(({ seq }) => seq)) });
  await system.clock.advance(5000);
  expect(seen).toEqual([9, 10]);
});

it('begins at the end when no cursor is given', async () => {
  const eventLog = createMemoryEventLog();
  eventLog.append('before');
  const system = createLiveSystem({ eventLog });
  const client = system.client();
  const seen: string[] = [];
  client.followEvents('i1', { onEvents: (events) => seen.push(...events.map(({ type }) => type)) });
  await system.clock.advance(1000);
  eventLog.append('after');
  system.hub.announceEvents('i1');
  await system.clock.advance(200);
  expect(seen).toEqual(['after']);
});
