import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginWrite, type WriteAttempt } from './begin-write.ts';
import { comparePeople } from './compare-people.ts';
import { confirmWrite } from './confirm-write.ts';
import { failWrite } from './fail-write.ts';
import { UNKNOWN_PERSON, toPersonMapping, type MappingState } from './mapping-state.ts';
import type { StoreTime } from './store-time.ts';

const TTL_MS = 1000;
const [EARLY, LATE] = ['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00.001Z'];

const exactly = (ms: number): StoreTime => ({ earliestMs: ms, latestMs: ms });
const attempt = (claimId: string, more: Partial<WriteAttempt> = {}): WriteAttempt => ({
  claimId,
  now: exactly(0),
  claimTtlMs: TTL_MS,
  seenIn: undefined,
  force: false,
  ...more,
});
const intended = (contentHash: string, sourceModifiedAt: string | null = null) => ({ contentHash, sourceModifiedAt });
const written = (contentHash: string) => ({ contentHash, quoContactId: 'q1', phoneNumbers: ['+15550100'] });
const begun = (state: MappingState, claimId: string, hash = 'h', more: Partial<WriteAttempt> = {}): MappingState =>
  beginWrite(state, intended(hash), attempt(claimId, more)).state;
const confirmed = (state: MappingState, claimId: string, hash = 'h'): MappingState =>
  confirmWrite(state, written(hash), { claimId, now: exactly(0) });
const KNOWN = confirmed(begun(UNKNOWN_PERSON, 'a'), 'a');

describe('an attempt at a person', () => {
  it('writes a person who is not known, and knows the content when it was alone', () => {
    const { decision, state } = beginWrite(UNKNOWN_PERSON, intended('h', EARLY), attempt('a', { seenIn: 'sync', now: exactly(7) }));
    expect(decision).toBe('write');
    expect(state).toMatchObject({ contentHash: null, sourceModifiedAt: EARLY, seenIn: 'sync', knownSinceMs: 7, contested: false });
    expect(confirmed(state, 'a')).toMatchObject({ contentHash: 'h', quoContactId: 'q1', phoneNumbers: ['+15550100'], claims: new Map() });
  });

  it('leaves alone what is known to be the same, unless it is forced', () => {
    expect(beginWrite(KNOWN, intended('h', LATE), attempt('b'))).toEqual({
      decision: 'unchanged',
      state: { ...KNOWN, sourceModifiedAt: LATE },
    });
    expect(beginWrite(KNOWN, intended('h'), attempt('b', { force: true })).decision).toBe('write');
    expect(beginWrite(KNOWN, intended('other'), attempt('b')).decision).toBe('write');
  });

  it('leaves a newer version alone, and notes who saw the person', () => {
    const newer = { ...KNOWN, sourceModifiedAt: LATE };
    const begin = beginWrite(newer, intended('other', EARLY), attempt('b', { seenIn: 'sync' }));
    expect(begin).toEqual({ decision: 'stale', state: { ...newer, seenIn: 'sync' } });
    expect(beginWrite({ ...newer, seenIn: 'before' }, intended('h', EARLY), attempt('b')).state.seenIn).toBe('before');
  });

  it('F13: writes an older version when forced, and takes its moment for the newest', () => {
    const { decision, state } = beginWrite({ ...KNOWN, sourceModifiedAt: LATE }, intended('other', EARLY), attempt('b', { force: true }));
    expect([decision, state.sourceModifiedAt]).toEqual(['write', EARLY]);
    expect(beginWrite(confirmed(state, 'b', 'other'), intended('other', EARLY), attempt('c')).decision).toBe('unchanged');
  });

  it('F13: counts a moment that has not come yet as now, beyond what clocks may differ', () => {
    const at = (ms: number) => ({ now: { earliestMs: ms - 5, latestMs: ms } });
    const noon = Date.parse('2026-01-05T12:00:00.000Z');
    const dated = (moment: string) => beginWrite(UNKNOWN_PERSON, intended('h', moment), attempt('a', at(noon))).state.sourceModifiedAt;
    expect(dated('2126-01-05T12:00:00.000Z')).toBe('2026-01-05T12:00:00.000Z');
    expect(dated('2026-01-05T12:00:59.999Z')).toBe('2026-01-05T12:00:59.999Z');
    const future = { ...KNOWN, sourceModifiedAt: '2126-01-05T12:00:00.000Z' };
    const { decision, state } = beginWrite(future, intended('other', EARLY), attempt('b', at(noon)));
    expect([decision, state.sourceModifiedAt]).toEqual(['write', EARLY]);
  });

  it('keeps the moment that is known when the CRM says none', () => {
    expect(begun({ ...KNOWN, sourceModifiedAt: LATE }, 'b', 'other').sourceModifiedAt).toBe(LATE);
  });

  it('knows nothing when another one was open, in whatever order they confirm', () => {
    for (const order of [
      ['a', 'b'],
      ['b', 'a'],
    ]) {
      const both = begun(begun(UNKNOWN_PERSON, 'a', 'one'), 'b', 'two');
      expect(order.reduce((state, claimId) => confirmed(state, claimId, claimId), both)).toMatchObject({
        contentHash: null,
        contested: false,
      });
    }
  });

  it('treats the claim of another attempt as abandoned only when it is too old for certain', () => {
    const open = begun(UNKNOWN_PERSON, 'a', 'h', { now: { earliestMs: 0, latestMs: 10 } });
    const later = (now: StoreTime): MappingState => begun(open, 'b', 'h', { now });
    expect(later({ earliestMs: TTL_MS + 9, latestMs: TTL_MS + 99 })).toMatchObject({ contested: true });
    expect(later(exactly(TTL_MS + 10))).toMatchObject({ contested: false, claims: new Map([['b', TTL_MS + 10]]) });
  });

  it('stays contested when it begins again', () => {
    const both = begun(begun(UNKNOWN_PERSON, 'a'), 'b');
    expect(begun(both, 'b', 'h', { now: exactly(TTL_MS) })).toMatchObject({ contested: true });
    expect(begun(both, 'c', 'h', { now: exactly(TTL_MS) })).toMatchObject({ contested: false });
  });

  it('does not say when a person was first begun earlier than it was', () => {
    const state = begun(UNKNOWN_PERSON, 'a', 'h', { now: { earliestMs: 0, latestMs: 10 } });
    expect(begun(state, 'b', 'h', { now: exactly(99) }).knownSinceMs).toBe(10);
    expect(confirmWrite(UNKNOWN_PERSON, written('h'), { claimId: 'a', now: { earliestMs: 0, latestMs: 10 } }).knownSinceMs).toBe(10);
  });

  it('changes nothing when it confirms twice, and makes the content unknown when it confirms something else late', () => {
    expect(confirmed(KNOWN, 'a')).toEqual(KNOWN);
    expect(confirmed(KNOWN, 'x', 'other')).toMatchObject({ contentHash: null });
  });

  it('ends every claim when it fails for good, and a success wipes the failure out', () => {
    const failed = failWrite(begun(begun(KNOWN, 'b', 'other'), 'c', 'other'), { processId: 'process-1', code: 'X' });
    expect(failed).toMatchObject({
      failure: { processId: 'process-1', code: 'X' },
      contentHash: null,
      claims: new Map(),
      contested: false,
    });
    expect(confirmed(begun(failed, 'd'), 'd')).toMatchObject({ failure: null, contentHash: 'h' });
  });

  it('never changes the state that it was given', () => {
    const state = Object.freeze({ ...begun(begun(UNKNOWN_PERSON, 'a'), 'b'), failure: null });
    const copy = structuredClone(state);
    begun(state, 'c');
    confirmed(state, 'a');
    failWrite(state, { processId: 'process-1', code: 'X' });
    expect(state).toEqual(copy);
  });

  it('never knows a content that another one may have overwritten, in whatever order two of them go', () => {
    // Each attempt begins, writes to Quo, and confirms; what was written last is what Quo holds.
    fc.assert(
      fc.property(fc.shuffledSubarray(['a', 'a', 'a', 'b', 'b', 'b'], { minLength: 6 }), (turns) => {
        const next = new Map([
          ['a', 0],
          ['b', 0],
        ]);
        let [state, held] = [UNKNOWN_PERSON, ''];
        for (const claimId of turns) {
          const step = next.get(claimId) ?? 0;
          next.set(claimId, step + 1);
          if (step === 0) state = begun(state, claimId, claimId);
          if (step === 1) held = claimId;
          if (step === 2) state = confirmed(state, claimId, claimId);
          expect([null, held]).toContain(state.contentHash);
        }
      }),
    );
  });
});

it('shows a person as a copy, without what only stores know', () => {
  const key = { integrationId: 'i1', objectType: 'person', externalId: 'p1' };
  const state = failWrite(KNOWN, { processId: 'process-1', code: 'X' });
  const shown = toPersonMapping(Object.assign({ more: 1 }, key), state);
  const { knownSinceMs: _since, claims: _claims, contested: _contested, ...rest } = state;
  expect(shown).toStrictEqual({ ...key, ...rest });
  expect(shown.phoneNumbers).not.toBe(state.phoneNumbers);
  expect(shown.failure).not.toBe(state.failure);
});

it('orders people by object type and then by id, both by bytes', () => {
  const people = ['Lead 😀', 'Lead \uFFFD', 'contact 1', 'Lead 10', 'Lead 9'].map((name) => {
    const [objectType = '', externalId = ''] = name.split(' ');
    return { objectType, externalId };
  });
  expect(people.sort(comparePeople).map(({ objectType, externalId }) => `${objectType} ${externalId}`)).toEqual([
    'Lead 10',
    'Lead 9',
    'Lead \uFFFD',
    'Lead 😀',
    'contact 1',
  ]);
});
