import { Inbox } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { describe, expect, it } from 'vitest';
import type { CrmEvent } from '../connector/crm-webhooks.ts';
import { acceptChanges } from './accept-changes.ts';
import { aChange, anIntegration, createWebhookSystem } from './test-support/webhook-system.ts';

/** A system whose changes wait for two seconds, and a worker whose clock is three seconds ahead. */
async function setUp() {
  const system = await createWebhookSystem();
  const { clock, documents, inbox } = system;
  const logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => ({}) as never };
  const ahead = new Inbox({ documents, clock: { ...clock, now: () => clock.now() + 3000 } });
  const open = async () => inbox.findDue({ before: toIso(clock.now() + 60_000), limit: 100 });
  const keyOf = ({ id }: { readonly id: string }) => ({ integrationId: 'i1', id, claimId: 'worker', ttlMs: 60_000 });
  return {
    ...system,
    accept: async (...events: readonly CrmEvent[]) =>
      acceptChanges({ ...system, logger }, anIntegration(), events, { delaySeconds: 2, signal: new AbortController().signal }),
    /** The events of entries that no worker has taken. */
    waiting: async () => (await open()).map(({ data }) => data['eventId']),
    takeAll: async () => Promise.all((await open()).map(async (entry) => ahead.claim(keyOf(entry)))),
    finishAll: async () => Promise.all((await system.stored()).map(async (entry) => ahead.done(keyOf(entry)))),
  };
}

describe('changes of one person that come within a short time', () => {
  it('are one entry, which waits; those of another person are another one', async () => {
    const { accept, waiting, queue } = await setUp();
    await Promise.all([accept(aChange('e1')), accept(aChange('e2'), aChange('e3', 'p2')), accept(aChange('e4'))]);
    expect(await waiting()).toEqual(expect.arrayContaining(['e1', 'e3']));
    expect(queue.size).toMatchObject({ waiting: 0, delayed: 2 });
  });

  it('get entries of their own once a worker has taken the one before, or has ended it', async () => {
    const { accept, waiting, takeAll, finishAll } = await setUp();
    await accept(aChange('e1'));
    await takeAll();
    await accept(aChange('e2'));
    expect(await waiting()).toEqual(expect.arrayContaining(['e2']));
    await takeAll();
    await finishAll();
    expect(await waiting()).toEqual([]);
    await accept(aChange('e3'));
    expect(await waiting()).toEqual(['e3']);
  });

  it('B71: are kept once however often they are delivered, also after they were worked on', async () => {
    const { accept, waiting, takeAll, finishAll, clock } = await setUp();
    await accept(aChange('e1'), aChange('e2'), aChange('e1'));
    expect(await waiting()).toEqual(['e1']);
    await takeAll();
    await finishAll();
    await clock.advance(10_000);
    await accept(aChange('e1'), aChange('e2'));
    expect(await waiting()).toEqual([]);
  });

  it('are accepted again where the store was away before it could remember them', async () => {
    const { accept, waiting, inbox, takeAll, finishAll, clock } = await setUp();
    const remember = inbox.remember.bind(inbox);
    Object.assign(inbox, { remember: async () => Promise.reject(new Error('away')) });
    await expect(accept(aChange('e1'))).rejects.toThrow('away');
    await takeAll();
    await finishAll();
    await clock.advance(10_000);
    Object.assign(inbox, { remember });
    await accept(aChange('e1'));
    expect(await waiting()).toEqual(['e1']);
  });
});
