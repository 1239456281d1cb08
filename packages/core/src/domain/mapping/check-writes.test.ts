import { expect, it } from 'vitest';
import { checkConfirmedWrites, checkFailedWrites, checkIntendedWrites, findRecordFault } from './check-writes.ts';

const SCOPE = { integrationId: 'i1', objectType: 'person' };
const REFUSED = expect.objectContaining({ code: 'INVALID_PROCESS_DATA' }) as Error;

const at = (contentHash: string, sourceModifiedAt: string | null) => ({ externalId: 'p1', contentHash, sourceModifiedAt });
const [EARLY, LATE] = ['2026-01-05T12:00:00+02:00', '2026-01-05T10:30:00Z'];

/** @returns the version of p1 that is kept. */
const kept = (...people: readonly ReturnType<typeof at>[]) =>
  checkIntendedWrites({ ...SCOPE, claimId: 'a', claimTtlMs: 1, people }).get('p1');

it('keeps the last of several versions of a person', () => {
  expect(kept(at('first', EARLY), at('last', LATE))).toMatchObject({ contentHash: 'last', sourceModifiedAt: '2026-01-05T10:30:00.000Z' });
  expect(kept(at('first', LATE), at('last', LATE))).toMatchObject({ contentHash: 'last' });
  expect(kept(at('first', LATE), at('last', null))).toMatchObject({ contentHash: 'last', sourceModifiedAt: null });
});

it('keeps an earlier version that was changed later, by the moments and not by their texts', () => {
  expect(kept(at('first', LATE), at('last', EARLY))).toMatchObject({ contentHash: 'first' });
});

it('keeps what was last confirmed, and the last failure', () => {
  const written = (contentHash: string) => ({ externalId: 'p1', contentHash, quoContactId: 'q1', phoneNumbers: [] });
  const confirmed = checkConfirmedWrites({ ...SCOPE, claimId: 'a', people: [written('first'), written('last')] });
  expect([...confirmed.values()]).toEqual([written('last')]);
  const people = ['FIRST', 'LAST'].map((code) => ({ externalId: 'p1', code }));
  expect([...checkFailedWrites({ ...SCOPE, processId: 'process-1', people })]).toEqual([['p1', { processId: 'process-1', code: 'LAST' }]]);
});

it('refuses the whole batch when one text of it cannot be stored', () => {
  const odd = '\uD83D';
  const [intended, written] = [at('h', null), { externalId: 'p1', contentHash: 'h', quoContactId: 'q1', phoneNumbers: ['+15550100'] }];
  const begin = { ...SCOPE, claimId: 'a', claimTtlMs: 1, people: [intended] };
  const confirm = { ...SCOPE, claimId: 'a', people: [written] };
  const fail = { ...SCOPE, processId: 'process-1', people: [{ externalId: 'p1', code: 'X' }] };
  for (const odds of [
    { integrationId: odd },
    { objectType: odd },
    { claimId: odd },
    { seenIn: odd },
    { people: [intended, { ...intended, externalId: odd }] },
    { people: [{ ...intended, contentHash: odd }] },
    { people: [{ ...intended, sourceModifiedAt: odd }] },
    { claimTtlMs: -1 },
  ])
    expect(() => checkIntendedWrites({ ...begin, ...odds })).toThrow(REFUSED);
  for (const field of ['externalId', 'contentHash', 'quoContactId'] as const)
    expect(() => checkConfirmedWrites({ ...confirm, people: [written, { ...written, [field]: odd }] })).toThrow(REFUSED);
  expect(() => checkConfirmedWrites({ ...confirm, people: [{ ...written, phoneNumbers: ['+15550100', odd] }] })).toThrow(REFUSED);
  expect(() => checkConfirmedWrites({ ...confirm, objectType: odd })).toThrow(REFUSED);
  for (const odds of [
    { processId: odd },
    { integrationId: odd },
    { people: [{ externalId: odd, code: 'X' }] },
    { people: [{ externalId: 'p1', code: odd }] },
  ])
    expect(() => checkFailedWrites({ ...fail, ...odds })).toThrow(REFUSED);
  expect([checkIntendedWrites(begin).size, checkConfirmedWrites(confirm).size, checkFailedWrites(fail).size]).toEqual([1, 1, 1]);
});

it('F14: judges one record, so that a caller can fail it and keep the others', () => {
  expect(findRecordFault({ externalId: 'p1', contentHash: 'h' })).toBeUndefined();
  expect(findRecordFault({ externalId: 'é'.repeat(256) })).toBeUndefined();
  expect(findRecordFault({ externalId: 'é'.repeat(257) })).toBe('its id is longer than 512 bytes');
  expect(findRecordFault({ externalId: 'a\u0000' })).toBe('its id holds U+0000 or half a surrogate pair');
  expect(findRecordFault({ externalId: 'p1', contentHash: '\uD83D' })).toBe('its content hash holds U+0000 or half a surrogate pair');
  const people = ['p1', 'x'.repeat(6000)].map((externalId) => ({ externalId, contentHash: 'h', sourceModifiedAt: null }));
  expect(() => checkIntendedWrites({ ...SCOPE, claimId: 'a', claimTtlMs: 1, people })).toThrow('Record 1 cannot be stored');
});

it('F14: takes a moment outside the years 1000 to 9999 for none', () => {
  for (const moment of ['9999-12-31T23:59:59-12:00', '0001-01-01T00:00:00Z', '0999-12-31'])
    expect(kept(at('h', moment))).toMatchObject({ sourceModifiedAt: null });
  expect(kept(at('h', '9999-12-31T23:59:59Z'))).toMatchObject({ sourceModifiedAt: '9999-12-31T23:59:59.000Z' });
});
