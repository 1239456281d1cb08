import { expect, it } from 'vitest';
import { toGroupId } from './to-group-id.ts';

it('leaves a name as it is that every queue takes', () => {
  expect(toGroupId('account-7/people')).toBe('account-7/people');
});

it.each([
  ['with spaces', 'my account'],
  ['with an emoji', 'büro-🎈'],
  ['longer than 128 characters', 'x'.repeat(129)],
  ['empty', ''],
])('replaces a name %s by a hash, the same each time', (_what, name) => {
  expect(toGroupId(name)).toMatch(/^sha256-[0-9a-f]{64}$/);
  expect(toGroupId(name)).toBe(toGroupId(name));
});
