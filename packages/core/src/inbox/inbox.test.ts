import { describe, expect, it } from 'vitest';
import { toIso } from '../domain/process/timing.ts';
import type { Clock } from '../ports/clock.ts';
import { createSteppedDocuments, type SteppedDocuments } from './test-support/stepped-documents.ts';
import { TEST_START_MS, createStillClock, type StillClock } from '../test-support/still-clock.ts';
import type { InboxEntry } from './inbox-entry.ts';
import { INBOX, Inbox } from './inbox.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const KEY = { integrationId: 'i1', id: 'event-1' };
const A = { ...KEY, claimId: 'a', ttlMs: MINUTE };
const B = { ...KEY, claimId: 'b', ttlMs: MINUTE };
const SETTLED = { kind: 'settled' };

/** A moment, so many minutes after the start of time in tests. */
const minute = (minutes: number): string => toIso(TEST_START_MS + minutes * MINUTE);

function anEntry(overrides: Partial<InboxEntry> = {}): InboxEntry {
  return { ...KEY, connector: 'zoho', kind: 'CALL', data: { callId: 'AC1' }, dueAt: minute(0), ...overrides };
}

interface TestSystem {
  readonly inbox: Inbox;
  readonly clock: StillClock;
  readonly documents: SteppedDocuments;
}

/** An inbox that holds these entries. */
async function anInbox(...entries: readonly InboxEntry[]): Promise<TestSystem> {
  const clock = createStillClock();
  const documents = createSteppedDocuments();
  const inbox = new Inbox({ documents, clock });
  await inbox.accept(entries);
  return { inbox, clock, documents };
}

async function dueIds({ inbox, clock }: TestSystem): Promise<readonly string[]> {
  return (await inbox.findDue({ before: toIso(clock.now()), limit: 100 })).map(({ id }) => id);
}

describe('an inbox', () => {
  it('accepts an event once, also when it comes again with other data, is worked on, or was', async () => {
    const { inbox, clock } = await anInbox();
    const names = async (...entries: readonly InboxEntry[]): Promise<readonly string[]> =>
      (await inbox.accept(entries)).map(({ integrationId, id }) => `${integrationId}/${id}`);
    expect(await names(anEntry(), anEntry({ id: 'event-2' }), anEntry({ data: { callId: 'AC2' } }))).toEqual(['i1/event-1', 'i1/event-2']);
    expect(await names(anEntry({ data: {} }), anEntry({ integrationId: 'i2' }))).toEqual(['i2/event-1']);
    expect(await inbox.claim(A)).toMatchObject({ kind: 'claimed', entry: { data: { callId: 'AC1' } } });
    expect(await names(anEntry())).toEqual([]);
    await inbox.done(A);
    clock.pass(29 * DAY);
    expect(await names(anEntry())).toEqual([]);
    expect(await inbox.claim(B)).toEqual(SETTLED);
    expect(await names()).toEqual([]);
  });

  it('hands an entry to one worker, with all that it needs', async () => {
    const { inbox, clock } = await anInbox(anEntry());
    clock.pass(10_000);
    const entry = { ...anEntry(), failedAttempts: 0, code: null, isOrphan: false, acceptedAt: minute(0) };
    expect(await inbox.claim(A)).toStrictEqual({ kind: 'claimed', entry });
    expect(await inbox.claim(B)).toEqual({ kind: 'busy', forMs: MINUTE });
    clock.pass(MINUTE - 1);
    expect(await inbox.claim(B)).toEqual({ kind: 'busy', forMs: 1 });
    await inbox.done(A);
    expect(await inbox.claim(B)).toEqual(SETTLED);
    expect(await inbox.claim(A)).toEqual(SETTLED);
  });

  it('does nothing for an entry that was never accepted', async () => {
    const system = await anInbox();
    expect(await system.inbox.claim(A)).toEqual(SETTLED);
    await system.inbox.done(A);
    await system.inbox.fail({ ...A, code: 'X' });
    await system.inbox.recheck({ ...KEY, dueAt: minute(1) });
    expect(await system.inbox.postpone({ ...A, dueAt: minute(1), code: 'AWAY' })).toBe(false);
    expect(await system.inbox.redrive(KEY)).toBe(false);
    expect(await system.documents.all()).toEqual([]);
  });

  it('lets an entry wait until it is due, whichever worker claims it', async () => {
    const { inbox, clock } = await anInbox(anEntry({ dueAt: minute(5) }));
    expect(await inbox.claim(A)).toEqual({ kind: 'early', forMs: 5 * MINUTE });
    clock.pass(5 * MINUTE);
    expect(await inbox.claim(A)).toMatchObject({ kind: 'claimed' });
  });

  it('gives an entry again to the claim that has it, for as long from now, and counts no failure', async () => {
    const { inbox, clock } = await anInbox(anEntry());
    await inbox.claim(A);
    clock.pass(MINUTE / 2);
    expect(await inbox.claim(A)).toMatchObject({ kind: 'claimed', entry: { failedAttempts: 0, data: { callId: 'AC1' } } });
    clock.pass(MINUTE / 2);
    expect(await inbox.claim(B)).toEqual({ kind: 'busy', forMs: MINUTE / 2 });
    clock.pass(5 * MINUTE);
    expect(await inbox.claim(A)).toMatchObject({ kind: 'claimed', entry: { failedAttempts: 0 } });
  });

  it('gives the entry of a crashed worker to another one, whose claim the crashed one cannot settle', async () => {
    const { inbox, clock, documents } = await anInbox(anEntry());
    await inbox.claim(A);
    clock.pass(MINUTE);
    expect(await inbox.claim(B)).toMatchObject({ kind: 'claimed', entry: { failedAttempts: 1 } });
    const held = await documents.all();
    await inbox.done(A);
    await inbox.fail({ ...A, code: 'TOO_LATE' });
    expect(await inbox.postpone({ ...A, dueAt: minute(90), code: 'AWAY' })).toBe(false);
    expect(await documents.all()).toEqual(held);
    expect(await inbox.claim(A)).toEqual({ kind: 'busy', forMs: MINUTE });
    await inbox.done(B);
    expect(await inbox.claim(A)).toEqual(SETTLED);
  });

  it('accepts the result of a worker whose claim has run out, as long as no other worker has claimed', async () => {
    const system = await anInbox(anEntry());
    await system.inbox.claim(A);
    system.clock.pass(5 * MINUTE);
    expect(await dueIds(system)).toEqual(['event-1']);
    await system.inbox.done(A);
    expect(await dueIds(system)).toEqual([]);
    expect(await system.inbox.claim(B)).toEqual(SETTLED);
  });

  it('counts each worker that crashes on an entry as a failed attempt, so that attempts run out', async () => {
    const { inbox, clock } = await anInbox(anEntry());
    const attempts: unknown[] = [];
    for (let worker = 0; worker < 4; worker += 1) {
      attempts.push(await inbox.claim({ ...A, claimId: `worker ${worker}` }));
      clock.pass(MINUTE);
    }
    expect(attempts).toMatchObject([0, 1, 2, 3].map((failedAttempts) => ({ entry: { failedAttempts } })));
  });

  it('defers an entry, with or without counting a failure, and releases its claim', async () => {
    const { inbox, clock } = await anInbox(anEntry());
    await inbox.claim(A);
    expect(await inbox.postpone({ ...A, dueAt: minute(10), code: 'AWAY' })).toBe(true);
    expect(await inbox.postpone({ ...A, dueAt: minute(1), code: 'AWAY' })).toBe(false);
    expect(await inbox.claim(A)).toEqual({ kind: 'early', forMs: 10 * MINUTE });
    clock.pass(10 * MINUTE);
    expect(await inbox.claim(B)).toMatchObject({ kind: 'claimed', entry: { failedAttempts: 1, dueAt: minute(10) } });
    await inbox.postpone({ ...B, dueAt: minute(20) });
    clock.pass(10 * MINUTE);
    expect(await inbox.claim(A)).toMatchObject({ entry: { failedAttempts: 1, data: { callId: 'AC1' } } });
  });

  it('keeps a failed entry, with its data and the reason, until it is redriven', async () => {
    const system = await anInbox(anEntry(), anEntry({ id: 'event-2' }), anEntry({ integrationId: 'i2' }));
    const { inbox, clock } = system;
    await inbox.claim(A);
    await inbox.postpone({ ...A, dueAt: minute(0), code: 'AWAY' });
    await inbox.claim(A);
    await inbox.fail({ ...A, code: 'CRM_REFUSES' });
    expect(await inbox.claim(B)).toEqual(SETTLED);
    expect(await inbox.findFailed({ integrationId: 'i1', limit: 10 })).toEqual([{ ...anEntry(), code: 'CRM_REFUSES' }]);
    expect(await inbox.findFailed({ integrationId: 'i1', after: 'event-1', limit: 10 })).toEqual([]);
    expect(await inbox.findFailed({ integrationId: 'i2', limit: 10 })).toEqual([]);
    clock.pass(DAY);
    expect(await inbox.redrive(KEY)).toBe(true);
    expect(await inbox.redrive(KEY)).toBe(false);
    expect(await inbox.findFailed({ integrationId: 'i1', limit: 10 })).toEqual([]);
    expect(await system.documents.removeExpired({ before: toIso(clock.now() + 99 * DAY), limit: 10 })).toBe(0);
    expect(await inbox.claim(B)).toMatchObject({ kind: 'claimed', entry: { failedAttempts: 0, data: { callId: 'AC1' } } });
  });

  it('redrives only what has failed: neither an open, nor a claimed, nor a done entry', async () => {
    const { inbox, clock } = await anInbox(anEntry());
    expect(await inbox.redrive(KEY)).toBe(false);
    await inbox.claim(A);
    expect(await inbox.redrive(KEY)).toBe(false);
    clock.pass(1000);
    await inbox.done(A);
    expect(await inbox.redrive(KEY)).toBe(false);
    expect(await inbox.claim(B)).toEqual(SETTLED);
  });

  it('redrives once when it is requested twice', async () => {
    const { inbox, documents } = await anInbox(anEntry());
    await inbox.claim(A);
    await inbox.fail({ ...A, code: 'X' });
    expect(new Set(await Promise.all([inbox.redrive(KEY), inbox.redrive(KEY)]))).toEqual(new Set([false, true]));
    expect((await documents.all())[0]?.version).toBe(3);
  });

  it('removes the data of a done entry at once, and all of it after thirty days', async () => {
    const { inbox, clock, documents } = await anInbox(anEntry({ data: { body: 'Hello Jane' } }));
    await inbox.claim(A);
    await inbox.done(A);
    expect(JSON.stringify(await documents.all())).not.toContain('Jane');
    const removeExpired = async (): Promise<number> => documents.removeExpired({ before: toIso(clock.now()), limit: 10 });
    clock.pass(30 * DAY);
    expect(await removeExpired()).toBe(0);
    clock.pass(1);
    expect(await removeExpired()).toBe(1);
    expect(await inbox.accept([anEntry()])).toHaveLength(1);
  });

  it('keeps the id of a settled entry for as long as it is configured to', async () => {
    const { documents, clock } = await anInbox(anEntry());
    const inbox = new Inbox({ documents, clock, rememberMs: 1000 });
    await inbox.claim(A);
    await inbox.fail({ ...A, code: 'X' });
    expect(await documents.all()).toMatchObject([
      { collection: INBOX, dueAt: null, expiresAt: toIso(clock.now() + 1000), tags: ['failed'] },
    ]);
  });

  it('finds what is due and not claimed, the longest due first', async () => {
    const dueAt = { c: minute(-1), a: minute(-3), b: minute(-2), held: minute(-9), done: minute(-9), later: minute(1) };
    const system = await anInbox(...Object.entries(dueAt).map(([id, due]) => anEntry({ id, dueAt: due })));
    for (const id of ['held', 'done']) await system.inbox.claim({ ...A, id });
    await system.inbox.done({ ...A, id: 'done' });
    expect(await dueIds(system)).toEqual(['a', 'b', 'c']);
    expect(await system.inbox.findDue({ before: minute(0), limit: 2 })).toMatchObject([
      anEntry({ id: 'a', dueAt: minute(-3) }),
      { id: 'b' },
    ]);
    system.clock.pass(MINUTE);
    expect(await dueIds(system)).toEqual(['a', 'b', 'c', 'held', 'later']);
  });

  it('rechecks a due entry later, but nothing that was claimed or deferred since', async () => {
    const system = await anInbox(anEntry({ id: 'missed' }), anEntry({ id: 'taken' }), anEntry({ id: 'deferred' }), anEntry({ id: 'done' }));
    for (const id of ['taken', 'deferred', 'done']) await system.inbox.claim({ ...A, id });
    await system.inbox.postpone({ ...A, id: 'deferred', dueAt: minute(30) });
    await system.inbox.done({ ...A, id: 'done' });
    for (const { id } of await system.documents.all()) await system.inbox.recheck({ integrationId: 'i1', id, dueAt: minute(20) });
    const dueAt = Object.fromEntries((await system.documents.all()).map((document) => [document.id, document.dueAt]));
    expect(dueAt).toEqual({ missed: minute(20), taken: minute(1), deferred: minute(30), done: null });
  });

  it('settles an entry although another program defers it at the same time', async () => {
    for (const settle of ['done', 'fail'] as const) {
      const { inbox, clock, documents } = await anInbox(anEntry());
      await inbox.claim(A);
      clock.pass(5 * MINUTE);
      documents.beforeCall = async (call) => {
        if (call !== 'save') return;
        documents.beforeCall = () => {};
        await inbox.recheck({ ...KEY, dueAt: minute(60) });
      };
      await inbox[settle]({ ...A, code: 'X' });
      clock.pass(DAY);
      expect(await inbox.claim(B)).toEqual(SETTLED);
    }
  });

  it('returns to the slower of two workers how long the claim of the faster one lasts', async () => {
    const { inbox, documents } = await anInbox(anEntry());
    documents.beforeCall = async (call) => {
      if (call !== 'save') return;
      documents.beforeCall = () => {};
      await inbox.claim({ ...B, ttlMs: 7 * MINUTE });
    };
    expect(await inbox.claim(A)).toEqual({ kind: 'busy', forMs: 7 * MINUTE });
  });

  it('claims again what it holds when it does not know whether its claim was stored', async () => {
    const { inbox, documents } = await anInbox(anEntry());
    await inbox.claim(A);
    const broken = new Error('the connection is gone');
    documents.beforeCall = (call) => {
      if (call === 'save') throw broken;
    };
    await expect(inbox.claim(A)).rejects.toBe(broken);
    await expect(inbox.done(A)).rejects.toBe(broken);
    documents.beforeCall = () => {};
    expect(await inbox.claim(A)).toMatchObject({ kind: 'claimed', entry: { failedAttempts: 0 } });
    await inbox.done(A);
    await inbox.done(A);
    expect(await inbox.claim(A)).toEqual(SETTLED);
  });

  it('refuses a claim for no time at all', async () => {
    const { inbox } = await anInbox(anEntry());
    for (const ttlMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      await expect(inbox.claim({ ...A, ttlMs })).rejects.toMatchObject({ code: 'INVALID_PROCESS_DATA' });
    expect(await inbox.claim(A)).toMatchObject({ kind: 'claimed' });
  });

  it('believes no claim of a clock that is ahead', async () => {
    const system = await anInbox(anEntry());
    const ahead = createVirtualClockAhead(system.clock, 3_600_000);
    await new Inbox({ documents: system.documents, clock: ahead }).claim(A);
    expect(await system.inbox.claim(B)).toMatchObject({ kind: 'claimed', entry: { isOrphan: true, failedAttempts: 1 } });
  });
});

function createVirtualClockAhead(clock: Pick<Clock, 'now'>, byMs: number): Clock {
  return { now: () => clock.now() + byMs, sleep: async () => undefined };
}
