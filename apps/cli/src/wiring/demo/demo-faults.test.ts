import type { ReceivedMessage } from '@frigg-crm/core';
import { createMemoryQueue } from '@frigg-crm/memory';
import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { DemoFaults } from './demo-faults.ts';

function openFaults(): { faults: DemoFaults; clock: ReturnType<typeof createVirtualClock> } {
  const clock = createVirtualClock();
  return { clock, faults: new DemoFaults({ clock, random: () => 0 }) };
}

it('refuses requests while a storm of 429 lasts, and says when that may be tried again', async () => {
  const { faults, clock } = openFaults();
  const fetch = faults.wrapApi(async () => Promise.resolve(new Response('ok')));
  const status = async (): Promise<number> => (await fetch(new Request('http://crm/people'))).status;
  expect(await status()).toBe(200);
  faults.throw('rate-limits');
  const refused = await fetch(new Request('http://crm/people'));
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
  expect(faults.state()).toMatchObject({ hits: { 'rate-limits': 1 }, until: { 'rate-limits': clock.now() + 15_000 } });
  await clock.advance(15_000);
  expect(await status()).toBe(200);
  expect(faults.state().until['rate-limits']).toBe(0);
});

it('answers nothing while silence lasts, and everything afterwards', async () => {
  const { faults, clock } = openFaults();
  const fetch = faults.wrapApi(async () => Promise.resolve(new Response('ok')));
  faults.throw('silence');
  let isAnswered = false;
  const answer = fetch(new Request('http://crm/people')).then(() => (isAnswered = true));
  await clock.advance(7999);
  expect(isAnswered).toBe(false);
  await clock.advance(1);
  expect(await answer).toBe(true);
});

it('sends each message twice while a storm of duplicates lasts, and cuts off what is in hand', async () => {
  const { faults } = openFaults();
  const queue = faults.wrapQueue(createMemoryQueue({ retryDelaySeconds: () => 0 }));
  faults.throw('duplicates');
  await queue.send([{ body: 'work' }]);
  const stop = new AbortController();
  const received: ReceivedMessage[] = [];
  await queue.consume(
    async ([message], { signal }) => {
      if (message !== undefined) received.push(message);
      if (received.length === 1) {
        faults.throw('crash');
        signal?.throwIfAborted();
      }
      if (received.length === 3) stop.abort();
      return Promise.resolve([{ kind: 'done' }]);
    },
    { signal: stop.signal },
  );
  expect(received.map(({ receiveCount }) => receiveCount).toSorted((a, b) => a - b)).toEqual([1, 1, 2]);
  expect(faults.state().hits).toMatchObject({ duplicates: 1, crash: 1 });
});
