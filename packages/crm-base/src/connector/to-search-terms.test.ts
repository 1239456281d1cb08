import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toSearchTerms } from './to-search-terms.ts';

it.each([
  ['+14155550132', ['+14155550132', '4155550132', '5550132']],
  ['+442079460958', ['+442079460958', '2079460958', '9460958']],
  ['+4930123456', ['+4930123456', '30123456', '0123456']],
  ['+3726123456', ['+3726123456', '6123456']],
  ['+390612345678', ['+390612345678', '0612345678', '2345678']],
  ['+79161234567', ['+79161234567', '9161234567', '1234567']],
  ['+97221234567', ['+97221234567', '21234567', '1234567']],
])('searches %s whole, without its country code, and by its last seven digits', (e164, terms) => {
  expect(toSearchTerms(e164)).toEqual(terms);
});

it('begins with the number itself, gets shorter, and never searches less than seven digits, nor one term twice', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\+[1-9]\d{7,14}$/), (e164) => {
      const terms = toSearchTerms(e164);
      expect(terms[0]).toBe(e164);
      expect(terms.every((term) => term.length >= 7 && e164.endsWith(term))).toBe(true);
      expect(terms.map(({ length }) => length)).toEqual([...new Set(terms.map(({ length }) => length))].sort((one, other) => other - one));
    }),
    { numRuns: 200 },
  );
});
