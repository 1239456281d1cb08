import fc from 'fast-check';
import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';
import { describe, expect, it } from 'vitest';
import { readPhoneNumbers } from './read-phone-numbers.ts';

const ONE = '+14155550132';
const TWO = '+14155550199';

describe('readPhoneNumbers', () => {
  it.each([
    '415-555-0132 / 415-555-0199',
    '415-555-0132/415-555-0199',
    '415-555-0132; 415-555-0199',
    '415-555-0132,415-555-0199',
    '(415) 555-0132 | (415) 555-0199',
    '415-555-0132 or 415-555-0199',
    '415.555.0132\n415.555.0199',
    '+14155550132 +14155550199',
    '415-555-0132 415-555-0199',
    'Office: 415-555-0132 (mobile: 415-555-0199)',
    '415-555-0132 ext. 12, 415-555-0199 x3',
    'since 2024-05-01: 415-555-0132 & 415-555-0199',
    '+1 (415) 555 0132 ; +1 (415) 555 0132 / +1 (415) 555 0199',
  ])('F1: reads both numbers of %j', (text) => {
    expect(readPhoneNumbers(text, 'US')).toEqual({ values: [ONE, TWO], state: 'read' });
  });

  it.each(['415-555-0132 (ask for room 2)', '415-555-0132 (2)', 'call 415-555-0132 after 18:00', '415-555-0132 x12', '415-555-0132,,99'])(
    'F1: reads the number beside the remark in %j',
    (text) => {
      expect(readPhoneNumbers(text, 'US')).toEqual({ values: [ONE], state: 'read' });
    },
  );

  it.each([
    ['030 1234567 / 68', ['+49301234567']],
    ['030 1234567 / 0171 2345678', ['+49301234567', '+491712345678']],
    ['030 / 1234567', ['+49301234567']],
    ['030/1234567', ['+49301234567']],
    ['0 30 / 123 45 67', ['+49301234567']],
    ['+49 (0) 30 1234567/68', ['+49301234567']],
    ['030 1234567 oder +1 415 555 0132', ['+49301234567', ONE]],
  ])('F25: reads %j in Germany as %j', (text, numbers) => {
    expect(readPhoneNumbers(text, 'DE')).toEqual({ values: numbers, state: 'read' });
  });

  it('F25: makes no number of one that leaves out the area code of the number before it', () => {
    expect(readPhoneNumbers('030 1234567 / 1234568', 'DE')).toEqual({ values: ['+49301234567'], state: 'unreadable' });
    expect(readPhoneNumbers('030 1234567, Kunde 12345678', 'DE')).toEqual({ values: ['+49301234567'], state: 'unreadable' });
    expect(readPhoneNumbers('06 1234567, 333 1234567', 'IT').values).toEqual(['+39061234567', '+393331234567']);
  });

  it.each(['\u202D0044 20 7946 0958\u202C', '\u200B+44 20\u200B 7946 0958', '\uFEFF+44\u00AD20 7946 0958\u2069'])(
    'F23: invisible marks are no part of a number (%#)',
    (text) => {
      expect(readPhoneNumbers(text, 'US')).toEqual({ values: ['+442079460958'], state: 'read' });
    },
  );

  it.each([
    ['+52 1 55 1234 5678', 'US'],
    ['+5215512345678', undefined],
    ['1 55 1234 5678', 'MX'],
    ['044 55 1234 5678', 'MX'],
    ['55 1234 5678', 'MX'],
  ])('F24: reads the old mobile number %j of Mexico as it is dialled today', (text, country) => {
    expect(readPhoneNumbers(text, country)).toEqual({ values: ['+525512345678'], state: 'read' });
  });

  it.each([null, undefined, '', '  ', '\u200B', '\n'])('F1: %j is an empty field', (value) => {
    expect(readPhoneNumbers(value, 'US')).toEqual({ values: [], state: 'empty' });
  });

  it.each(['see notes', 'n/a', '1-800-FLOWERS', '5550132', '+1415555013299999', {}, true])(
    'F1: %j is not empty, and cannot be read',
    (value) => {
      expect(readPhoneNumbers(value, 'US')).toEqual({ values: [], state: 'unreadable' });
    },
  );

  it('F1: what cannot be read beside a number is not forgotten', () => {
    expect(readPhoneNumbers('415-555-0132, 555-0199', 'US')).toEqual({ values: [ONE], state: 'unreadable' });
  });

  it('never throws, and reads nothing but numbers of 8 to 15 digits, each once', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[+0-9 ().x;,/|-]{0,60}$/), fc.anything());
    fc.assert(
      fc.property(text, fc.constantFrom('US', 'DE', 'BR', 'MX', 'IT', undefined), (value, country) => {
        const { values, state } = readPhoneNumbers(value, country);
        for (const number of values) expect(number).toMatch(/^\+[1-9]\d{7,14}$/);
        expect(new Set(values).size).toBe(values.length);
        expect(state === 'empty' && values.length > 0).toBe(false);
      }),
    );
  });

  it('F1: reads as many numbers as were joined, whatever separates them', () => {
    const number = fc.integer({ min: 0, max: 9999 }).map((last) => `415-555-${String(last).padStart(4, '0')}`);
    const separator = fc.constantFrom(' / ', '; ', ', ', ' | ', ' or ', '\n', ' & ', ' und ', '\u200B / \u202C');
    fc.assert(
      fc.property(fc.uniqueArray(number, { minLength: 1, maxLength: 5 }), separator, (numbers, between) => {
        const expected = numbers.map((one) => `+1${one.replaceAll('-', '')}`);
        expect(readPhoneNumbers(numbers.join(between), 'US')).toEqual({ values: expected, state: 'read' });
      }),
    );
  });

  it('reads a number of the North American plan as libphonenumber does, however it is typed', () => {
    const digits = (count: number) => fc.stringMatching(new RegExp(`^\\d{${count}}$`));
    const separator = fc.constantFrom('', ' ', '-', '.', ' - ');
    const parts = fc.record({
      prefix: fc.constantFrom('', '+1', '+1 ', '1-', '+1-'),
      isInParentheses: fc.boolean(),
      area: digits(3),
      exchange: digits(3),
      line: digits(4),
      separator,
      country: fc.constantFrom<(CountryCode | undefined)[]>('US', 'CA', 'JM', 'DE', undefined),
    });
    fc.assert(
      fc.property(parts, ({ prefix, isInParentheses, area, exchange, line, separator: between, country }) => {
        const text = `${prefix}${isInParentheses ? `(${area})` : area}${between}${exchange}${between}${line}`;
        const parsed = parsePhoneNumberFromString(text, country);
        fc.pre(parsed?.countryCallingCode === '1' && parsed.isPossible());
        expect(readPhoneNumbers(text, country).values).toEqual([parsed.number]);
      }),
    );
  });
});
