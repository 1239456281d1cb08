import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Clock } from '../ports/clock.ts';
import { createCoalescer, type SharedWork } from './coalescer.ts';

/** What becomes of an item of work that is done together. */
type Fate = 'done' | 'failed' | 'done alone' | 'failed alone' | 'hangs alone';
/** What becomes of such work as a whole. */
type CallFate = 'returns' | 'rejects' | 'throws' | 'hangs';

const fate = fc.constantFrom<Fate>('done', 'failed', 'done alone', 'failed alone', 'hangs alone');
const callFate = fc.oneof(
  { weight: 5, arbitrary: fc.constant<CallFate>('returns') },
  { weight: 1, arbitrary: fc.constantFrom<CallFate>('rejects', 'throws', 'hangs') },
);

interface Item {
  readonly number: number;
  readonly fate: Fate;
}

/** Time that passes event by event, in an order that fast-check decides. */
function schedulerClock(scheduler: fc.Scheduler): Clock {
  return {
    now: () => 0,
    sleep: async (_ms, { signal } = {}) => {
      await scheduler.schedule(Promise.resolve());
      signal?.throwIfAborted();
    },
  };
}

it('settles each item exactly once, with its own outcome, whatever fails, hangs or comes late', async () => {
  const property = fc.asyncProperty(
    fc.scheduler(),
    fc.array(fate, { minLength: 1, maxLength: 40 }),
    fc.array(callFate, { minLength: 60, maxLength: 60 }),
    fc.record({ maxItems: fc.integer({ min: 1, max: 9 }), maxConcurrent: fc.integer({ min: 1, max: 3 }) }),
    async (scheduler, fates, callFates, limits) => {
      const given: Item[] = [];
      const lost = new Set<number>();
      let calls = 0;
      const resultOf = async ({ number, fate: own }: Item, shared: Promise<unknown>): Promise<number> => {
        await shared;
        if (own.endsWith('alone')) await scheduler.schedule(Promise.resolve());
        if (own === 'hangs alone') await new Promise(() => {});
        if (own.startsWith('failed')) throw new Error(String(number));
        return number;
      };
      const work = (items: readonly Item[]): SharedWork<number> => {
        expect(items.length).toBeLessThanOrEqual(limits.maxItems);
        given.push(...items);
        const how = callFates[calls] ?? 'returns';
        calls += 1;
        if (how !== 'returns') for (const { number } of items) lost.add(number);
        if (how === 'throws') throw new Error('call');
        const call = how === 'rejects' ? Promise.reject(new Error('call')) : Promise.resolve();
        const shared = how === 'hangs' ? new Promise<never>(() => {}) : scheduler.schedule(call);
        return { results: items.map(async (item) => resultOf(item, shared)), shared };
      };
      const submit = createCoalescer({ work, clock: schedulerClock(scheduler), patienceMs: 1, ...limits });
      const settled = new Map<number, unknown[]>();
      const items = fates.map((own, number): Item => ({ number, fate: own }));
      const note = (number: number, outcome: unknown): void => void settled.set(number, [...(settled.get(number) ?? []), outcome]);
      for (const item of items)
        void scheduler.schedule(Promise.resolve()).then(async () =>
          submit(item).then(
            (result) => note(item.number, result),
            (error: unknown) => note(item.number, (error as Error).message),
          ),
        );
      await scheduler.waitIdle();

      // Each was given to one call, and those of one call in the order in which they were submitted.
      expect(given.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(items.map(({ number }) => number));
      for (const { number, fate: own } of items) {
        const outcomes = settled.get(number) ?? [];
        if (lost.has(number)) expect([[], ['call']]).toContainEqual(outcomes);
        else expect(outcomes).toEqual(own === 'hangs alone' ? [] : [own.startsWith('failed') ? String(number) : number]);
      }
    },
  );
  await fc.assert(property, { numRuns: 200 });
});
