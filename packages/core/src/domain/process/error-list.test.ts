import { expect, it } from 'vitest';
import { MAX_ERRORS, MAX_ERROR_MESSAGE_LENGTH, boundError, boundErrors } from './error-list.ts';

const messageOf = (message: string): string => boundError({ code: 'X', message }).message;

it('B33: keeps the newest entries when there are too many', () => {
  const entries = Array.from({ length: MAX_ERRORS + 5 }, (_, index) => ({ code: 'X', message: `m${index}` }));
  const bounded = boundErrors(entries);
  expect(bounded).toHaveLength(MAX_ERRORS);
  expect(bounded[0]?.message).toBe('m5');
  expect(bounded.at(-1)?.message).toBe(`m${MAX_ERRORS + 4}`);
});

it('B33: cuts code, external id and message to size', () => {
  const bounded = boundError({ code: 'c '.repeat(500), externalId: 'e '.repeat(500), unit: 7, message: 'm '.repeat(5000) });
  expect(bounded.message).toHaveLength(MAX_ERROR_MESSAGE_LENGTH);
  expect(bounded.message.endsWith('…')).toBe(true);
  expect(bounded.code).toHaveLength(100);
  expect(bounded.externalId).toHaveLength(100);
  expect(bounded.unit).toBe(7);
});

it('leaves a message of exactly the greatest length as it is', () => {
  const message = 'ab '.repeat(MAX_ERROR_MESSAGE_LENGTH / 3);
  expect(messageOf(message)).toBe(message);
});

it('cuts before an emoji rather than through it', () => {
  const message = `${'a '.repeat(149)}😀😀`;
  expect(messageOf(message)).toBe(`${'a '.repeat(149)}…`);
  expect(messageOf(`a${message}`).isWellFormed()).toBe(true);
  expect(messageOf(`a${message}`).length).toBeLessThanOrEqual(MAX_ERROR_MESSAGE_LENGTH);
});

it.each([
  ['an e-mail address', 'contact jane.doe+crm@mail.example.com is taken', 'contact [redacted] is taken'],
  ['a phone number with a plus', 'number +15551234567 refused', 'number [redacted] refused'],
  ['a phone number with brackets', 'number (555) 123-4567 refused', 'number ([redacted] refused'],
  ['a bearer token', `header Bearer ${'A1b2'.repeat(10)} refused`, 'header [redacted] refused'],
  ['an API key', `key ${'f'.repeat(40)} refused`, 'key [redacted] refused'],
])('strikes out %s', (_what, message, expected) => {
  expect(messageOf(message)).toBe(expected);
});

it('leaves ids, codes and counts of everyday length alone', () => {
  const message = '3 of 1200 records: HTTP 422 for record 48213, field_name is required';
  expect(messageOf(message)).toBe(message);
});

it('gives the same entry when an entry is bounded twice', () => {
  const once = boundError({ code: 'X', externalId: '1', message: `jane@example.com ${'long text '.repeat(80)}` });
  expect(boundError(once)).toEqual(once);
});

it('drops fields that no entry has, so that nothing else is stored by accident', () => {
  const entry = { code: 'X', message: 'm', phoneNumber: '+15551234567' };
  expect(boundError(entry)).toEqual({ code: 'X', message: 'm' });
});

it('makes text storable: half an emoji and NUL would be refused by a database', () => {
  const bounded = boundError({ code: 'a\0b', externalId: '\ud83d', message: `half \ud83d and \0 nul` });
  expect(bounded).toEqual({ code: 'ab', externalId: '\ufffd', message: 'half \ufffd and  nul' });
});

it('redacts a huge message in no time, and hides an address at the place of the cut', () => {
  const startMs = performance.now();
  expect(messageOf('a.'.repeat(2_000_000))).toBe('…');
  expect(messageOf(`${'+15551234567 '.repeat(153)} jane.doe@example.com ${'x '.repeat(500)}`)).not.toContain('jane');
  expect(performance.now() - startMs).toBeLessThan(1000);
});
