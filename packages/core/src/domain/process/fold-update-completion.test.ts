import { expect, it } from 'vitest';
import { aProcess } from '../../test-support/a-process.ts';
import { CRM_LIKE } from '../../test-support/crm-like-process-type.ts';
import { foldAll } from '../../test-support/fold-all.ts';
import { TEST_START_MS } from '../../test-support/still-clock.ts';
import { addMetrics, complete, dispatched, expectUnits, goTo, pause, resume, settleUnit } from '../../test-support/updates.ts';
import { foldUpdate } from './fold-update.ts';
import { PLAIN_PROCESS_TYPE } from './plain-process-type.ts';
import type { ProcessUpdate } from './process-update.ts';
import { readProgress } from './progress.ts';
import { toIso } from './timing.ts';

const completion = { kind: 'message', id: 'process-1:COMPLETE_SYNC', event: 'COMPLETE_SYNC', data: {} } as const;

it('B3: finishes an empty source at once, with zero counters', () => {
  const { process, effects } = foldAll(aProcess(), [goTo('FETCHING'), expectUnits(0, true)]);
  expect(process.state).toBe('COMPLETING');
  expect(effects).toEqual([completion]);
  const { process: ended } = foldAll(process, [complete]);
  expect(ended.state).toBe('COMPLETED');
  expect(readProgress(ended)).toMatchObject({ totalRecords: 0, processedRecords: 0, errors: [] });
});

it('B2: finishes a source of one page', () => {
  expect(foldAll(aProcess(), [expectUnits(1, true), settleUnit(0, { synced: 7 })]).effects).toEqual([completion]);
});

it('B4: finishes when the last page is as full as all others', () => {
  const { process, effects } = foldAll(aProcess(), [expectUnits(2, true), settleUnit(0, { synced: 100 }), settleUnit(1, { synced: 100 })]);
  expect(effects).toEqual([completion]);
  expect(readProgress(process).processedRecords).toBe(200);
});

it('B1: does not finish on a short page while others are outstanding', () => {
  const { process, effects } = foldAll(aProcess(), [expectUnits(3, true), settleUnit(2, { synced: 1 }), settleUnit(0, { synced: 100 })]);
  expect(effects).toEqual([]);
  expect(process.state).toBe('INITIALIZING');
});

it('waits for the announcement to close, however much is settled', () => {
  const { process, effects } = foldAll(aProcess(), [expectUnits(2, false), settleUnit(0), settleUnit(1)]);
  expect(effects).toEqual([]);
  expect(foldAll(process, [expectUnits(2, true)]).effects).toEqual([completion]);
});

it('B6: refuses to complete while units are outstanding, and says which', () => {
  expect(() => foldAll(aProcess(), [expectUnits(5, true), settleUnit(2), complete])).toThrow(/units 0-1, 3-4 are not settled/);
  expect(() => foldAll(aProcess(), [expectUnits(1, false), settleUnit(0), complete])).toThrow(/more units may be announced/);
});

it('B6: an UPDATE_STATE to the completed state does not get around outstanding or failed units', () => {
  const running = aProcess({ type: 'EXPORT', state: 'RUNNING' });
  expect(() => foldAll(running, [expectUnits(2, true), settleUnit(0), goTo('COMPLETED')], PLAIN_PROCESS_TYPE)).toThrow(
    /units 1 are not settled/,
  );
  const failed = foldAll(aProcess(), [expectUnits(1, true), settleUnit(0, {}, { outcome: 'FAILED' }), goTo('COMPLETED')]);
  expect(failed.process.state).toBe('ERROR');
  expect(foldAll(running, [goTo('COMPLETED')], PLAIN_PROCESS_TYPE).process.state).toBe('COMPLETED');
});

it('B6: the first end wins: nothing that comes later changes state, end or counters', () => {
  const { process } = foldAll(aProcess(), [expectUnits(1, true), settleUnit(0, { synced: 4 }), goTo('CANCELLED')]);
  expect(process).toMatchObject({ state: 'CANCELLED', endedAt: toIso(TEST_START_MS + 3000) });
  const error = { type: 'HANDLE_ERROR', processId: process.id, updateId: 'e', error: { code: 'X', message: 'm' } } as const;
  for (const late of [
    complete,
    error,
    goTo('PROCESSING'),
    goTo('NOWHERE'),
    settleUnit(7, { synced: 1 }),
    expectUnits(9, true),
    addMetrics('late', { processed: 1 }),
  ]) {
    const result = foldUpdate(process, late, CRM_LIKE, TEST_START_MS + 99_000);
    expect(result).toEqual({ process, outcome: 'ended', effects: [] });
  }
});

it('B7: a late page cannot take the state back, nor re-open an ended process', () => {
  const { process } = foldAll(aProcess(), [goTo('FETCHING'), goTo('PROCESSING')]);
  expect(() => foldAll(process, [goTo('FETCHING', { updateId: 'late' })])).toThrow(/cannot go from PROCESSING to FETCHING/);
  expect(foldAll(process, [goTo('FETCHING')]).outcome).toBe('already-folded');
});

it('waits for the units below one that was settled without being announced', () => {
  const { process, effects } = foldAll(aProcess(), [settleUnit(4, { synced: 1 }), expectUnits(2, true), settleUnit(0), settleUnit(1)]);
  expect(effects).toEqual([]);
  expect(process.results['pages']).toEqual({ totalPages: 5, processedPages: 3, failedPages: 0 });
  expect(foldAll(process, [settleUnit(2), settleUnit(3)]).effects).toEqual([completion]);
});

it('does not finish while paused, and finishes when it goes on', () => {
  const paused = foldAll(aProcess(), [goTo('PROCESSING'), expectUnits(1, true), goTo('PAUSED'), settleUnit(0, { synced: 1 })]);
  expect(paused).toMatchObject({ process: { state: 'PAUSED' }, effects: [] });
  const resumed = foldAll(paused.process, [goTo('PROCESSING', { updateId: 'resume' })]);
  expect(resumed).toMatchObject({ process: { state: 'COMPLETING' }, effects: [completion] });
});

it('completes although it was paused, or resumed, between the last unit and the completion', () => {
  const finishing = foldAll(aProcess(), [goTo('PROCESSING'), expectUnits(1, true), settleUnit(0, { synced: 1 }), goTo('PAUSED')]).process;
  expect(foldAll(finishing, [complete]).process.state).toBe('COMPLETED');
  const resumed = foldAll(finishing, [goTo('PROCESSING', { updateId: 'resume' })]);
  expect(resumed.effects).toEqual([]);
  expect(foldAll(resumed.process, [complete]).process.state).toBe('COMPLETED');
});

it('lets a finish that is under way stand when more units are announced or settled late', () => {
  const finishing = foldAll(aProcess(), [expectUnits(1, true), settleUnit(0, { synced: 1 })]).process;
  expect(foldAll(finishing, [expectUnits(2, true)])).toMatchObject({ outcome: 'already-folded', process: finishing });
  const late = foldAll(finishing, [settleUnit(3, { synced: 2 })]);
  expect(late.effects).toEqual([]);
  expect(foldAll(late.process, [complete]).process).toMatchObject({
    state: 'COMPLETED',
    context: { processedRecords: 3, totalRecords: 3 },
  });
});

it('can be cancelled while it finishes; the completion on its way then changes nothing', () => {
  const { process } = foldAll(aProcess({ activeKey: 'k' }), [expectUnits(0, true), goTo('CANCELLED')]);
  expect(process).toMatchObject({ state: 'CANCELLED', activeKey: null });
  expect(foldAll(process, [complete]).outcome).toBe('ended');
});

it('takes dispatched effects out of the outbox, also after the end, and repeats cost nothing', () => {
  const { process } = foldAll(aProcess(), [expectUnits(0, true), goTo('CANCELLED')]);
  expect(process.ledger.outbox).toEqual([completion]);
  const cleared = foldAll(process, [dispatched('other', completion.id)]);
  expect(cleared).toMatchObject({ outcome: 'folded', process: { ledger: { outbox: [] }, updatedAt: process.updatedAt } });
  expect(foldAll(cleared.process, [dispatched(completion.id)]).outcome).toBe('already-folded');
});

it('lets a plain process complete by itself when its units are settled', () => {
  const { process, effects } = foldAll(
    aProcess({ type: 'EXPORT' }),
    [expectUnits(1, true), settleUnit(0, { synced: 2 })],
    PLAIN_PROCESS_TYPE,
  );
  expect(process).toMatchObject({ state: 'COMPLETED', endedAt: toIso(TEST_START_MS + 2000) });
  expect(effects).toEqual([]);
});

it('ends in ERROR with the reason, struck of personal data, when it cannot go on', () => {
  const error = { code: 'LOGIN_LOST', message: 'token of jane@example.com was revoked' };
  const { process } = foldAll(aProcess({ activeKey: 'k' }), [{ type: 'HANDLE_ERROR', processId: aProcess().id, updateId: 'e', error }]);
  expect(process).toMatchObject({
    state: 'ERROR',
    activeKey: null,
    context: { errorCode: 'LOGIN_LOST', error: 'token of [redacted] was revoked' },
  });
});

it('moves a plain process to RUNNING with its first counted record, also while it is paused', () => {
  const plain = aProcess({ type: 'EXPORT' });
  const fold = (...updates: readonly ProcessUpdate[]) => foldAll(plain, updates, PLAIN_PROCESS_TYPE).process;
  expect(fold(expectUnits(2, true)).state).toBe('INITIALIZING');
  expect(fold(expectUnits(2, true), settleUnit(0, { synced: 1 })).state).toBe('RUNNING');
  expect(fold(addMetrics('batch#0', { processed: 1, synced: 1 })).state).toBe('RUNNING');
  const paused = fold(pause('p1'), settleUnit(0, { synced: 1 }));
  expect(paused.state).toBe('PAUSED');
  expect(foldAll(paused, [resume('r1')], PLAIN_PROCESS_TYPE).process.state).toBe('RUNNING');
});

it('leaves nothing of why it waited in a process that has completed', () => {
  const context = { waiting: { code: 'X', message: 'm', until: '2026-01-05T10:00:00.000Z' }, rescue: { count: 2 }, kept: 1 };
  const { process } = foldAll(aProcess({ context }), [expectUnits(1, true), settleUnit(0, { synced: 1 }), complete]);
  expect(process.context).toMatchObject({ kept: 1 });
  for (const key of ['waiting', 'rescue']) expect(process.context).not.toHaveProperty(key);
});
