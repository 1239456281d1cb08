import { FriggCrmError, silentLogger, systemClock, type CallOptions, type Clock, type Logger } from '@frigg-crm/core';
import type { PipedriveClient } from '../client/pipedrive-client.ts';
import type { PipedriveUser } from '../client/pipedrive-user.ts';

/** Who took a call or wrote a message, as Quo knows him. */
export interface QuoPerson {
  readonly email?: string | null | undefined;
  /** First and last name. */
  readonly name?: string | null | undefined;
}

/** Options of {@link createActivityOwners}. */
export interface ActivityOwnersOptions {
  readonly client: Pick<PipedriveClient, 'users'>;
  /** How long the list of users is believed, in milliseconds. @defaultValue 3_600_000 */
  readonly ttlMs?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/** Finds the user of Pipedrive who is a user of Quo. */
export interface ActivityOwners {
  /**
   * By e-mail address, else by a full name that only one active user has, both in any case.
   * @returns the id; `undefined` when there is none, and when users cannot be read: a log is never held up for its owner.
   */
  ownerOf(person: QuoPerson, options?: CallOptions): Promise<string | undefined>;
}

/**
 * Makes a lookup that requests the list of all users once an hour: one list costs half of one search, and also
 * covers those who are no users.
 */
export function createActivityOwners(options: ActivityOwnersOptions): ActivityOwners {
  const { client, ttlMs = 3_600_000, clock = systemClock, logger = silentLogger } = options;
  let known: { readonly users: readonly PipedriveUser[]; readonly untilMs: number } | undefined;

  async function activeUsers(call: CallOptions): Promise<readonly PipedriveUser[]> {
    if (known !== undefined && known.untilMs > clock.now()) return known.users;
    try {
      const users = (await client.users.list(call)).filter(({ isActive }) => isActive);
      known = { users, untilMs: clock.now() + ttlMs };
      return users;
    } catch (error) {
      call.signal?.throwIfAborted();
      if (!FriggCrmError.is(error)) throw error;
      logger.warn({ code: error.code }, 'users cannot be read; the log belongs to the connected user');
      // A refusal stays one for a while; whatever else it was may be over by the next log.
      if (!error.retryable) known = { users: [], untilMs: clock.now() + ttlMs };
      return [];
    }
  }

  return {
    async ownerOf({ email, name }, call = {}) {
      const [address, fullName] = [toKey(email), toKey(name)];
      if (address === '' && fullName === '') return undefined;
      const users = await activeUsers(call);
      const byEmail = address === '' ? undefined : users.find((user) => toKey(user.email) === address);
      if (byEmail !== undefined) return byEmail.id;
      const namesakes = fullName === '' ? [] : users.filter((user) => toKey(user.name) === fullName);
      return namesakes.length === 1 ? namesakes[0]?.id : undefined;
    },
  };
}

function toKey(text: string | null | undefined): string {
  return (text ?? '').trim().replace(/\s+/g, ' ').toLowerCase();
}
