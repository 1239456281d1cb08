import { ApiRateLimitedError, ApiUnavailableError } from '@frigg-crm/http';
import { createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CrmIntegration } from '../../connector/crm-integration.ts';
import { CrmCalls } from './crm-calls.ts';

function anIntegration(integrationId: string, queueConfig = { minConcurrency: 1, maxConcurrency: 4 }): CrmIntegration {
  return { integrationId, config: { queueConfig } } as unknown as CrmIntegration;
}

const FACTS = { api: 'Acme', operation: 'GET /people' };

/** Calls that count how many are under way. */
function createApi(clock: VirtualClock) {
  const api = {
    underWay: 0,
    most: 0,
    call: (ms: number, error?: Error) => async (): Promise<void> => {
      api.underWay += 1;
      api.most = Math.max(api.most, api.underWay);
      await clock.sleep(ms);
      api.underWay -= 1;
      if (error !== undefined) throw error;
    },
  };
  return api;
}

it('calls as many at once as the connector allows, in the order in which they came', async () => {
  const clock = createVirtualClock();
  const calls = new CrmCalls({ clock });
  const api = createApi(clock);
  const ended: number[] = [];
  const all = Array.from({ length: 10 }, async (_, index) => {
    await calls.run(anIntegration('i1'), api.call(100));
    ended.push(index);
  });
  await clock.runUntil(Promise.all(all));
  expect(api.most).toBe(4);
  expect(ended).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

it('no integration waits for another one', async () => {
  const clock = createVirtualClock();
  const calls = new CrmCalls({ clock });
  const api = createApi(clock);
  const all = ['i1', 'i2'].flatMap((id) => Array.from({ length: 5 }, async () => calls.run(anIntegration(id), api.call(100))));
  await clock.runUntil(Promise.all(all));
  expect(api.most).toBe(8);
});

it('calls half as many after the API was overloaded, and as many as before when it is well for some time', async () => {
  const clock = createVirtualClock();
  const calls = new CrmCalls({ clock });
  const api = createApi(clock);
  const integration = anIntegration('i1');
  const hold = calls.run(integration, api.call(10_000));
  await clock.runUntil(calls.run(integration, api.call(100, new ApiUnavailableError({ ...FACTS, status: 503 }))).catch(() => undefined));
  expect(calls.limitOf(integration)).toBe(2);
  for (let round = 0; round < 10; round += 1) await clock.runUntil(calls.run(integration, api.call(100)));
  expect(calls.limitOf(integration)).toBe(4);
  await clock.runUntil(hold);
});

it("takes the API's refusal for an overload, and not the wait for our own budget", async () => {
  const clock = createVirtualClock();
  const calls = new CrmCalls({ clock });
  const integration = anIntegration('i1');
  const fail = async (error: Error) => calls.run(integration, async () => Promise.reject(error)).catch(() => calls.limitOf(integration));
  expect(await fail(new ApiRateLimitedError(FACTS, 1000))).toBe(4);
  expect(await fail(new ApiRateLimitedError({ ...FACTS, status: 429 }, 1000))).toBe(2);
});

it('a caller that aborts leaves its place, whether it waits or its call hangs', async () => {
  const clock = createVirtualClock();
  const calls = new CrmCalls({ clock });
  const integration = anIntegration('i1', { minConcurrency: 1, maxConcurrency: 1 });
  const [hanging, waiting] = [new AbortController(), new AbortController()];
  const first = calls.run(integration, async () => new Promise<never>(() => undefined), { signal: hanging.signal });
  const second = calls.run(integration, async () => 'second', { signal: waiting.signal });
  const third = calls.run(integration, async () => 'third');
  waiting.abort(new Error('not wanted any more'));
  hanging.abort(new Error('too late'));
  await expect(first).rejects.toThrow('too late');
  await expect(second).rejects.toThrow('not wanted any more');
  await expect(third).resolves.toBe('third');
});

it('every call ends as itself, and never too many are under way, whatever fails or is aborted', async () => {
  const outcome = fc.record({
    atMs: fc.nat(500),
    ms: fc.nat(500),
    fails: fc.boolean(),
    abortsAfterMs: fc.option(fc.nat(500), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(outcome, { minLength: 1, maxLength: 30 }), async (plan) => {
      const clock = createVirtualClock();
      const calls = new CrmCalls({ clock });
      const api = createApi(clock);
      const error = new ApiUnavailableError(FACTS);
      const ends = await clock.runUntil(
        Promise.allSettled(
          plan.map(async ({ atMs, ms, fails, abortsAfterMs }, index) => {
            await clock.sleep(atMs);
            const stop = new AbortController();
            if (abortsAfterMs !== undefined) void clock.sleep(abortsAfterMs).then(() => stop.abort(new Error(`aborted ${index}`)));
            const call = async (): Promise<number> =>
              api
                .call(ms, fails ? error : undefined)()
                .then(() => index);
            return calls.run(anIntegration('i1'), call, { signal: stop.signal });
          }),
        ),
      );
      const mayEnd = ends.map((end, index) => {
        const { fails, abortsAfterMs } = plan[index]!;
        if (end.status === 'fulfilled') return end.value === index;
        return end.reason === error ? fails : abortsAfterMs !== undefined;
      });
      expect(mayEnd).not.toContain(false);
      const aborted = plan.filter(({ abortsAfterMs }) => abortsAfterMs !== undefined).length;
      expect(api.most).toBeLessThanOrEqual(4 + aborted);
      await expect(calls.run(anIntegration('i1'), async () => 'free')).resolves.toBe('free');
    }),
  );
});
