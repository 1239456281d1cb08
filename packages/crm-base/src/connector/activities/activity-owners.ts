import { FriggCrmError, silentLogger, systemClock, type CallOptions, type Clock, type Logger } from '@frigg-crm/core';
import type { QuoParticipant } from '../logged-activity.ts';
import type { SharedReferences } from '../references.ts';
import { rememberFor } from '../remember-for.ts';

/** A user of a CRM who can own what is written. */
export interface CrmUser {
  readonly id: string;
  readonly email?: string | null | undefined;
  /** First and last name. */
  readonly name?: string | null | undefined;
  /** Only an active one can own anything. */
  readonly isActive: boolean;
}

/** Options of {@link createActivityOwners}. */
export interface ActivityOwnersOptions {
  /** Lists all users of the CRM. */
  readonly listUsers: (options: CallOptions) => Promise<readonly CrmUser[]>;
  /** How long the list of users is believed, in milliseconds. @defaultValue 3_600_000 */
  readonly ttlMs?: number | undefined;
  /** @defaultValue the machine's */
  readonly clock?: Clock | undefined;
  /** @defaultValue silent */
  readonly logger?: Logger | undefined;
  /** Where all workers of the program keep the list: `shared` of a `ClientIntegration`. @defaultValue each integration keeps its own */
  readonly shared?: SharedReferences | undefined;
}

/** Finds the user of the CRM who is a user of Quo. */
export interface ActivityOwners {
  /**
   * By e-mail address, else by a full name that only one active user has, both in any case.
   * @param user - `null`: no user of the workspace took part.
   * @returns the id; `undefined` when there is none, and when users cannot be read: a log is never held up for its owner.
   */
  ownerOf(user: Partial<Pick<QuoParticipant, 'email' | 'name'>> | null, options?: CallOptions): Promise<string | undefined>;
}

/**
 * Makes a lookup that requests the list of all users once an hour: one list costs less than a search per user, and also
 * covers those who are no users.
 */
export function createActivityOwners(options: ActivityOwnersOptions): ActivityOwners {
  const { listUsers, ttlMs = 3_600_000, clock = systemClock, logger = silentLogger, shared } = options;
  const warn = ({ code }: FriggCrmError): void => logger.warn({ code }, 'users cannot be read; the log belongs to the connected user');

  const listActive = rememberFor(
    async (call): Promise<readonly CrmUser[]> => {
      try {
        return (await listUsers(call)).filter(({ isActive }) => isActive);
      } catch (error) {
        // A refusal stays one for a while; whatever else it was may be over by the next log.
        if (call.signal?.aborted === true || !FriggCrmError.is(error) || error.retryable) throw error;
        warn(error);
        return [];
      }
    },
    { ttlMs, clock, shared: shared && { ...shared, name: 'users' } },
  );

  async function activeUsers(call: CallOptions): Promise<readonly CrmUser[]> {
    try {
      return await listActive(call);
    } catch (error) {
      call.signal?.throwIfAborted();
      if (!FriggCrmError.is(error)) throw error;
      warn(error);
      return [];
    }
  }

  return {
    async ownerOf(user, call = {}) {
      const [address, fullName] = [toKey(user?.email), toKey(user?.name)];
      if (address === '' && fullName === '') return undefined;
      const users = await activeUsers(call);
      const byEmail = address === '' ? undefined : users.find(({ email }) => toKey(email) === address);
      if (byEmail !== undefined) return byEmail.id;
      const namesakes = fullName === '' ? [] : users.filter(({ name }) => toKey(name) === fullName);
      return namesakes.length === 1 ? namesakes[0]?.id : undefined;
    },
  };
}

function toKey(text: string | null | undefined): string {
  return (text ?? '').trim().replace(/\s+/g, ' ').toLowerCase();
}
