import { ConfigurationError } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import { readPartnerKey, readQuoKey } from './quo-key.ts';

it('drops white space around a pasted key (row 3)', () => {
  expect(readQuoKey(' k1\n')).toBe('k1');
});

it.each(['', ' \n', 'Bearer k1', 'bearer k1', 'Bearer', 'k1 k2', 'k1\tk2', 'schlüssel'])(
  'refuses %j as a key without quoting it',
  (key) => {
    const read = (): string => readQuoKey(key);
    expect(read).toThrow(ConfigurationError);
    expect(read).not.toThrow(/k1|schl/);
  },
);

it('refuses an empty partner key, such as an environment variable that is set to nothing', () => {
  expect(() => readPartnerKey('')).toThrow(ConfigurationError);
});
