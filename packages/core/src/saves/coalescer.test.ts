import { expect, it } from 'vitest';
import { createManualClock } from '../test-support/manual-clock.ts';
import { createCoalescer, type SharedWork } from './coalescer.ts';

/** Work whose calls end when a test says so. */
function byHand(limits: { readonly maxItems?: number; readonly maxConcurrent?: number } = {}) {
  const calls: { readonly items: readonly string[]; readonly end: (error?: Error) => void }[] = [];
  const { clock, wake, sleeping } = createManualClock();
  const work = (items: readonly string[]): SharedWork<string> => {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    calls.push({ items, end: (error) => (error === undefined ? resolve(undefined) : reject(error)) });
    return { results: items.map(async (item) => promise.then(() => `${item}!`)), shared: promise };
  };
  const submit = createCoalescer({ work, clock, maxItems: 10, maxConcurrent: 2, patienceMs: 100, ...limits });
  return { calls, submit, wake, sleeping, given: () => calls.map(({ items }) => items.join('')) };
}

/** Everything that is due without a timer. */
const settle = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('works on a lone item at once, without a timer', async () => {
  const { calls, submit, given } = byHand();
  const done = submit('a');
  for (let microtask = 0; microtask < 20; microtask += 1) await Promise.resolve();
  expect(given()).toEqual(['a']);
  calls[0]?.end();
  expect(await done).toBe('a!');
});

it('works together on what is submitted in the same turn, also some microtasks later', async () => {
  const { submit, given } = byHand();
  void submit('a');
  void submit('b');
  for (const item of ['c', 'd', 'e']) {
    for (let microtask = 0; microtask < 10; microtask += 1) await Promise.resolve();
    void submit(item);
  }
  await settle();
  expect(given()).toEqual(['abcde']);
});

it('works next, and together, on what is submitted while all places are taken', async () => {
  const { calls, submit, given } = byHand();
  void submit('a');
  await settle();
  void submit('b');
  await settle();
  for (const item of ['c', 'd', 'e']) {
    void submit(item);
    await settle();
  }
  expect(given()).toEqual(['a', 'b']);
  calls[1]?.end();
  await settle();
  expect(given()).toEqual(['a', 'b', 'cde']);
});

it('never works on more items than the limit, in the order in which they were submitted', async () => {
  const { calls, submit, given } = byHand({ maxItems: 3, maxConcurrent: 1 });
  const results = Array.from('abcdefgh').map(submit);
  for (let call = 0; call < 3; call += 1) {
    await settle();
    calls[call]?.end();
  }
  expect(await Promise.all(results)).toEqual(Array.from('abcdefgh').map((item) => `${item}!`));
  expect(given()).toEqual(['abc', 'def', 'gh']);
});

it('goes on with the next items when work fails, rejects at once or throws', async () => {
  const { clock } = createManualClock();
  let calls = 0;
  const submit = createCoalescer<string, string>({
    clock,
    maxItems: 1,
    maxConcurrent: 1,
    patienceMs: 100,
    work(items) {
      calls += 1;
      if (calls === 1) throw new Error('thrown');
      const shared = calls === 2 ? Promise.reject(new Error('rejected')) : Promise.resolve();
      return { results: items.map(async (item) => shared.then(() => item)), shared };
    },
  });
  const outcomes = await Promise.allSettled(['a', 'b', 'c'].map(submit));
  expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : (outcome.reason as Error).message))).toEqual([
    'thrown',
    'rejected',
    'c',
  ]);
});

it('rejects an item for which work has no result, and settles the others', async () => {
  const { clock } = createManualClock();
  const work = (items: readonly string[]): SharedWork<string> => ({
    results: items.slice(1).map(async (item) => item),
    shared: Promise.resolve(),
  });
  const submit = createCoalescer({ work, clock, maxItems: 10, maxConcurrent: 1, patienceMs: 100 });
  const outcomes = await Promise.allSettled(['a', 'b'].map(submit));
  expect(outcomes).toMatchObject([
    { value: 'b' },
    { reason: { message: 'There is no result for one of the items that were worked on together' } },
  ]);
});

it('settles an item as soon as its result is known, and starts other work when nothing shared is under way', async () => {
  const { clock } = createManualClock();
  const given: string[] = [];
  const work = (items: readonly string[]): SharedWork<string> => {
    given.push(items.join(''));
    return { results: items.map(async (item) => (item === 'b' ? new Promise<never>(() => {}) : item)), shared: Promise.resolve() };
  };
  const submit = createCoalescer({ work, clock, maxItems: 3, maxConcurrent: 1, patienceMs: 100 });
  const settled: string[] = [];
  for (const item of 'abcd') void submit(item).then((result) => settled.push(result));
  await settle();
  expect([given, settled]).toEqual([
    ['abc', 'd'],
    ['a', 'c', 'd'],
  ]);
});

it('does not wait for work that hangs longer than its patience', async () => {
  const { calls, submit, given, wake } = byHand({ maxConcurrent: 1 });
  void submit('a');
  await settle();
  const late = submit('b');
  await settle();
  expect(given()).toEqual(['a']);
  wake();
  await settle();
  expect(given()).toEqual(['a', 'b']);
  calls[1]?.end();
  expect(await late).toBe('b!');
  calls[0]?.end();
  void submit('c');
  void submit('d');
  await settle();
  expect(given()).toEqual(['a', 'b', 'cd']);
});

it('has a timer only while something waits for a place', async () => {
  const { calls, submit, sleeping } = byHand({ maxConcurrent: 1 });
  const timers: number[] = [];
  for (const item of ['a', 'b', 'c']) {
    void submit(item);
    await settle();
    timers.push(sleeping());
  }
  calls[0]?.end();
  await settle();
  expect([...timers, sleeping()]).toEqual([0, 1, 1, 0]);
});

it.each(['maxItems', 'maxConcurrent', 'patienceMs'])('refuses %s that are none', (name) => {
  const limits = { maxItems: 1, maxConcurrent: 1, patienceMs: 1 };
  const { clock } = createManualClock();
  const work = (): SharedWork<never> => ({ results: [], shared: Promise.resolve() });
  for (const value of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '5', undefined, null])
    expect(() => createCoalescer({ work, clock, ...limits, [name]: value })).toThrow(
      expect.objectContaining({ code: 'CONFIGURATION_INVALID', message: `${name} must be a whole number, 1 or more` }) as Error,
    );
});
