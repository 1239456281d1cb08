import { FriggCrmError } from '@frigg-crm/core';
import { expect } from 'vitest';

/** Expects a call to reject with one of our errors, recognised by its code. */
export async function expectCode(work: Promise<unknown>, code: string): Promise<void> {
  const [result] = await Promise.allSettled([work]);
  if (result.status === 'fulfilled') expect.fail(`resolved, although ${code} was expected`);
  expect(FriggCrmError.is(result.reason) ? result.reason.code : result.reason).toBe(code);
}
