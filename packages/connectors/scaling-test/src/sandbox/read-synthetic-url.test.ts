import { expect, it } from 'vitest';
import { readSyntheticUrl } from './read-synthetic-url.ts';

it('reads the number of people and what else they are to be', () => {
  expect(readSyntheticUrl('synthetic:10000')).toEqual({ people: 10_000 });
  expect(readSyntheticUrl('synthetic:1_000_000?seed=7&refused=0.01&withoutPhone=0&duplicates=0.02&changing=0.03')).toEqual({
    people: 1_000_000,
    seed: 7,
    refusedShare: 0.01,
    withoutPhoneShare: 0,
    duplicatesShare: 0.02,
    changingShare: 0.03,
  });
});

it('leaves addresses of real servers alone', () => {
  expect(readSyntheticUrl('https://crm.example/synthetic:5')).toBeUndefined();
});

it.each([
  'synthetic:',
  'synthetic:many',
  'synthetic:-5',
  'synthetic:10?refused=',
  'synthetic:10?refused=some',
  'synthetic:10?toString=1',
  'synthetic:10?refusd=0.1',
])('refuses %s', (url) => {
  expect(() => readSyntheticUrl(url)).toThrowError(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
});
