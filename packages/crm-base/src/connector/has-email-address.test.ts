import { expect, it } from 'vitest';
import { hasEmailAddress } from './has-email-address.ts';

it.each([
  [['ana@acme.test'], true],
  [['ANA@Acme.Test'], true],
  [[null, undefined, 'Ana <ana@acme.test>; bo@acme.test'], true],
  [['mariana@acme.test', 'ana@acme.test.example'], false],
  [['ana at acme.test', ''], false],
  [[], false],
] as const)('looks for a whole address in %j', (texts, isIn) => {
  expect(hasEmailAddress(texts, ' Ana@acme.test')).toBe(isIn);
});
