import { FriggCrmError, silentLogger, systemClock, type CallOptions, type Clock, type Logger } from '@frigg-crm/core';
import { hasStatus } from './client/has-status.ts';
import type { PipedriveClient } from './client/pipedrive-client.ts';
import type { PipedriveOrganization } from './client/pipedrive-organization.ts';

/** Options of {@link createOrganizationNames}. */
export interface OrganizationNamesOptions {
  readonly client: Pick<PipedriveClient, 'organizations'>;
  /** How long a name is believed, in milliseconds. @defaultValue 600_000 */
  readonly ttlMs?: number | undefined;
  /** Names kept at most; the oldest goes first. @defaultValue 10_000 */
  readonly maxEntries?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/** The names of organisations, by id. */
export interface OrganizationNames {
  /**
   * @returns the names of those that have one and may be seen.
   * @throws {ApiError} when the lookup may succeed later: "no company" would erase one that is there.
   */
  namesOf(ids: readonly string[], options?: CallOptions): Promise<ReadonlyMap<string, string>>;
}

/** Makes a lookup that requests many organisations at once, and none twice in ten minutes. */
export function createOrganizationNames(options: OrganizationNamesOptions): OrganizationNames {
  const { client, ttlMs = 600_000, maxEntries = 10_000, clock = systemClock, logger = silentLogger } = options;
  const cache = new Map<string, { readonly name: string | null; readonly untilMs: number }>();

  function remember(id: string, name: string | null): void {
    cache.delete(id);
    cache.set(id, { name, untilMs: clock.now() + ttlMs });
    const oldest = cache.size > maxEntries ? cache.keys().next() : undefined;
    if (oldest?.done === false) cache.delete(oldest.value);
  }

  async function list(ids: readonly string[], call: CallOptions): Promise<readonly PipedriveOrganization[]> {
    try {
      return await client.organizations.listByIds(ids, call);
    } catch (error) {
      // Gone, or not for this user: that is a response. A 403 that may be repeated is a rate limit, and none.
      const isAnswer = hasStatus(error, 403, 404) && FriggCrmError.is(error) && !error.retryable;
      if (!isAnswer) throw error;
      logger.warn({ organizations: ids.length }, 'organisations may not be read; their persons come without a company');
      return [];
    }
  }

  return {
    async namesOf(ids, call = {}) {
      const names = new Map<string, string | null>();
      const wanted = new Set(ids);
      for (const id of wanted) {
        const known = cache.get(id);
        if (known !== undefined && known.untilMs > clock.now()) names.set(id, known.name);
      }
      const missing = [...wanted].filter((id) => !names.has(id));
      if (missing.length > 0) {
        const found = new Map((await list(missing, call)).map(({ id, name, isDeleted }) => [id, isDeleted ? null : name]));
        for (const id of missing) {
          names.set(id, found.get(id) ?? null);
          remember(id, found.get(id) ?? null);
        }
      }
      return new Map([...names].filter((entry): entry is [string, string] => entry[1] !== null));
    },
  };
}
