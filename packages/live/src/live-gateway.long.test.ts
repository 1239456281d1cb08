import { toProcessProgress, type ProcessProgress } from '@frigg-crm/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createGatewaySystem, move, shown, type GatewaySystem } from './test-support/gateway-system.ts';

function truth({ store }: GatewaySystem): Readonly<Record<string, number>> {
  return Object.fromEntries([...store.processes].map(([id, { version }]) => [id, version]));
}

it('refuses a channel too many', async () => {
  const system = createGatewaySystem();
  const socket = await system.open();
  for (let index = 0; index <= 100; index += 1)
    await system.invoke().receive(socket.id, JSON.stringify({ action: 'subscribe', channel: `process:p${index}` }));
  await system.clock.advance(100);
  const refused = socket.received.filter((text) => text.includes('tooManyChannels'));
  expect(refused.map((text) => JSON.parse(text) as unknown)).toEqual([
    { type: 'refused', channel: 'process:p100', reason: 'tooManyChannels' },
  ]);
});

type Act = readonly [string, (system: GatewaySystem, late: ProcessProgress[]) => Promise<void> | void];
const ids = fc.constantFrom('a', 'b', 'c');
const acts: fc.Arbitrary<Act> = fc.oneof(
  ids.map((id): Act => [`move ${id}`, async (system) => move(system, id)]),
  ids.map((id): Act => [`lose ${id}`, ({ store }) => void store.save(id)]),
  ids.map((id): Act => [`delay ${id}`, ({ store }, late) => void late.push(toProcessProgress(store.save(id)))]),
  fc.constant<Act>([
    'announce what was delayed',
    async (system, late) => {
      const gateway = system.invoke();
      for (const progress of late.splice(0)) gateway.publish(progress);
      await system.clock.runUntil(gateway.flush());
    },
  ]),
  fc.constant<Act>(['cut', ({ sockets }) => [...sockets.values()].forEach((socket) => socket.end(1006))]),
  fc.constantFrom('none' as const, 'fails' as const).map((post): Act => [`posts: ${post}`, ({ faults }) => void (faults.post = post)]),
  fc.boolean().map((isDown): Act => [`store down: ${isDown}`, ({ store }) => void (store.isDown = isDown)]),
  fc.constantFrom(5, 500, 31_000).map((ms): Act => [`wait ${ms}`, async ({ clock }) => clock.advance(ms)]),
);

it('shows the newest versions in the end and steps back never, whatever order announcements arrive in', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(acts, { maxLength: 25, size: 'max' }),
      fc.infiniteStream(fc.integer({ min: 0, max: 400 })),
      async (list, delays) => {
        const system = createGatewaySystem({ delayOf: () => delays.next().value });
        const clients = [system.client(), system.client()];
        for (const [index, client] of clients.entries()) {
          let before: Readonly<Record<string, number>> = {};
          client.onChange(() => {
            for (const [id, version] of Object.entries(shown(client))) expect(version).toBeGreaterThanOrEqual(before[id] ?? 0);
            before = { ...before, ...shown(client) };
          });
          if (index === 0) client.watchProcesses();
          else client.watchProcess('a');
        }
        const late: ProcessProgress[] = [];
        for (const [, run] of list) await run(system, late);
        system.faults.post = 'none';
        system.store.isDown = false;
        await system.clock.advance(500_000);
        const { a } = truth(system);
        expect(clients.map(shown)).toEqual([truth(system), a === undefined ? {} : { a }]);
        for (const client of clients) client.close();
      },
    ),
    { numRuns: 15 },
  );
});
