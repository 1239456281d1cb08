import { expect, it } from 'vitest';
import { guessKind, readLookup } from './lookup.ts';

it('reads numbers however they are written', () => {
  expect(readLookup('phone', '+1 (415) 555-0123')).toEqual({ phone: '+14155550123' });
  expect(readLookup('phone', '0049 30 123456')).toEqual({ phone: '+4930123456' });
  expect(readLookup('crmId', ' p-1 ')).toEqual({ crmId: 'p-1' });
  expect(readLookup('quoId', '')).toBeUndefined();
});

it('guesses whether a number or an id was entered', () => {
  expect([guessKind('+1 415 555 0123'), guessKind('01a2-b3'), guessKind('4155550123')]).toEqual(['phone', 'crmId', 'phone']);
});
