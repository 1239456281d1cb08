import { ApiUnauthorizedError, ApiUnavailableError } from '@frigg-crm/http';
import { expect, it } from 'vitest';
import { createQuoSystem } from '../test-support/quo-system.ts';

it('P21: waits until a new key works (row 4)', async () => {
  const { quo, clock, run, sent } = createQuoSystem({ sandbox: { keyActiveAfterMs: 30_000 } });
  const startMs = clock.now();
  await run(quo.verifyKey());
  expect(clock.now() - startMs).toBe(35_000);
  expect(sent).toHaveLength(4);
});

it('says that a key does not work when 401 still comes after all attempts (row 5)', async () => {
  const { quo, run, sent } = createQuoSystem({ sandbox: { apiKeys: ['another'] } });
  await expect(run(quo.verifyKey())).rejects.toBeInstanceOf(ApiUnauthorizedError);
  expect(sent.map(({ atMs }) => atMs - sent[0]!.atMs)).toEqual([0, 5_000, 15_000, 35_000]);
});

it('does not take a server that is down for a wrong key', async () => {
  const { quo, run } = createQuoSystem({ sandbox: { faults: { unavailable: 1 } } });
  await expect(run(quo.verifyKey())).rejects.toBeInstanceOf(ApiUnavailableError);
});

it('stops waiting when it is aborted', async () => {
  const { quo, run, clock, sent } = createQuoSystem({ sandbox: { apiKeys: ['another'] } });
  const stop = new AbortController();
  const work = quo.verifyKey({ signal: stop.signal });
  await clock.advance(1_000);
  stop.abort(new Error('closed'));
  await expect(run(work)).rejects.toThrow('closed');
  expect(sent).toHaveLength(1);
});
