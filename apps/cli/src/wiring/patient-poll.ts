import { FriggCrmError } from '@frigg-crm/core';

/** How many times in a row reading from the store may fail. */
const MAX_FAILED_POLLS = 10;

/** A store that fails once or twice is no reason to end a sync of hours. @returns a poll that returns whether it succeeded. */
export function createPoll(read: () => Promise<void>): () => Promise<boolean> {
  let failures = 0;
  return async () => {
    try {
      await read();
      failures = 0;
      return true;
    } catch (error) {
      failures += 1;
      if (!FriggCrmError.is(error) || !error.retryable || failures >= MAX_FAILED_POLLS) throw error;
      return false;
    }
  };
}
