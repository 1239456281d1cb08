import {
  FriggCrmError,
  type CallOptions,
  type Clock,
  type DocumentKey,
  type DocumentStore,
  type IdGenerator,
  type JsonObject,
  type StoredDocument,
} from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import * as z from 'zod';

/** The collection of what was requested and must not be done twice. */
const USER_ACTIONS = 'user-actions';

/** A request as it is stored. */
export interface ActionRun {
  /** When it was first made, ISO 8601. */
  readonly requestedAt: string;
  readonly state: 'running' | 'done' | 'unclear';
  readonly claimId: string;
  /** Then the program that runs it counts as crashed, ISO 8601. */
  readonly claimedUntil: string;
  /** Of the input: another input needs another request. */
  readonly inputHash: string;
  readonly result: JsonObject | null;
}

/** The right to run a request; or how another one has run it. */
export type ActionClaim =
  /** `before` is the run whose result is not known; absent: there was none. */
  | { readonly kind: 'claimed'; readonly run: ActionRun; readonly before: ActionRun | undefined }
  | { readonly kind: 'running' }
  | { readonly kind: 'taken'; readonly run: ActionRun };

/** Which request. */
export interface ActionRunKey {
  readonly integrationId: string;
  readonly id: string;
}

const runSchema = z.object({
  requestedAt: z.string(),
  state: z.enum(['running', 'done', 'unclear']),
  claimId: z.string(),
  claimedUntil: z.string(),
  inputHash: z.string(),
  result: z.record(z.string(), z.json()).nullable(),
});

/** Keeps requests that must not be run twice, for as long as they may come again. */
export class ActionRuns {
  readonly #documents: DocumentStore;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor({ documents, clock, ids }: { readonly documents: DocumentStore; readonly clock: Clock; readonly ids: IdGenerator }) {
    this.#documents = documents;
    this.#clock = clock;
    this.#ids = ids;
  }

  /** Claims a request for `ttlMs` milliseconds, unless another program runs it, or it was run already. */
  async claim(
    key: ActionRunKey,
    { inputHash, ttlMs, ...options }: CallOptions & { readonly inputHash: string; readonly ttlMs: number },
  ): Promise<ActionClaim> {
    const nowMs = this.#clock.now();
    const found = await this.#documents.find(toKey(key), options);
    const before = readRun(found, nowMs);
    if (before !== undefined && (before.state === 'done' || before.inputHash !== inputHash)) return { kind: 'taken', run: before };
    if (before?.state === 'running' && Date.parse(before.claimedUntil) > nowMs) return { kind: 'running' };
    const requestedAt = before?.requestedAt ?? toIso(nowMs);
    const terms = { claimId: this.#ids.next(), claimedUntil: toIso(nowMs + ttlMs) };
    const run: ActionRun = { ...terms, requestedAt, state: 'running', inputHash, result: null };
    const document = { ...toKey(key), value: { ...run }, tags: [], dueAt: null, expiresAt: toIso(nowMs + ttlMs + UNCLEAR_MS) };
    return (await this.#write(document, { version: found?.version, ...options })) ? { kind: 'claimed', run, before } : { kind: 'running' };
  }

  /** Stores the result, for `keptMs` milliseconds. */
  async finish(
    key: ActionRunKey,
    run: ActionRun,
    { result, keptMs }: { readonly result: JsonObject; readonly keptMs: number },
  ): Promise<void> {
    await this.#settle(key, { ...run, state: 'done', result }, keptMs);
  }

  /** It is unknown whether it took effect. */
  async leaveUnclear(key: ActionRunKey, run: ActionRun): Promise<void> {
    await this.#settle(key, { ...run, state: 'unclear' }, UNCLEAR_MS);
  }

  /** It has had no effect, and may be run again. */
  async forget(key: ActionRunKey, { claimId }: ActionRun): Promise<void> {
    const found = await this.#documents.find(toKey(key));
    if (runSchema.safeParse(found?.value).data?.claimId === claimId) await this.#documents.remove([toKey(key)]);
  }

  async #settle(key: ActionRunKey, run: ActionRun, keptMs: number): Promise<void> {
    const found = await this.#documents.find(toKey(key));
    // The integration was deleted meanwhile, or the claim had run out and another program has taken the request over.
    if (found === undefined || runSchema.safeParse(found.value).data?.claimId !== run.claimId) return;
    await this.#write({ ...found, value: { ...run }, expiresAt: toIso(this.#clock.now() + keptMs) }, { version: found.version });
  }

  /** @returns whether no other program was faster. */
  async #write(
    document: Omit<StoredDocument, 'version'>,
    { version, ...options }: CallOptions & { readonly version: number | undefined },
  ): Promise<boolean> {
    if (version === undefined) return (await this.#documents.insert([{ ...document, version: 0 }], options)).length > 0;
    try {
      await this.#documents.save({ ...document, version }, options);
      return true;
    } catch (error) {
      if (FriggCrmError.hasCode(error, 'DOCUMENT_CONFLICT')) return false;
      throw error;
    }
  }
}

function readRun(found: StoredDocument | undefined, nowMs: number): ActionRun | undefined {
  const isExpired = found?.expiresAt != null && Date.parse(found.expiresAt) <= nowMs;
  return isExpired ? undefined : runSchema.safeParse(found?.value).data;
}

/** For so long a request whose result is not known is not run again unseen, in milliseconds. */
const UNCLEAR_MS = 24 * 3600 * 1000;

function toKey({ integrationId, id }: ActionRunKey): DocumentKey {
  return { collection: USER_ACTIONS, integrationId, id };
}
