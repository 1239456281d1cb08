import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aSelection, createSubscriptionSystem } from '../test-support/subscription-system.ts';

const stepArbitrary = fc.record({
  numbers: fc.integer({ min: 0, max: 25 }),
  /** What goes wrong with the calls of the step, one after the other. */
  faults: fc.array(fc.constantFrom('none', 'none', 'refused', 'lost', 'cut', 'unavailable'), { maxLength: 12 }),
  storeFails: fc.boolean(),
  repairs: fc.boolean(),
});

it('delivers what is stored after every step, and nothing else after a repair, whatever goes wrong', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(stepArbitrary, { minLength: 1, maxLength: 5 }), async (steps) => {
      let faults: string[] = [];
      const { subscriptions, run, request, stores, sandbox, atQuo } = createSubscriptionSystem({
        sandbox: { requestsPerSecond: Number.POSITIVE_INFINITY },
        client: { retryDelaysMs: [1] },
        async interfere(asked, next) {
          const fault = faults.shift() ?? 'none';
          if (fault === 'refused') return Response.json({ code: '0300403' }, { status: 400 });
          if (fault === 'unavailable') return new Response('', { status: 503 });
          const answer = await next(asked);
          if (fault === 'lost') return new Response('', { status: 502 });
          return fault === 'cut' && answer.status !== 204 ? new Response('{"data":{', { status: answer.status }) : answer;
        },
      });
      for (const { numbers, storeFails, repairs, faults: stepFaults } of steps) {
        faults = [...stepFaults];
        const asked = request(aSelection(numbers));
        const store = storeFails ? async (): Promise<void> => Promise.reject(new Error('disk full')) : asked.store;
        await run(
          (repairs ? subscriptions.repair({ ...asked, store }) : subscriptions.replace({ ...asked, store })).catch(() => undefined),
        );
        expect(atQuo()).toEqual(expect.arrayContaining(stores.at(-1)?.map(({ id }) => id) ?? []));
      }
      faults = [];
      const { left } = await run(subscriptions.repair(request(aSelection(11))));
      const stored = stores.at(-1) ?? [];
      expect(left).toEqual([]);
      expect([...atQuo()].sort()).toEqual(stored.map(({ id }) => id).sort());
      const keys = sandbox.webhooks.subscriptions().map(({ id, key }) => `${id} ${key}`);
      expect(stored.map(({ id, key }) => `${id} ${key}`).sort()).toEqual(keys.sort());
      expect(stored).toHaveLength(6);
    }),
    { numRuns: 25 },
  );
});
