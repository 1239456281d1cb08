import { toProcessProgress } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { MAX_MESSAGE_BYTES } from './protocol/limits.ts';
import { createGatewaySystem, move, shown } from './test-support/gateway-system.ts';

describe('live progress behind an API Gateway', () => {
  it('shows what there is, and each change, though no invocation knows of another', async () => {
    const system = createGatewaySystem();
    system.store.save('a');
    const client = system.client();
    client.watchProcesses();
    await system.clock.advance(100);
    expect([shown(client), [...client.state.upToDate], client.state.status]).toEqual([{ a: 1 }, ['processes'], 'live']);
    await move(system, 'a');
    await move(system, 'b');
    await system.clock.advance(100);
    expect(shown(client)).toEqual({ a: 2, b: 1 });
    client.close();
    await system.clock.advance(100);
    expect(await system.kept()).toEqual([]);
  });

  it('sends a caller only what is theirs, and of one integration when it says so', async () => {
    const system = createGatewaySystem();
    const [own, stranger, other] = [
      system.client({ id: 'key', userId: 'u1' }),
      system.client({ id: 'key', userId: 'u2' }),
      system.client(),
    ];
    own.watchProcesses();
    stranger.watchProcesses();
    stranger.followEvents('i1', { after: 0, onEvents: () => expect.unreachable() });
    other.watchProcesses({ integrationId: 'i2' });
    await system.clock.advance(100);
    await move(system, 'a', { userId: 'u1', integrationId: 'i1' });
    await move(system, 'b', { userId: 'u2', integrationId: 'i2' });
    await system.clock.advance(100);
    expect([shown(own), shown(stranger), shown(other)]).toEqual([{ a: 1 }, { b: 1 }, { b: 1 }]);
    expect([...stranger.state.refused]).toEqual(['events:i1']);
    for (const client of [own, stranger, other]) client.close();
  });

  it('delivers with the next ping what no announcement did, and that a process is gone', async () => {
    const system = createGatewaySystem();
    system.store.save('a');
    system.store.save('b');
    const client = system.client();
    client.watchProcesses();
    await system.clock.advance(100);
    system.store.save('a');
    system.store.processes.delete('b');
    await system.clock.advance(36_000);
    expect(shown(client)).toEqual({ a: 2 });
    const [socket] = system.sockets.values();
    const before = socket?.received.length ?? 0;
    await system.clock.advance(31_000);
    // Nothing is new: the pong alone.
    expect(socket?.received.slice(before).map((text) => (JSON.parse(text) as { type: string }).type)).toEqual(['pong']);
    client.close();
  });

  it('continues a log where the client was, in order and without a gap, over sockets and announcements', async () => {
    const system = createGatewaySystem();
    const seen: number[] = [];
    const client = system.client();
    client.followEvents('i1', { after: 0, onEvents: (events) => seen.push(...events.map(({ seq }) => seq)) });
    const append = async (count: number): Promise<void> => {
      await system.eventLog.append(
        'i1',
        Array.from({ length: count }, () => ({ type: 'sync.moved', data: {} })),
      );
    };
    await append(3);
    await system.clock.advance(100);
    await append(2);
    const gateway = system.invoke();
    gateway.announceEvents('i1');
    await system.clock.runUntil(gateway.flush());
    await system.clock.advance(100);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    await append(1);
    for (const socket of system.sockets.values()) socket.end(1006);
    await system.clock.advance(10_000);
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
    client.close();
  });

  it('sends no frame of more than 32 KB', async () => {
    const system = createGatewaySystem();
    const client = system.client();
    client.watchProcesses();
    await system.clock.advance(100);
    const [socket] = system.sockets.values();
    const gateway = system.invoke();
    for (let index = 0; index < 200; index += 1) gateway.publish(toProcessProgress(system.store.save(`p${index}`)));
    await system.clock.runUntil(gateway.flush());
    await system.clock.advance(100);
    expect(Object.keys(shown(client))).toHaveLength(200);
    expect(socket?.received.length).toBeGreaterThan(3);
    for (const text of socket?.received ?? []) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
    client.close();
  });

  it('sends a snapshot of more than 128 KB, which one post cannot have, in several', async () => {
    const system = createGatewaySystem();
    for (let index = 0; index < 500; index += 1) system.store.save(`p${index}`);
    const client = system.client();
    client.watchProcesses();
    await system.clock.advance(1000);
    expect(Object.keys(shown(client))).toHaveLength(500);
    const sizes = [...system.sockets.values()].flatMap(({ received }) => received.map((text) => Buffer.byteLength(text)));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(128 * 1024);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
    expect(system.refused).toBe(0);
    client.close();
  });

  it('is not held up by a state or an event that no post can have: it goes without what is too large', async () => {
    const system = createGatewaySystem();
    const large = 'ü'.repeat(100_000);
    system.store.save('a', { name: large });
    system.store.save('b');
    await system.eventLog.append('i1', [
      { type: 'own.first', data: { n: 1 } },
      { type: 'own.large', data: { large } },
      { type: 'own.last', data: { n: 3 } },
    ]);
    const client = system.client();
    const data: unknown[] = [];
    client.watchProcesses();
    client.followEvents('i1', { after: 0, onEvents: (events) => data.push(...events.map((event) => event.data)) });
    await system.clock.advance(1000);
    await move(system, 'b');
    await system.clock.advance(1000);
    expect([shown(client), data]).toEqual([{ a: 1, b: 2 }, [{ n: 1 }, { isTooLarge: true }, { n: 3 }]]);
    expect(client.state.view.processes.get('a')?.processName).toHaveLength(1001);
    expect(system.refused).toBe(0);
    client.close();
  });

  it.each(['fails', 'hangs'] as const)('does not hold up an invocation for longer than two seconds when a connection %s', async (post) => {
    const system = createGatewaySystem();
    const client = system.client();
    client.watchProcesses();
    await system.clock.advance(100);
    system.faults.post = post;
    const startedMs = system.clock.now();
    await move(system, 'a');
    expect(system.clock.now() - startedMs).toBeLessThanOrEqual(2000);
    system.faults.post = 'none';
    await system.clock.advance(36_000);
    expect(shown(client)).toEqual({ a: 1 });
    client.close();
  });

  it('forgets a connection that is gone, and closes one that it does not know, or that sends what no client sends', async () => {
    const system = createGatewaySystem();
    const socket = await system.open();
    await system.invoke().receive(socket.id, '{"action":"subscribe","channel":"processes"}');
    (system.sockets as Map<string, unknown>).delete(socket.id);
    await move(system, 'a');
    expect(await system.kept()).toEqual([]);
    for (const [text, id] of [
      ['{"action":"ping"}', undefined],
      ['{"action":"no"}', 'known'],
    ] as const) {
      const other = await system.open();
      if (id === undefined) await system.invoke().disconnect(other.id);
      await system.invoke().receive(other.id, text);
      await system.clock.advance(100);
      expect([system.sockets.has(other.id), await system.kept()]).toEqual([false, []]);
    }
  });

  it('sends a client away to be authorized anew, who comes back with what it has', async () => {
    const system = createGatewaySystem({ maxAgeMs: 60_000 });
    system.store.save('a');
    const client = system.client();
    client.watchProcesses();
    await system.clock.advance(61_000);
    const [first] = await system.kept();
    expect(await system.clock.runUntil(system.invoke().sweep())).toBe(1);
    system.store.save('b');
    await system.clock.advance(20_000);
    const [second] = await system.kept();
    expect([second === first, shown(client)]).toEqual([false, { a: 1, b: 1 }]);
    const [socket] = system.sockets.values();
    const texts = (socket?.received ?? []).join('');
    expect([texts.includes('"processId":"a"'), texts.includes('"processId":"b"')]).toEqual([false, true]);
    expect(await system.invoke().sweep()).toBe(0);
    client.close();
  });

  it('keeps a quiet client connected for hours: neither idle for ten minutes nor open for two hours', async () => {
    const system = createGatewaySystem();
    system.store.save('a');
    const client = system.client();
    client.watchProcesses();
    await system.clock.advance(100);
    const [first] = system.sockets.values();
    const ends: (number | undefined)[] = [];
    for (let quarter = 0; quarter < 10; quarter += 1) {
      await system.clock.advance(15 * 60_000);
      ends.push(...[...system.sockets.values()].map(({ endedWith }) => endedWith));
      await move(system, 'a');
    }
    await system.clock.advance(100);
    expect([shown(client), client.state.status, system.sockets.size, system.sockets.has(first?.id ?? '')]).toEqual([
      { a: 11 },
      'live',
      1,
      false,
    ]);
    expect([first?.endedWith, ...new Set(ends)]).toEqual([undefined, undefined]);
    client.close();
  });

  it('fits what a client shows into a frame of 32 KB, and into a ping what it watches', async () => {
    const system = createGatewaySystem();
    for (let index = 0; index < 400; index += 1) system.store.save(`process-${'x'.repeat(40)}-${index}`);
    const client = system.client();
    client.watchProcesses();
    for (let index = 0; index < 90; index += 1) client.watchProcess(`${'y'.repeat(500)}-${index}`);
    await system.clock.advance(1000);
    for (const socket of system.sockets.values()) socket.end(1006);
    await system.clock.advance(60_000);
    expect([Object.keys(shown(client)).length, client.state.status]).toEqual([400, 'live']);
    expect([...system.sockets.values()].map(({ endedWith }) => endedWith)).toEqual([undefined]);
    client.close();
  });

  it.each([
    ['a function ends without a word', { isFunctionDown: true }],
    ['the store does not work', { isStoreDown: true }],
  ])('comes to what a client subscribed to while %s', async (_, fault) => {
    const system = createGatewaySystem();
    system.store.save('a');
    const client = system.client();
    client.watchProcess('b');
    await system.clock.advance(100);
    Object.assign(system.faults, fault);
    client.watchProcesses();
    await system.clock.advance(5000);
    Object.assign(system.faults, { isFunctionDown: false, isStoreDown: false });
    await system.clock.advance(30_000);
    expect([shown(client), [...client.state.upToDate].toSorted()]).toEqual([{ a: 1 }, ['process:b', 'processes']]);
    client.close();
  });

  it('subscribes again when the end of a subscription has overtaken the next one', async () => {
    const delays = [0, 300, 0];
    const system = createGatewaySystem({ delayOfCall: () => delays.shift() ?? 0 });
    system.store.save('a');
    const client = system.client();
    const stop = client.watchProcesses();
    client.watchProcess('b');
    await system.clock.advance(10);
    delays.splice(0, 3, 300, 0);
    stop();
    client.watchProcesses();
    await system.clock.advance(1000);
    await move(system, 'a');
    await system.clock.advance(100);
    expect(shown(client)).toEqual({ a: 1 });
    await system.clock.advance(36_000);
    expect([shown(client), client.state.upToDate.has('processes')]).toEqual([{ a: 2 }, true]);
    client.close();
  });

  it('says in the end that a client is up to date whose first answer could not be sent', async () => {
    const system = createGatewaySystem();
    system.faults.post = 'fails';
    const client = system.client();
    client.watchProcesses();
    client.followEvents('i1', { onEvents: () => undefined });
    await system.clock.advance(5000);
    system.faults.post = 'none';
    await system.clock.advance(60_000);
    expect([...client.state.upToDate].toSorted()).toEqual(['events:i1', 'processes']);
    client.close();
  });

  it('keeps of what a client names only what its subscription shows', async () => {
    const system = createGatewaySystem();
    const socket = await system.open();
    const have = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`p${index}`, 1]));
    for (const channel of ['process:p1', 'events:i1'])
      await system.invoke().receive(socket.id, JSON.stringify({ action: 'subscribe', channel, have }));
    expect(await system.size()).toBeLessThan(400);
  });
});
