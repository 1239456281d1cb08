import { describe, expect, it } from 'vitest';
import { toEmailAddress } from './to-email-address.ts';

describe('toEmailAddress', () => {
  it.each([
    [' Ana@Acme.Test ', 'Ana@Acme.Test'],
    ['ana+quo@acme.test', 'ana+quo@acme.test'],
    ['ana', undefined],
    ['ana@', undefined],
    ['Ana <ana@acme.test>', undefined],
    ['a@b, c@d', undefined],
    [7, undefined],
  ])('reads the e-mail address %j as %j', (value, expected) => {
    expect(toEmailAddress(value)).toBe(expected);
  });
});
