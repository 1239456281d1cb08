import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { SandboxDeliveries, signHmac } from './sandbox-deliveries.ts';

function setUp(retryDelaysMs?: readonly number[]) {
  const clock = createVirtualClock();
  const received: string[] = [];
  const state = { status: 200, isThere: true };
  const deliveries = new SandboxDeliveries<string>({
    clock,
    retryDelaysMs,
    toRequest: ({ webhookId, attempt, event }) =>
      state.isThere
        ? new Request(`https://app.example.test/${webhookId}`, { method: 'POST', headers: { 'x-attempt': String(attempt) }, body: event })
        : undefined,
    async deliver(request) {
      received.push(`${new URL(request.url).pathname} ${request.headers.get('x-attempt')} ${await request.text()}`);
      if (state.status === 0) throw new TypeError('fetch failed');
      return new Response(null, { status: state.status });
    },
  });
  return { clock, deliveries, received, state };
}

describe('SandboxDeliveries', () => {
  it('sends nothing before it is triggered, then all in order', async () => {
    const { deliveries, received } = setUp();
    deliveries.emit('1', 'a');
    deliveries.emit('2', 'b');
    expect([received.length, deliveries.pending.length, deliveries.events]).toEqual([0, 2, ['a', 'b']]);
    expect(await deliveries.flush()).toBe(2);
    expect([received, deliveries.pending]).toEqual([['/1 1 a', '/2 1 b'], []]);
  });

  it.each([500, 301, 0])('sends again what was responded to with %i, until the last delay is over', async (status) => {
    const { deliveries, received, state, clock } = setUp([1000, 5000]);
    state.status = status;
    deliveries.emit('1', 'a');
    expect(await deliveries.flush()).toBe(0);
    expect(await deliveries.flush()).toBe(0);
    expect(received).toHaveLength(1);
    await clock.advance(1000);
    await deliveries.flush();
    await clock.advance(5000);
    await deliveries.flush();
    expect([received, deliveries.pending]).toEqual([['/1 1 a', '/1 2 a', '/1 3 a'], []]);
  });

  it('drops what was for a webhook that is gone', async () => {
    const { deliveries, received, state } = setUp();
    for (const id of ['1', '2']) deliveries.emit(id, 'a');
    deliveries.drop('1');
    expect(deliveries.pending.map(({ webhookId }) => webhookId)).toEqual(['2']);
    state.isThere = false;
    expect(await deliveries.flush()).toBe(0);
    expect([received, deliveries.pending]).toEqual([[], []]);
  });
});

it('signs as CRMs do', () => {
  expect(signHmac('s3cr3t', '{"webhook_id":"wh-1","events":[]}')).toBe('f92be0a80dbefa23f54fefc1813cecd46bdda0f2982ad05f566dfc1ab7075932');
  expect(signHmac('s', 'b', { encoding: 'base64', algorithm: 'sha1' })).toMatch(/^[\w+/]{27}=$/);
});
