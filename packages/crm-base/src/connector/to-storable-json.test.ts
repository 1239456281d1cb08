import { expect, it } from 'vitest';
import { toStorableJson } from './to-storable-json.ts';

it('returns the value itself where every store can keep it', () => {
  const record = { id: 7, name: 'Zoë 👩‍👩‍👧', tags: ['a', null, true], nested: { empty: {} } };
  expect(toStorableJson(record)).toBe(record);
});

it.each([
  ['U+0000', { name: 'a\0b' }, { name: 'a\uFFFDb' }],
  ['half a surrogate pair, in a name of a field too', { 'x\uD83D': ['\uDE00'] }, { 'x\uFFFD': ['\uFFFD'] }],
  ['what is undefined', { a: 1, b: undefined }, { a: 1 }],
  ['a number that JSON does not know', [Number.NaN, 1], [null, 1]],
  ['an object that is more than its fields', { at: new Map([[1, 2]]) }, { at: {} }],
])('replaces or leaves out %s', (_what, given, kept) => {
  expect(toStorableJson(given)).toEqual(kept);
});
