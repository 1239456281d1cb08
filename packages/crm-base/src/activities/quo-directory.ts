import { silentLogger, type CallOptions, type Clock, type Logger } from '@frigg-crm/core';
import { userNameOf, type QuoPhoneNumber, type QuoUser } from '@frigg-crm/quo';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { QuoParticipant } from '../connector/logged-activity.ts';
import { isAccountFailure, isRateLimited, isTransient } from '../failures/classify-failure.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { ExpiringCache } from '../connector/expiring-cache.ts';
import { createReferences, type References } from '../connector/references.ts';

const LINES_MS = 10 * 60_000;
const USERS_MS = 3600_000;
/** A lookup that failed is not repeated for each event of a burst. */
const FAILED_MS = 60_000;

type Workspace = Pick<CrmIntegration, 'integrationId' | 'quo'>;

/** Knows the lines and the members of Quo workspaces, for a while. */
export class QuoDirectory {
  readonly #lines: ExpiringCache<readonly QuoPhoneNumber[]>;
  readonly #users: ExpiringCache<QuoUser | undefined>;
  /** Keeps nothing: what several events ask for at the same time is requested once. */
  readonly #requests: References;
  readonly #logger: Logger;

  constructor({ clock, logger = silentLogger }: { readonly clock: Clock; readonly logger?: Logger | undefined }) {
    this.#lines = new ExpiringCache(clock);
    this.#users = new ExpiringCache(clock);
    this.#requests = createReferences({ clock, maxEntries: 1 });
    this.#logger = logger;
  }

  /**
   * @param seenId - The id of a line that should be among them: where it is not, the workspace has a new line.
   * @returns all lines of the workspace, those included whose events we do not get; none where Quo does not show them.
   * @throws {ApiError} when they cannot be had now, but later.
   */
  async linesOf({ integrationId, quo }: Workspace, seenId: string | null, options: CallOptions): Promise<readonly QuoPhoneNumber[]> {
    if (quo === undefined) return [];
    const known = this.#lines.get(integrationId);
    if (known !== undefined && (seenId === null || known.some(({ id }) => id === seenId))) return known;
    try {
      const lines = await this.#once([integrationId, 'lines'], async (call) => quo.phoneNumbers.list(call), options);
      this.#lines.set(integrationId, lines, LINES_MS);
      return lines;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (isTransient(error) || isAccountFailure(error)) throw error;
      this.#logger.warn({ integrationId, code: toErrorEntry(error).code }, 'the lines of a workspace could not be listed');
      return known ?? [];
    }
  }

  /**
   * Without a name an event is written all the same: nothing but a limit of Quo fails it.
   * @param remembered - Who it was when it was looked up last: counts where the lookup fails.
   * @returns the member; `null` for whatever is none.
   * @throws {ApiRateLimitedError} when Quo asks us to come later.
   */
  async participantOf(
    workspace: Workspace,
    userId: string | undefined,
    { remembered, ...options }: CallOptions & { readonly remembered: QuoParticipant | null },
  ): Promise<QuoParticipant | null> {
    const user = await this.#userOf(workspace, userId, options);
    if (user !== undefined) return { id: user.id, name: userNameOf(user), email: user.email ?? null };
    return remembered !== null && remembered.id === userId ? remembered : null;
  }

  async #userOf({ integrationId, quo }: Workspace, userId: string | undefined, options: CallOptions): Promise<QuoUser | undefined> {
    // Automatic actors have ids, too, and are no members (Quo API, ids).
    if (quo === undefined || userId === undefined || !userId.startsWith('US')) return undefined;
    const key = `${integrationId}/${userId}`;
    if (this.#users.has(key)) return this.#users.get(key);
    try {
      const user = await this.#once([integrationId, 'users', userId], async (call) => quo.users.get(userId, call), options);
      this.#users.set(key, user, USERS_MS);
      return user;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (isRateLimited(error)) throw error;
      this.#logger.warn({ integrationId, code: toErrorEntry(error).code }, 'a member of a workspace could not be looked up');
      this.#users.set(key, undefined, FAILED_MS);
      return undefined;
    }
  }
  async #once<Value>(name: readonly string[], request: (call: CallOptions) => Promise<Value>, options: CallOptions): Promise<Value> {
    const fetch = async ([id = '']: readonly string[], call: CallOptions) => new Map([[id, { value: await request(call) }]]);
    const [answer] = (await this.#requests.read({ scope: name, ids: [''], fetch, ttlMs: 0 }, options)).values();
    if (answer === undefined) throw new TypeError('A request has ended without a result');
    return answer.value;
  }
}
