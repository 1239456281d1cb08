import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toE164 } from './to-e164.ts';

describe('toE164', () => {
  it.each([
    ['(415) 555-0132', 'US', '+14155550132'],
    ['+1 (415) 555-0132', 'DE', '+14155550132'],
    ['415.555.0132', 'us', '+14155550132'],
    ['030 123456', 'DE', '+4930123456'],
    ['+39 06 1234567', 'US', '+39061234567'],
    ['011 44 20 7946 0958', 'US', '+442079460958'],
    ['0044 20 7946 0958', 'US', '+442079460958'],
    ['+١٤١٥٥٥٥٠١٣٢', 'US', '+14155550132'],
    ['tel:+14155550132', undefined, '+14155550132'],
    [4155550132, 'US', '+14155550132'],
  ])('writes %j of %s as %s', (value, country, expected) => {
    expect(toE164(value, country)).toBe(expected);
  });

  it.each(['+1 415 555 0132 ext. 12', '(415) 555-0132 x12', '415-555-0132,,99', 'tel:+14155550132;ext=4'])(
    'keeps the number before the extension of %j',
    (value) => {
      expect(toE164(value, 'US')).toBe('+14155550132');
    },
  );

  it.each([
    '',
    '   ',
    'abc',
    '+189',
    '911',
    '5550132',
    '+12345678',
    '1-800-FLOWERS',
    '+1415555013299999',
    '☎️',
    '+',
    null,
    undefined,
    true,
    {},
    [],
    Number.NaN,
  ])('finds no number in %j', (value) => {
    expect(toE164(value, 'US')).toBeUndefined();
  });

  it.each(['XX', '', 'constructor', undefined])('understands only international numbers when the default country is %j', (country) => {
    expect(toE164('(415) 555-0132', country)).toBeUndefined();
    expect(toE164('+1 (415) 555-0132', country)).toBe('+14155550132');
  });

  it('never throws, gives 8 to 15 digits, and leaves its own results as they are', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[+0-9 ().x;,-]{0,40}$/), fc.anything());
    fc.assert(
      fc.property(text, fc.oneof(fc.constantFrom('US', 'DE', 'BR', 'XX'), fc.string()), (value, country) => {
        const number = toE164(value, country);
        if (number === undefined) return;
        expect(number).toMatch(/^\+[1-9]\d{7,14}$/);
        expect(toE164(number, country)).toBe(number);
      }),
    );
  });
});
