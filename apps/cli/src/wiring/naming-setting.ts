import { FriggCrmError } from '@frigg-crm/core';
import { nameOf, type Flag } from '../config/flag.ts';
import { UsageError } from '../errors/usage-error.ts';

/**
 * Does work that depends on one setting before anything is started.
 * @throws {UsageError} that names the setting, for every error of ours; {RunFailedError} when the user stops.
 */
export async function namingSetting<Result>(flag: Flag, work: () => Promise<Result> | Result): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!FriggCrmError.is(error) || error.code === 'RUN_FAILED') throw error;
    throw new UsageError(`${nameOf(flag)}: ${error.message}`, { cause: error });
  }
}
