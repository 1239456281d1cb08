import { expect, it } from 'vitest';
import { aQuoCall } from './test-support/call-facts.ts';
import { actingUserId } from './acting-user-id.ts';

it.each([
  [{ answeredBy: 'US2', userId: 'US1' }, 'US2'],
  [{ answeredBy: null, userId: 'US1' }, 'US1'],
  [{ direction: 'outgoing', initiatedBy: 'US3', answeredBy: 'US2' }, 'US3'],
  [{ direction: 'outgoing', initiatedBy: null, answeredBy: 'US2', userId: 'US1' }, 'US1'],
  [{ answeredBy: null, userId: null }, undefined],
  [{ answeredBy: 'SY1', userId: 'US1' }, undefined],
  [{ answeredBy: 'US1', aiHandled: 'ai-agent' }, undefined],
] as const)('P15: takes the call %j for that of %s, and asks for no user where a machine acted', (call, expected) => {
  expect(actingUserId(aQuoCall(call))).toBe(expected);
});
