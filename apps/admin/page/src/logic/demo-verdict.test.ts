import { expect, it } from 'vitest';
import { firstOfEach, verdictOf } from './demo-verdict.ts';

const counts = { processed: 100, synced: 97, failed: 1, skipped: 2, stale: 0, total: 100, totalIsFinal: true };
const AT = '2026-05-01T12:00:00.000Z';
const ended = { state: 'COMPLETED', updatedAt: AT } as const;

it('says right only of an ended sync whose numbers agree with each other, with the CRM and with Quo', () => {
  const sides = { persons: 100, contacts: 97, readAtMs: Date.parse(AT) + 1 };
  expect(verdictOf([], sides)).toBe('none');
  expect(verdictOf([{ ...ended, counts }], sides)).toBe('right');
  // The one that failed was redriven.
  expect(verdictOf([{ ...ended, counts }], { ...sides, contacts: 98 })).toBe('right');
  for (const contacts of [96, 99]) expect(verdictOf([{ ...ended, counts }], { ...sides, contacts })).toBe('wrong');
  expect(verdictOf([{ ...ended, counts }], { ...sides, persons: 101 })).toBe('wrong');
  expect(verdictOf([{ ...ended, state: 'PROCESSING_BATCHES', counts: { ...counts, skipped: 3 } }], sides)).toBe('wrong');
  expect(verdictOf([{ ...ended, state: 'PROCESSING_BATCHES', counts }], sides)).toBe('running');
});

it('does not compare a sync that has just ended with what Quo held before', () => {
  const before = { persons: 100, contacts: 95, readAtMs: Date.parse(AT) };
  expect(verdictOf([{ ...ended, counts }], before)).toBe('running');
  expect(verdictOf([{ ...ended, counts }], { ...before, readAtMs: before.readAtMs + 1 })).toBe('wrong');
});

it('takes the first sync of each object type, since later ones see changes only, and adds them up', () => {
  const sync = { integrationId: 'i1', type: 'INITIAL', kind: 'sync', ...ended, counts } as const;
  const first = firstOfEach(
    [
      { ...sync, objectType: 'Person', type: 'ONGOING', state: 'ERROR' },
      { ...sync, objectType: 'Person', type: 'ONGOING', kind: 'catch-up', state: 'ERROR' },
      { ...sync, objectType: 'Lead' },
      { ...sync, objectType: 'Person' },
      { ...sync, objectType: 'Person', integrationId: 'i2' },
      { ...sync, objectType: 'Deal', type: 'WEBHOOK' },
    ],
    'i1',
  );
  expect(first.map(({ objectType, state }) => `${objectType} ${state}`)).toEqual(['Person COMPLETED', 'Lead COMPLETED']);
  expect(verdictOf(first, { persons: 200, contacts: 194, readAtMs: Date.parse(AT) + 1 })).toBe('right');
});
