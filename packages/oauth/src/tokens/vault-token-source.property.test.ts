import { StorageError, type CredentialVault } from '@frigg-crm/core';
import { createVirtualClock } from '@frigg-crm/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { INTEGRATION, PROVIDER, createTestVault, createTestSystem } from '../test-support/test-system.ts';
import { createVaultTokenSource } from './vault-token-source.ts';

/** What happens to a refresh: when it counts, what the response is, and how long it takes. */
const fate = fc.record({
  beforeMs: fc.nat({ max: 15_000 }),
  afterMs: fc.nat({ max: 4000 }),
  failure: fc.option(fc.constantFrom(408, 429, 500, 503), { nil: undefined, freq: 2 }),
});
const callers = fc.array(fc.record({ process: fc.nat({ max: 3 }), atMs: fc.nat({ max: 60_000 }) }), { minLength: 1, maxLength: 30 });
/** Which calls of the store take long, and which fail before or after they have an effect. */
const store = fc.infiniteStream(
  fc.record({
    delayMs: fc.nat({ max: 800 }),
    fails: fc.oneof({ weight: 8, arbitrary: fc.constant('never') }, { weight: 2, arbitrary: fc.constantFrom('before', 'after') }),
  }),
);

it('L2: never exchanges a refresh token twice, and never two at once, however calls and failures interleave', async () => {
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fate), callers, store, async (fates, calls, failures) => {
      const clock = createVirtualClock();
      const next = (): { beforeMs: number; afterMs: number; failure: number | undefined } => fates.next().value;
      let current = next();
      const system = createTestSystem({
        clock,
        expiresIn: 20,
        async beforeRefresh() {
          current = next();
          await clock.sleep(current.beforeMs);
          return current.failure === undefined
            ? undefined
            : Response.json({}, { status: current.failure, headers: { 'retry-after': '2' } });
        },
        afterRefresh: async () => clock.sleep(current.afterMs),
      });
      await system.store();
      const slow = (vault: CredentialVault): CredentialVault => {
        let inARow = 0;
        const troubled = async <Result>(call: () => Promise<Result>): Promise<Result> => {
          const { delayMs, ...failure } = failures.next().value;
          // More failures in a row would outlast the claim, and another process would rightly exchange the same token.
          const fails = inARow < 3 ? failure.fails : 'never';
          inARow = fails === 'never' ? 0 : inARow + 1;
          await clock.sleep(delayMs);
          if (fails === 'before') throw new StorageError('no connection');
          const result = await call();
          if (fails === 'after') throw new StorageError('no response');
          return result;
        };
        return {
          ...vault,
          read: async (...call) => troubled(async () => vault.read(...call)),
          write: async (...call) => troubled(async () => vault.write(...call)),
        };
      };
      const processes = Array.from({ length: 4 }, () =>
        createVaultTokenSource({
          provider: PROVIDER,
          vault: slow(createTestVault(system.documents)),
          integrationId: INTEGRATION,
          clock,
          fetch: system.server.fetch,
        }),
      );
      const work = calls.map(async ({ process, atMs }) => {
        await clock.sleep(atMs);
        return processes[process]?.get();
      });
      const outcomes = await clock.runUntil(Promise.allSettled(work));
      const { exchanged, mostAtOnce } = system.server;
      expect(new Set(exchanged).size).toBe(exchanged.length);
      expect(mostAtOnce).toBeLessThanOrEqual(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ retryable: true });
        else expect(outcome.value).toMatch(/^at-SECRET-\d+$/);
      }
      expect((await system.stored()).reauthorize).toBe(false);
    }),
    { numRuns: 60 },
  );
});
