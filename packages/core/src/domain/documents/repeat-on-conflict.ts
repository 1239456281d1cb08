import { FriggCrmError } from '../../errors/frigg-crm-error.ts';

/** Others get in between that often only when something is wrong. */
const MAX_CONFLICTS = 50;

/**
 * Loads, changes and saves a document, again on what others stored where they were faster.
 * @param attempt - loads the newest version each time it is called.
 * @throws {DocumentConflictError} when 50 repetitions were not enough.
 */
export async function repeatOnConflict<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let conflicts = 0; ; conflicts += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!FriggCrmError.hasCode(error, 'DOCUMENT_CONFLICT') || conflicts >= MAX_CONFLICTS) throw error;
    }
  }
}
