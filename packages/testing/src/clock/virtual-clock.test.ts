import { expect, it } from 'vitest';
import { createVirtualClock, TEST_START_MS } from './virtual-clock.ts';

it('stands still until it is advanced', async () => {
  const clock = createVirtualClock();
  await new Promise((resolve) => setImmediate(resolve));
  expect(clock.now()).toBe(TEST_START_MS);
});

it('wakes sleepers that are due in the order of their time, and leaves the others asleep', async () => {
  const clock = createVirtualClock({ startMs: 0 });
  const woken: string[] = [];
  for (const ms of [30, 10, 20, 10, 999]) void clock.sleep(ms).then(() => woken.push(`${ms} at ${clock.now()}`));
  await clock.advance(100);
  expect(woken).toEqual(['10 at 10', '10 at 10', '20 at 20', '30 at 30']);
  expect({ now: clock.now(), sleeping: clock.sleeping }).toEqual({ now: 100, sleeping: 1 });
});

it('lets what a sleeper does next happen in the same stretch of time', async () => {
  const clock = createVirtualClock({ startMs: 0 });
  const times: number[] = [];
  void (async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      await clock.sleep(10);
      times.push(clock.now());
    }
  })();
  await clock.advance(25);
  expect(times).toEqual([10, 20]);
});

it('moves on by itself until the work is done, and no further', async () => {
  const clock = createVirtualClock({ startMs: 0 });
  void clock.sleep(60_000);
  expect(await clock.runUntil(clock.sleep(5000).then(() => 'done'))).toBe('done');
  expect(clock.now()).toBe(5000);
});

it('hands on what the work throws', async () => {
  const clock = createVirtualClock();
  const work = clock.sleep(1).then(() => Promise.reject(new Error('no')));
  await expect(clock.runUntil(work)).rejects.toThrow('no');
});

it('ends a sleep that is called off, before and while it sleeps', async () => {
  const clock = createVirtualClock();
  await expect(clock.sleep(10, { signal: AbortSignal.abort(new Error('early')) })).rejects.toThrow('early');
  const controller = new AbortController();
  const asleep = clock.sleep(10, { signal: controller.signal });
  controller.abort(new Error('late'));
  await expect(asleep).rejects.toThrow('late');
  expect(clock.sleeping).toBe(0);
});

it('keeps ten thousand sleepers, half of whom are called off, at the cost of a few turns each', async () => {
  const clock = createVirtualClock({ startMs: 0 });
  const controller = new AbortController();
  let woken = 0;
  let calledOff = 0;
  for (let index = 0; index < 10_000; index += 1) {
    const signal = index % 2 === 0 ? controller.signal : undefined;
    clock.sleep((index * 7919) % 10_007, { signal }).then(
      () => (woken += 1),
      () => (calledOff += 1),
    );
  }
  controller.abort(new Error('enough'));
  expect(clock.sleeping).toBe(5000);
  await clock.advance(10_007);
  expect({ woken, calledOff, sleeping: clock.sleeping }).toEqual({ woken: 5000, calledOff: 5000, sleeping: 0 });
});
