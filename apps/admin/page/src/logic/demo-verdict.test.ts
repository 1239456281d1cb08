import { expect, it } from 'vitest';
import { firstOfEach, verdictOf } from './demo-verdict.ts';

const counts = { processed: 100, synced: 97, failed: 1, skipped: 2, stale: 0, total: 100, totalIsFinal: true };

it('says right only of an ended sync whose numbers agree with each other, with the CRM and with Quo', () => {
  const sides = { persons: 100, contacts: 97 };
  expect(verdictOf([], sides)).toBe('none');
  expect(verdictOf([{ state: 'COMPLETED', counts }], sides)).toBe('right');
  // The one that failed was redriven.
  expect(verdictOf([{ state: 'COMPLETED', counts }], { ...sides, contacts: 98 })).toBe('right');
  for (const contacts of [96, 99]) expect(verdictOf([{ state: 'COMPLETED', counts }], { ...sides, contacts })).toBe('wrong');
  expect(verdictOf([{ state: 'COMPLETED', counts }], { ...sides, persons: 101 })).toBe('wrong');
  expect(verdictOf([{ state: 'PROCESSING_BATCHES', counts: { ...counts, skipped: 3 } }], sides)).toBe('wrong');
  expect(verdictOf([{ state: 'PROCESSING_BATCHES', counts }], sides)).toBe('running');
});

it('takes the first sync of each object type, since later ones see changes only, and adds them up', () => {
  const sync = { integrationId: 'i1', type: 'INITIAL', kind: 'sync', state: 'COMPLETED', counts } as const;
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
  expect(verdictOf(first, { persons: 200, contacts: 194 })).toBe('right');
});
