import { Inbox, type InboxKey } from '@frigg-crm/core';
import { createMemoryDocumentStore } from '@frigg-crm/memory';
import { createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import type { IntegrationMessage } from '../queue/integration-message.ts';
import { InboxControl, type EntryFilter } from './inbox-control.ts';
import { redactData } from './redact-data.ts';

interface TestSystem {
  readonly clock: VirtualClock;
  readonly inbox: Inbox;
  readonly control: InboxControl;
  /** What was queued: the entry and its delay. */
  readonly queued: (readonly [string, number])[];
  readonly fail: (key: InboxKey, code: string, kind?: string) => Promise<void>;
}

function openSystem(): TestSystem {
  const clock = createVirtualClock();
  const inbox = new Inbox({ documents: createMemoryDocumentStore(), clock });
  const queued: (readonly [string, number])[] = [];
  const queueIntegrationMessages = async (
    messages: readonly IntegrationMessage[],
    { delaySeconds = 0 }: { readonly delaySeconds?: number | undefined } = {},
  ): Promise<void> => void queued.push(...messages.map(({ data }) => ['entryId' in data ? data.entryId : '', delaySeconds] as const));
  return {
    clock,
    inbox,
    queued,
    control: new InboxControl({ inbox, clock, queueManager: { queueIntegrationMessages } }),
    async fail(key, code, kind = 'crm-event') {
      await inbox.accept([{ ...key, connector: 'fake', kind, data: { n: 1 }, dueAt: new Date(clock.now()).toISOString() }]);
      await inbox.claim({ ...key, claimId: 'a', ttlMs: 1000 });
      await inbox.fail({ ...key, claimId: 'a', code });
    },
  };
}

async function openFilled(): Promise<TestSystem> {
  const system = openSystem();
  for (const integrationId of ['i1', 'i2']) {
    for (const [index, code] of ['A', 'A', 'B'].entries()) {
      await system.fail({ integrationId, id: `e${index}` }, code, index === 0 ? 'quo-event' : 'crm-event');
      await system.clock.advance(1000);
    }
  }
  return system;
}

describe('the control of the inbox', () => {
  it('lists entries of some or all integrations in the order of their keys, page by page', async () => {
    const { control, inbox, clock } = await openFilled();
    await inbox.accept([
      { integrationId: 'i1', id: 'open', connector: 'fake', kind: 'crm-event', data: {}, dueAt: new Date(clock.now()).toISOString() },
    ]);
    const all = async (filter: EntryFilter, limit: number): Promise<readonly string[]> => {
      const keys: string[] = [];
      for (let after: InboxKey | undefined; ;) {
        const { entries, next } = await control.list(filter, { after, limit });
        keys.push(...entries.map(({ integrationId, id }) => `${integrationId}/${id}`));
        if (next === undefined) return keys;
        after = next;
      }
    };
    const every = ['i1/e0', 'i1/e1', 'i1/e2', 'i1/open', 'i2/e0', 'i2/e1', 'i2/e2'];
    for (const limit of [1, 3, 100]) expect(await all({}, limit)).toEqual(every);
    expect(await all({ integrationIds: ['i2', 'i1'] }, 2)).toEqual(every);
    expect(await all({ integrationIds: ['i2', 'none'], code: 'A' }, 1)).toEqual(['i2/e0', 'i2/e1']);
    expect(await all({ state: 'open' }, 10)).toEqual(['i1/open']);
    expect(await all({ kinds: ['quo-event'], state: 'failed' }, 10)).toEqual(['i1/e0', 'i2/e0']);
    expect(await all({ integrationIds: [] }, 10)).toEqual([]);
  });

  it('groups what has failed by kind and code, the largest group first', async () => {
    const { control } = await openFilled();
    const { groups, isComplete } = await control.groupFailed({});
    expect(isComplete).toBe(true);
    expect(groups).toMatchObject([
      { kind: 'crm-event', code: 'A', count: 2, integrations: 2, sample: { integrationId: 'i1', id: 'e1' } },
      { kind: 'crm-event', code: 'B', count: 2 },
      { kind: 'quo-event', code: 'A', count: 2 },
    ]);
    expect((await control.groupFailed({ integrationIds: ['i1'], code: 'B' })).groups).toMatchObject([{ count: 1, integrations: 1 }]);
  });

  it('sums up what came in of each kind, and what became of it', async () => {
    const { control, inbox, clock } = await openFilled();
    const dueAt = new Date(clock.now()).toISOString();
    await inbox.accept([{ integrationId: 'i1', id: 'open', connector: 'fake', kind: 'quo-event', data: {}, dueAt }]);
    const kinds = ['quo-event', 'crm-event', 'other'];
    const { sums, isComplete } = await control.sumUp({ integrationIds: ['i1'], kinds });
    expect(isComplete).toBe(true);
    expect(sums).toEqual([
      { kind: 'quo-event', accepted: 2, open: 1, failed: 1, newestAt: dueAt, oldestOpenAt: dueAt },
      { kind: 'crm-event', accepted: 2, open: 0, failed: 2, newestAt: expect.any(String) as string, oldestOpenAt: null },
      { kind: 'other', accepted: 0, open: 0, failed: 0, newestAt: null, oldestOpenAt: null },
    ]);
    expect((await control.sumUp({ integrationIds: ['none'], kinds })).sums.map(({ accepted }) => accepted)).toEqual([0, 0, 0]);
  });

  it('redrives one entry, and says of others what they are', async () => {
    const { control, inbox, queued } = await openFilled();
    const key = { integrationId: 'i1', id: 'e1' };
    expect(await control.redriveOne(key)).toBe('failed');
    expect(await control.redriveOne(key)).toBe('open');
    expect(await control.redriveOne({ ...key, id: 'none' })).toBeUndefined();
    await inbox.claim({ ...key, claimId: 'b', ttlMs: 1000 });
    await inbox.done({ ...key, claimId: 'b' });
    expect(await control.redriveOne(key)).toBe('done');
    expect(queued).toEqual([['e1', 0]]);
  });

  it('redrives what failed in a window, at a rate, and nothing else', async () => {
    const { control, clock, inbox, queued } = await openFilled();
    const at = (ms: number): string => new Date(clock.now() + ms).toISOString();
    const window = { since: at(-5000), until: at(-1000) };
    expect(await control.redrive(window, { perSecond: 0.5 })).toEqual({ redriven: 4, isComplete: true, until: at(8000) });
    expect(queued).toEqual([
      ['e1', 0],
      ['e2', 2],
      ['e0', 4],
      ['e1', 6],
    ]);
    expect(await inbox.claim({ integrationId: 'i2', id: 'e1', claimId: 'c', ttlMs: 1 })).toEqual({ kind: 'early', forMs: 6000 });
    expect((await control.list({ state: 'failed' }, { limit: 9 })).entries.map(({ id }) => id)).toEqual(['e0', 'e2']);
    // What no queue can delay for so long is found when it is due.
    expect(await control.redrive({}, { notBefore: at(901_000) })).toMatchObject({ redriven: 2 });
    expect(queued).toHaveLength(4);
  });
});

it('shows the shape of data and what names things, and no text, number or address of a person', () => {
  const data = { kind: 'message', messageId: 'AC1', occurredAt: '2026-01-05T10:00:00.000Z', contactId: '+14155550123' };
  const message = { from: '+14155550123', to: ['+14155550199'], body: 'Hello Jane', status: 'hello there', isRead: false };
  expect(redactData({ ...data, message })).toEqual({
    ...data,
    contactId: '+1…23',
    message: { from: '+1…23', to: ['+1…99'], body: '[text of 10]', status: '[text of 11]', isRead: false },
  });
});
