import { expect, it } from 'vitest';
import { boundError } from './error-list.ts';
import { redactCode, redactId, redactText } from './redact.ts';

it.each([
  ['+1 415.555.0132', ''],
  ['415/555-0132', ''],
  ['(415) 555\u20110132', '('],
  ['0049\u00A030 1234567', ''],
  ['%2B14155550132', ''],
  ['tel:+14155550132', 'tel:'],
])('F20: strikes out the phone number %s', (number, before) => {
  expect(redactText(`to ${number} refused`)).toBe(`to ${before}[redacted] refused`);
});

it.each([
  'Bearer abc.def-1',
  'Authorization: Basic dXNlcjpwdw==',
  'access_token=abc123',
  '"api_key": "s3cr3t9"',
  'client_secret=abcdef',
  'password: hunter22',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln',
  'sk_live_4eC39HqLyjWD',
  'xoxb-1234567890ab',
  `${'A1b2'.repeat(12)}==`,
])('F20: strikes out the secret in %s', (secret) => {
  const redacted = redactText(`sent ${secret} to it`);
  expect(redacted).toContain('[redacted]');
  expect(redacted).not.toMatch(/abc|dXNl|s3cr|hunter|eyJ|4eC3|1234567890|A1b2/);
});

it('F20: strikes out e-mail addresses, also those of a query', () => {
  expect(redactText('q=jane.doe%40example.com failed')).toBe('q=[redacted] failed');
});

it('leaves everyday texts alone', () => {
  for (const text of ['HTTP 422: field_name is required', 'page 3 of 77, 98 of 100 records', 'key: x', 'the token expired'])
    expect(redactText(text)).toBe(text);
});

it('F20: strikes out of ids what is an address or a number as people write it, and leaves ids of CRMs', () => {
  for (const id of ['jane@example.com', '+14155550132', '(415) 555-0132', '415-555-0132', 'tel:+1 415 555 0132'])
    expect(redactId(id), id).toContain('[redacted]');
  for (const id of ['5725767000000524157', '019abc12-3456-7890-1234-0123456789ab', 'f'.repeat(40), '2024-000123', 'people/48213'])
    expect(redactId(id)).toBe(id);
});

it('F20: strikes out of codes what is no name', () => {
  expect(redactCode('A_VERY_LONG_NAME_OF_A_REASON_THAT_HAS_MANY_PARTS')).toBe('A_VERY_LONG_NAME_OF_A_REASON_THAT_HAS_MANY_PARTS');
  expect(redactCode('E11000')).toBe('E11000');
  expect(redactCode('duplicate of jane@example.com')).toBe('duplicate of [redacted]');
  expect(redactCode('+14155550132')).toBe('[redacted]');
});

it('F20: takes no longer for a long text without an end than its length justifies', () => {
  const startMs = performance.now();
  for (const text of [
    '1 '.repeat(4000),
    '1'.repeat(8000),
    `${'a'.repeat(1999)}@`,
    'a@'.repeat(4000),
    '( '.repeat(4000),
    'key='.repeat(2000),
  ])
    boundError({ code: text, externalId: text, message: text });
  expect(performance.now() - startMs).toBeLessThan(1000);
});

it('keeps escape sequences and marks of direction out of what is stored', () => {
  const evil = 'a\u001B[2J\u001B]0;x\u0007b\u009Bc\u202Ed';
  expect(boundError({ code: evil, externalId: evil, message: evil })).toEqual({
    code: 'a]0;xbcd',
    externalId: 'a]0;xbcd',
    message: 'a]0;xbcd',
  });
});
