import { Inbox, silentLogger, StorageError, type CallOptions } from '@frigg-crm/core';
import { createMemoryDocumentStore } from '@frigg-crm/memory';
import { createVirtualClock, TEST_START_MS } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { CLAIM_MS, whileClaimed } from './while-claimed.ts';

const ENTRY = { integrationId: 'i1', id: 'e1', connector: 'fake', kind: 'crm-event', data: {} };
const KEY = { integrationId: 'i1', id: 'e1' };

/** An entry in the hands of a worker, whose work lasts until `finish` is called. */
async function holdOne({ crashes = 0 } = {}) {
  const clock = createVirtualClock();
  const inbox = new Inbox({ documents: createMemoryDocumentStore(), clock });
  await inbox.accept([{ ...ENTRY, dueAt: new Date(TEST_START_MS).toISOString() }]);
  for (let crash = 0; crash < crashes; crash += 1) {
    await inbox.claim({ ...KEY, claimId: `crashed-${crash}`, ttlMs: CLAIM_MS });
    await clock.advance(CLAIM_MS);
  }
  const key = { ...KEY, claimId: 'ours' };
  const claim = await inbox.claim({ ...key, ttlMs: CLAIM_MS });
  if (claim.kind !== 'claimed') throw new Error(claim.kind);
  const flaky = { isAway: false };
  const store: Pick<Inbox, 'claim'> = {
    claim: async (request) => (flaky.isAway ? Promise.reject(new StorageError('away')) : inbox.claim(request)),
  };
  let finish = (): void => undefined;
  let call: CallOptions = {};
  const work = async (options: CallOptions): Promise<void> => {
    call = options;
    await new Promise<void>((resolve) => (finish = resolve));
    options.signal?.throwIfAborted();
  };
  const ended = whileClaimed({ inbox: store, clock, logger: silentLogger }, { key, entry: claim.entry }, work, {});
  const other = async () => inbox.claim({ ...KEY, claimId: 'other', ttlMs: CLAIM_MS });
  return { clock, inbox, key, flaky, other, ended, isAborted: () => call.signal?.aborted, finish: () => finish() };
}

describe('the claim on an entry', () => {
  it('is kept for as long as the work lasts, and not longer than half a minute after a crash', async () => {
    const { clock, other, ended, finish } = await holdOne();
    for (let beat = 0; beat < 12; beat += 1) {
      await clock.advance(10_000);
      expect(await other()).toEqual({ kind: 'busy', forMs: CLAIM_MS });
    }
    finish();
    await ended;
    await clock.advance(CLAIM_MS - 1);
    expect(await other()).toMatchObject({ kind: 'busy' });
    await clock.advance(1);
    expect(await other()).toMatchObject({ kind: 'claimed', entry: { isOrphan: true } });
  });

  it('survives a store that is away for a moment', async () => {
    const { clock, other, ended, finish, flaky, isAborted } = await holdOne();
    flaky.isAway = true;
    await clock.advance(20_000);
    flaky.isAway = false;
    await clock.advance(10_000);
    expect([await other(), isAborted()]).toEqual([{ kind: 'busy', forMs: CLAIM_MS }, false]);
    finish();
    await ended;
  });

  it('that another worker has got in the meantime ends the work, and is left to that one', async () => {
    const { clock, inbox, key, other, ended, finish, flaky, isAborted } = await holdOne();
    flaky.isAway = true;
    await clock.advance(CLAIM_MS);
    expect(await other()).toMatchObject({ kind: 'claimed' });
    flaky.isAway = false;
    await clock.advance(10_000);
    expect(isAborted()).toBe(true);
    finish();
    await expect(ended).rejects.toMatchObject({ code: 'WORK_TAKEN_OVER' });
    await inbox.done(key);
    expect(await inbox.progressOf(KEY)).toBe('taken');
  });

  it('lasts three minutes when the workers of the entry keep crashing', async () => {
    const { other, ended, finish, clock } = await holdOne({ crashes: 3 });
    await clock.advance(0);
    expect(await other()).toEqual({ kind: 'busy', forMs: 180_000 });
    finish();
    await ended;
  });
});
