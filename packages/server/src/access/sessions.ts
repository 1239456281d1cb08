import type { CallOptions, Clock, DocumentStore } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { AccessRecords, isOver, tagOfOperator, type AccessRecord, type StoredRecord } from './records.ts';
import { createSessionToken, hashSecret, isSecret, isSessionId, readSessionId } from './secret-token.ts';

/** A session lasts so long, in milliseconds. */
export const SESSION_MS = 12 * 3600 * 1000;
/** That a session is used is written once within so many milliseconds: requests are many, and an operator wants to know the hour. */
const USE_MS = 5 * 60_000;
/** How many sessions are read at a time. */
const PAGE = 200;

/** What an operator signed in with. */
export type SignInWay = AccessRecord<'sessions'>['signedInWith'];

/** A session that is not over, and whose it is. */
export interface OpenSession extends StoredRecord<'sessions'> {
  readonly operator: StoredRecord<'operators'>;
  readonly expiresAt: string;
}

/** Which sessions, in the order of their ids: the newest first. */
export interface SessionQuery extends CallOptions {
  /** Of one operator. @defaultValue of all */
  readonly operator?: string | undefined;
  /** Behind this place. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Sessions of operators. The token goes to the browser: kept of it are its first part, which names the session, and a hash. */
export class Sessions {
  readonly #records: AccessRecords<'sessions'>;
  readonly #operators: AccessRecords<'operators'>;
  readonly #clock: Clock;

  constructor(documents: DocumentStore, clock: Clock) {
    this.#records = new AccessRecords(documents, 'sessions');
    this.#operators = new AccessRecords(documents, 'operators');
    this.#clock = clock;
  }

  /** Begins a session. @returns its token, which is kept nowhere. */
  async open(
    { id: operator, value: { generation } }: StoredRecord<'operators'>,
    signedInWith: SignInWay,
    options: CallOptions,
  ): Promise<string> {
    const nowMs = this.#clock.now();
    const { id, token } = createSessionToken(nowMs);
    const at = toIso(nowMs);
    const value = { hash: hashSecret(token), operator, signedInWith, createdAt: at, lastUsedAt: at };
    const expiresAt = toIso(nowMs + SESSION_MS);
    await this.#records.insert(id, { ...value, ...(generation !== undefined && { generation }) }, { ...options, expiresAt });
    return token;
  }

  /** Finds the session of a token, which is used by that. @returns `undefined` when it is over, or was never there. */
  async findByToken(token: string, options?: CallOptions): Promise<OpenSession | undefined> {
    const found = await this.find(readSessionId(token), options);
    if (found === undefined || !isSecret(token, found.value.hash)) return undefined;
    await this.#noteUse(found, options);
    return found;
  }

  /** @returns `undefined` when it is over, or was never there. */
  async find(id: string, options?: CallOptions): Promise<OpenSession | undefined> {
    const found = isSessionId(id) ? await this.#records.find(id, options) : undefined;
    if (found === undefined) return undefined;
    return this.#ifOpen(found, await this.#operators.find(found.value.operator, options));
  }

  /** @returns a page without those that are over, and the place behind it; `undefined`: there are no more. */
  async list({ operator, after, limit, signal }: SessionQuery): Promise<{
    readonly items: readonly OpenSession[];
    readonly next: string | undefined;
  }> {
    const tag = operator === undefined ? undefined : tagOfOperator(operator);
    const found = await this.#records.list({ after, tag, limit, signal });
    const names = [...new Set(found.map(({ value }) => value.operator))];
    const operators = await Promise.all(names.map(async (name) => this.#operators.find(name, { signal })));
    const byName = new Map(operators.map((one) => [one?.id, one]));
    const items = found.flatMap((session) => this.#ifOpen(session, byName.get(session.value.operator)) ?? []);
    return { items, next: found.length < limit ? undefined : found.at(-1)?.id };
  }

  /** Ends sessions: from now on they are refused. */
  async end(ids: readonly string[], options: CallOptions): Promise<void> {
    await this.#records.remove(ids, options);
  }

  /** Ends those of an operator, but for one. @returns how many. */
  async endAll(operator: string, { except, ...options }: CallOptions & { readonly except: string | undefined }): Promise<number> {
    let ended = 0;
    let after: string | undefined;
    do {
      const { items, next } = await this.list({ operator, after, limit: PAGE, ...options });
      const ids = items.map(({ id }) => id).filter((id) => id !== except);
      await this.end(ids, options);
      ended += ids.length;
      after = next;
    } while (after !== undefined);
    return ended;
  }

  /** One of that name who was created later is another operator, and a new password ends what began with the old one. */
  #ifOpen(session: StoredRecord<'sessions'>, operator: StoredRecord<'operators'> | undefined): OpenSession | undefined {
    const { expiresAt, value } = session;
    if (operator === undefined || expiresAt === null || isOver(session, this.#clock.now())) return undefined;
    return operator.value.generation === value.generation ? { ...session, operator, expiresAt } : undefined;
  }

  async #noteUse({ id, value, expiresAt, version }: OpenSession, options: CallOptions | undefined): Promise<void> {
    const nowMs = this.#clock.now();
    if (nowMs - Date.parse(value.lastUsedAt) < USE_MS) return;
    try {
      await this.#records.save({ id, value: { ...value, lastUsedAt: toIso(nowMs) }, expiresAt, version }, options);
    } catch {
      // A store that takes no writes now is no reason to refuse an operator.
    }
  }
}
