import { toProcessProgress } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import type { LiveClient } from './client/live-client.ts';
import { createLiveSystem, TestSocket, type LiveSystem } from './test-support/live-system.ts';
import { createMemoryEventLog } from './test-support/memory-event-log.ts';

const HOUR_MS = 3_600_000;

function announce({ hub, store }: LiveSystem, id = 'a'): void {
  hub.publish(toProcessProgress(store.save(id)));
}

function versionOf({ state }: LiveClient, id = 'a'): number | undefined {
  return state.view.processes.get(id)?.version;
}

async function live(options: Parameters<typeof createLiveSystem>[0] = {}): Promise<{ system: LiveSystem; client: LiveClient }> {
  const system = createLiveSystem(options);
  const client = system.client();
  client.watchProcesses();
  announce(system);
  await system.clock.advance(1000);
  expect(client.state.status).toBe('live');
  return { system, client };
}

it('connects when something is watched, and shows an announcement within a tenth of a second', async () => {
  const { system, client } = await live();
  announce(system);
  announce(system);
  await system.clock.advance(100);
  expect(versionOf(client)).toBe(3);
  expect(client.state.upToDate).toEqual(new Set(['processes']));
});

it('conflates what comes faster than ten times a second', async () => {
  const { system, client } = await live();
  const before = system.hub.counters().sentMessages;
  for (let count = 0; count < 200; count += 1) {
    announce(system);
    await system.clock.advance(5);
  }
  await system.clock.advance(100);
  expect(versionOf(client)).toBe(201);
  expect(system.hub.counters().sentMessages - before).toBeLessThanOrEqual(12);
});

it('names what it has when it connects again, and gets no more than what is newer', async () => {
  const { system, client } = await live();
  announce(system, 'b');
  await system.clock.advance(200);
  system.network.cut();
  announce(system, 'b');
  await system.clock.advance(2000);
  const [socket] = system.network.sockets;
  expect(JSON.parse(socket!.received[0]!)).toMatchObject({ channel: 'processes', have: { a: 1, b: 1 } });
  expect([versionOf(client), versionOf(client, 'b')]).toEqual([1, 2]);
});

it('polls after three sockets without a message, with the same messages, and is live within half a minute of sockets getting through', async () => {
  const system = createLiveSystem();
  let isBlocked = true;
  class Blocked extends TestSocket {
    constructor() {
      super({
        clock: system.clock,
        hub: () => system.hub,
        network: { ...system.network, isDown: isBlocked, sockets: new Set() },
        watcher: { canSee: () => true },
      });
    }
  }
  const client = system.client({ WebSocket: Blocked });
  client.watchProcesses();
  announce(system);
  await system.clock.advance(10_000);
  expect([client.state.status, versionOf(client)]).toEqual(['polling', 1]);
  announce(system);
  await system.clock.advance(200);
  expect(versionOf(client)).toBe(2);
  isBlocked = false;
  await system.clock.advance(30_000);
  expect(client.state.status).toBe('live');
});

it('tries a socket more and more seldom while only polls get through, and shows what is new in between', async () => {
  const system = createLiveSystem();
  const tried: number[] = [];
  /** What is opened and lets nothing through. */
  class Silent extends TestSocket {
    constructor() {
      tried.push(system.clock.now());
      super({
        clock: system.clock,
        hub: () => system.hub,
        network: { ...system.network, isStalled: true, sockets: new Set() },
        watcher: { canSee: () => true },
      });
    }
  }
  const client = system.client({ WebSocket: Silent });
  client.watchProcesses();
  announce(system);
  await system.clock.advance(120_000);
  const statuses = new Set<string>();
  client.onChange(() => statuses.add(client.state.status));
  const before = tried.length;
  for (let minute = 0; minute < 30; minute += 1) {
    announce(system);
    await system.clock.advance(4000);
    expect(versionOf(client)).toBe(minute + 2);
    await system.clock.advance(56_000);
  }
  // No probe is seen, and none comes much sooner than half a minute after the one before.
  expect([...statuses]).toEqual(['polling']);
  expect(tried.length - before).toBeLessThanOrEqual(60);
  expect(tried.length - before).toBeGreaterThanOrEqual(25);
  const apart = tried.slice(before + 1).map((atMs, index) => atMs - (tried[before + index] ?? 0));
  expect(Math.min(...apart)).toBeGreaterThanOrEqual(30_000);
  expect(Math.max(...apart)).toBeLessThanOrEqual(65_000);
});

it('goes back to sockets at once when a server was away altogether', async () => {
  const { system, client } = await live();
  system.network.isDown = true;
  system.network.cut();
  await system.clock.advance(120_000);
  expect(client.state.status).toBe('waiting');
  system.network.isDown = false;
  await system.clock.advance(70_000);
  expect(client.state.status).toBe('live');
});

it('watches nothing while the page is hidden', async () => {
  let isHidden = false;
  const listeners = new Set<() => void>();
  const visibility = {
    isHidden: () => isHidden,
    onChange: (listener: () => void) => (listeners.add(listener), () => listeners.delete(listener)),
  };
  const system = createLiveSystem();
  const client = system.client({ visibility });
  client.watchProcesses();
  await system.clock.advance(1000);
  const hide = async (hidden: boolean): Promise<void> => {
    isHidden = hidden;
    for (const listener of listeners) listener();
    await system.clock.advance(1000);
  };
  await hide(true);
  expect([client.state.status, system.network.sockets.size]).toEqual(['paused', 0]);
  announce(system);
  await hide(false);
  expect([client.state.status, versionOf(client)]).toEqual(['live', 1]);
});

it('notices a server that is silent, and one that lets nothing through', async () => {
  const { system, client } = await live();
  system.network.isStalled = true;
  const [before] = system.network.sockets;
  await system.clock.advance(75_000);
  expect([...system.network.sockets]).not.toContain(before);
  system.network.isStalled = false;
  await system.clock.advance(30_000);
  expect(['live', 'polling']).toContain(client.state.status);
});

it('keeps within the limits of an API Gateway: a sign each ten minutes, a new socket each two hours', async () => {
  const { system } = await live();
  const opened: { readonly atMs: number; readonly socket: TestSocket }[] = [];
  const seen = new Set<TestSocket>();
  const start = system.clock.now();
  let silentMs = 0;
  let last = 0;
  for (let passed = 0; passed < 5 * HOUR_MS; passed += 60_000) {
    await system.clock.advance(60_000);
    for (const socket of system.network.sockets)
      if (!seen.has(socket)) {
        seen.add(socket);
        opened.push({ atMs: system.clock.now() - start, socket });
      }
    const count = opened.reduce((sum, { socket }) => sum + socket.received.length, 0);
    silentMs = Math.max(silentMs, count === last ? silentMs + 60_000 : 0);
    last = count;
  }
  expect(silentMs).toBeLessThan(600_000);
  expect(opened.length).toBeLessThanOrEqual(4);
  for (const [index, { atMs }] of opened.slice(1).entries()) expect(atMs - opened[index]!.atMs).toBeLessThan(2 * HOUR_MS);
});

it('closes a client that takes nothing, with little in hand for it, and leaves others alone', async () => {
  const { system, client } = await live();
  const slow = system.client({ random: () => 0.99 });
  slow.watchProcesses();
  await system.clock.advance(1000);
  const stalled = [...system.network.sockets].at(-1)!;
  stalled.read = () => {};
  for (let count = 0; count < 120; count += 1) {
    for (let index = 0; index < 60; index += 1) announce(system, `p${index}`);
    await system.clock.advance(100);
  }
  expect(system.hub.counters().closed).toMatchObject({ slow: 1 });
  expect(stalled.bufferedBytes).toBeLessThan(128 * 1024);
  await system.clock.advance(100);
  expect(versionOf(client, 'p59')).toBe(120);
});

it('sends clients away with a spread when the server stops, and they come back', async () => {
  const { system, client } = await live();
  system.restart();
  announce(system);
  await system.clock.advance(4000);
  expect(client.state.status).toBe('waiting');
  await system.clock.advance(2000);
  expect([client.state.status, versionOf(client)]).toEqual(['live', 2]);
});

it('closes the connection when the session of the user ends, and the client does not come back', async () => {
  const expiresAtMs = Date.UTC(2026, 0, 5, 11);
  const system = createLiveSystem({ watcher: { canSee: () => true, expiresAtMs } });
  const client = system.client();
  client.watchProcesses();
  await system.clock.advance(2 * HOUR_MS);
  expect([client.state.status, system.hub.counters().closed['unauthorized']]).toEqual(['refused', 1]);
});

it('shows a user no process and no log of others, neither by the list nor by its id', async () => {
  const eventLog = createMemoryEventLog();
  eventLog.append('sync.started');
  const watcher = { canSee: ({ userId }: { userId: string }) => userId === 'u1', canReadLog: () => false };
  const system = createLiveSystem({ watcher, eventLog });
  system.store.save('mine', { userId: 'u1' });
  system.store.save('theirs', { userId: 'u2' });
  const client = system.client();
  const events: unknown[] = [];
  client.watchProcesses();
  client.watchProcess('theirs');
  client.followEvents('i2', { after: 0, onEvents: (some) => events.push(...some) });
  await system.clock.advance(1000);
  system.hub.publish(toProcessProgress(system.store.save('theirs')));
  await system.clock.advance(1000);
  expect([...client.state.view.processes.keys()]).toEqual(['mine']);
  expect([events, [...client.state.refused]]).toEqual([[], ['events:i2']]);
  expect(client.state.upToDate).toContain('process:theirs');
});

it('reads nothing while no client watches', async () => {
  const { system, client } = await live();
  client.close();
  await system.clock.advance(2 * 60_000);
  const { reads } = system.store;
  await system.clock.advance(HOUR_MS);
  expect([system.store.reads, system.clock.sleeping]).toEqual([reads, 0]);
});

it('says how far the server is behind while it cannot read the store', async () => {
  const { system, client } = await live({ hasFeed: false });
  await system.clock.advance(60_000);
  expect(client.state.behindMs).toBeLessThanOrEqual(2000);
  system.store.isDown = true;
  await system.clock.advance(60_000);
  expect(client.state.behindMs).toBeGreaterThan(25_000);
});

it('closes a client that sends what no client sends', async () => {
  const { system } = await live();
  const [socket] = system.network.sockets;
  socket?.send('{"action":"subscribe","channel":"processes","have":{"a":-1}}');
  await system.clock.advance(10);
  expect(system.hub.counters().closed).toEqual({ invalid: 1 });
});

it('answers a poll at once when there is something new, after its time when there is not, and with what a socket is sent', async () => {
  const { system } = await live();
  const poll = async (have: Record<string, number>): Promise<unknown> => {
    const work = system.hub.poll({ subscriptions: [{ action: 'subscribe', channel: 'process:a', have }] }, { canSee: () => true });
    return system.clock.runUntil(work.then((messages) => messages?.map((text) => (JSON.parse(text) as { type: string }).type)));
  };
  const start = system.clock.now();
  expect(await poll({})).toEqual(['states', 'upToDate']);
  expect(system.clock.now() - start).toBeLessThan(200);
  expect(await poll({ a: 1 })).toEqual(['upToDate']);
  expect(system.clock.now() - start).toBeGreaterThanOrEqual(25_000);
  expect(await poll({ a: 1, z: 3 })).toEqual(['gone', 'upToDate']);
});
