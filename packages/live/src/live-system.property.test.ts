import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toProcessProgress } from '@frigg-crm/core';
import type { LiveClient } from './client/live-client.ts';
import { createLiveSystem, type LiveSystem, type Network } from './test-support/live-system.ts';

interface Act {
  readonly name: string;
  readonly run: (system: LiveSystem) => Promise<void> | void;
}

const ids = fc.constantFrom('a', 'b', 'c');

/** Something that happens `weight` times as often as others, with a value that varies. */
function act<Value>(
  weight: number,
  values: fc.Arbitrary<Value>,
  toAct: (value: Value) => Act,
): { readonly weight: number; readonly arbitrary: fc.Arbitrary<Act> } {
  return { weight, arbitrary: values.map(toAct) };
}

const acts: fc.Arbitrary<Act> = fc.oneof(
  act(6, ids, (id) => ({ name: `announce ${id}`, run: ({ hub, store }) => hub.publish(toProcessProgress(store.save(id))) })),
  act(3, ids, (id) => ({ name: `lose the announcement of ${id}`, run: ({ store }) => void store.save(id) })),
  act(2, fc.tuple(ids, fc.nat(3)), ([id, back]) => ({
    name: `repeat ${id} of ${back} versions ago`,
    run({ report, store }) {
      const process = store.processes.get(id);
      if (process !== undefined) report({ kind: 'progress', progress: toProcessProgress({ ...process, version: process.version - back }) });
    },
  })),
  act(2, ids, (id) => ({ name: `move ${id}`, run: ({ report, store }) => report({ kind: 'moved', processIds: [store.save(id).id] }) })),
  act(1, ids, (id) => ({ name: `end ${id}`, run: ({ store }) => void store.save(id, { endedAt: '2026-01-05T10:00:00.000Z' }) })),
  act(1, ids, (id) => ({ name: `delete ${id}`, run: ({ store }) => void store.processes.delete(id) })),
  act(1, fc.constantFrom('lost', 'gap'), (kind) => ({ name: `feed ${kind}`, run: ({ report }) => report({ kind }) })),
  act(1, fc.constant(0), () => ({ name: 'cut', run: ({ network }) => network.cut() })),
  act(1, fc.constant(0), () => ({ name: 'restart', run: (system) => system.restart() })),
  act(1, fc.boolean(), (isDown) => ({ name: `network down: ${isDown}`, run: ({ network }) => void Object.assign(network, { isDown }) })),
  act(1, fc.boolean(), (isDown) => ({ name: `store down: ${isDown}`, run: ({ store }) => void Object.assign(store, { isDown }) })),
  act(1, fc.boolean(), (isStalled) => ({ name: `stalled: ${isStalled}`, run: ({ network }) => stall(network, isStalled) })),
  act(6, fc.constantFrom(50, 500, 5000, 20_000), (ms) => ({ name: `wait ${ms}`, run: async ({ clock }) => clock.advance(ms) })),
);

function stall(network: Network, isStalled: boolean): void {
  Object.assign(network, { isStalled });
  if (!isStalled) for (const socket of network.sockets) socket.read();
}

function versionsOf({ state }: LiveClient): Readonly<Record<string, number>> {
  return Object.fromEntries([...state.view.processes].map(([id, { version }]) => [id, version]));
}

it('shows the newest versions in the end, and no number ever steps back: over sockets, over polls, with and without a feed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(acts, { maxLength: 30, size: 'max' }), fc.boolean(), async (list, hasFeed) => {
      const system = createLiveSystem({ hasFeed });
      const clients = [system.client(), system.client({ WebSocket: null }), system.client()];
      for (const [index, client] of clients.entries()) {
        let before: Readonly<Record<string, number>> = {};
        client.onChange(() => {
          const now = versionsOf(client);
          for (const id of Object.keys(now)) expect(now[id]).toBeGreaterThanOrEqual(before[id] ?? 0);
          before = { ...before, ...now };
        });
        if (index < 2) client.watchProcesses();
        else client.watchProcess('a');
      }
      for (const { run } of list) await run(system);
      Object.assign(system.network, { isDown: false });
      Object.assign(system.store, { isDown: false });
      stall(system.network, false);
      await system.clock.advance(120_000);
      const truth = Object.fromEntries([...system.store.processes].map(([id, { version }]) => [id, version]));
      // Without `a` the third one shows nothing.
      const { a } = truth;
      expect(clients.map(versionsOf)).toEqual([truth, truth, a === undefined ? {} : { a }]);
      expect(clients.map(({ state }) => [...state.upToDate])).toEqual([['processes'], ['processes'], ['process:a']]);
      for (const client of clients) client.close();
      system.hub.close();
    }),
    { numRuns: 15 },
  );
});
