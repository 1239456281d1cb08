import { FriggCrmError } from '@frigg-crm/core';

/** How many times in a row the store may fail to answer. */
const MAX_FAILED_POLLS = 10;

/** A store that does not answer once or twice is no reason to end a sync of hours. @returns a look that says whether it succeeded. */
export function createPoll(look: () => Promise<void>): () => Promise<boolean> {
  let failures = 0;
  return async () => {
    try {
      await look();
      failures = 0;
      return true;
    } catch (error) {
      failures += 1;
      if (!FriggCrmError.is(error) || !error.retryable || failures >= MAX_FAILED_POLLS) throw error;
      return false;
    }
  };
}
