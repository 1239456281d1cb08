import { expect, it } from 'vitest';
import { guessKind, readLookup } from './lookup.ts';

it('reads numbers however they are written', () => {
  expect(readLookup('phone', '+1 (415) 555-0123')).toEqual({ phone: '+14155550123' });
  expect(readLookup('phone', '0049 30 123456')).toEqual({ phone: '+4930123456' });
  expect(readLookup('crmId', ' p-1 ')).toEqual({ crmId: 'p-1' });
  expect(readLookup('quoId', '')).toBeUndefined();
});

it('reads an address, a name and ids as they are', () => {
  expect(readLookup('email', ' ana@acme.test ')).toEqual({ email: 'ana@acme.test' });
  expect(readLookup('name', ' Ana Ruiz')).toEqual({ name: 'Ana Ruiz' });
  expect(readLookup('quoId', 'q1')).toEqual({ quoId: 'q1' });
});

it.each([
  ['+1 415 555 0123', 'phone'],
  ['4155550123', 'phone'],
  ['ana@acme.test', 'email'],
  ['Ana Ruiz', 'name'],
  ["O'Brien", 'name'],
  ['José', 'name'],
  ['01a2-b3', 'crmId'],
  ['client-12', 'crmId'],
  ['4711', 'crmId'],
  ['', 'crmId'],
] as const)('guesses how %j is meant: %s', (entered, kind) => {
  expect(guessKind(entered)).toBe(kind);
});
