import { repeatOnConflict } from '../domain/documents/repeat-on-conflict.ts';
import type { StoredDocument } from '../domain/documents/stored-document.ts';
import { parseTime, toIso } from '../domain/process/timing.ts';
import { checkDependencies } from '../domain/validation/check-dependencies.ts';
import { assertMilliseconds } from '../domain/validation/assert-milliseconds.ts';
import type { CallOptions } from '../ports/call-options.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import {
  FAILED,
  INBOX,
  UNCLAIMED,
  changeDocument,
  documentToEntry,
  documentToRecord,
  entryToDocument,
  settledDocument,
  valueOf,
} from './inbox-document.ts';
import type { InboxClaim, InboxEntry, InboxKey, InboxRecord } from './inbox-entry.ts';

export { INBOX } from './inbox-document.ts';

/** Where an {@link Inbox} keeps its entries, and for how long. */
export interface InboxDependencies {
  readonly documents: DocumentStore;
  readonly clock: Clock;
  /** For so long an entry is remembered after it was settled, in milliseconds. @defaultValue 30 days */
  readonly rememberMs?: number | undefined;
}

/** A claim on an entry that is to be settled or deferred. */
export interface InboxClaimKey extends InboxKey, CallOptions {
  readonly claimId: string;
}

/** The result of a decision on an entry, and the document to store, if it is to change. */
interface Decision<Result> {
  readonly result: Result;
  readonly store?: StoredDocument;
}

const DAY_MS = 24 * 3600 * 1000;

/** How far the clocks of machines may be apart. */
const CLOCK_SKEW_MS = 60_000;

/**
 * Keeps what has come in until it was worked on, and remembers its id for 30 days. An entry is claimed by at most one worker
 * at a time; a worker that crashes loses its claim when its time is over, and the entry falls due again. Times are
 * those of the machine that calls: keep their clocks within seconds of each other.
 */
export class Inbox {
  readonly #documents: DocumentStore;
  readonly #clock: Clock;
  readonly #rememberMs: number;

  /** @throws {ConfigurationError} naming the options that are missing or unknown. */
  constructor(dependencies: InboxDependencies) {
    checkDependencies('Inbox', dependencies, { required: ['documents', 'clock'], optional: ['rememberMs'] });
    const { documents, clock, rememberMs = 30 * DAY_MS } = dependencies;
    this.#documents = documents;
    this.#clock = clock;
    this.#rememberMs = rememberMs;
  }

  /**
   * Stores entries, all at once; those whose id is known already are left alone. When it resolves, none can be lost.
   * @returns the keys that were new.
   */
  async accept(entries: readonly InboxEntry[], options: CallOptions = {}): Promise<readonly InboxKey[]> {
    const acceptedAt = toIso(this.#clock.now());
    return this.#documents.insert(
      entries.map((entry) => entryToDocument(entry, acceptedAt)),
      options,
    );
  }

  /** Remembers what has come in and needs no work of its own: it counts as settled, where it is new. */
  async remember(entries: readonly Omit<InboxEntry, 'data' | 'dueAt'>[], options: CallOptions = {}): Promise<void> {
    const times = { at: toIso(this.#clock.now()), expiresAt: this.#expiry() };
    await this.#documents.insert(
      entries.map((entry) => settledDocument(entry, times)),
      options,
    );
  }

  /** @returns how far the work on an entry is: `waiting` means that no worker has taken it yet, so that the claim of the one that does comes after this call. */
  async progressOf({ signal, ...key }: InboxKey & CallOptions): Promise<'unknown' | 'waiting' | 'taken' | 'settled'> {
    const document = await this.#documents.find({ collection: INBOX, ...key }, { signal });
    if (document === undefined) return 'unknown';
    const { state, claimId } = valueOf(document);
    if (state !== 'open') return 'settled';
    return claimId === null ? 'waiting' : 'taken';
  }

  /**
   * Claims an entry for `ttlMs` milliseconds. A repetition with the same claim extends it to that long from now.
   * A claim of another worker that ran out counts as a failed attempt, so that an entry whose workers crash uses its attempts up.
   */
  async claim({ claimId, ttlMs, ...key }: InboxClaimKey & { readonly ttlMs: number }): Promise<InboxClaim> {
    assertMilliseconds('ttlMs', ttlMs, 1);
    return this.#decide<InboxClaim>(key, { kind: 'settled' }, (document) => {
      if (document.dueAt === null) return { result: { kind: 'settled' } };
      const { acceptedAt, code, ...value } = valueOf(document);
      const nowMs = this.#clock.now();
      const isOurs = value.claimId === claimId;
      const earlyForMs = parseTime(value.notBefore) - nowMs;
      if (!isOurs && earlyForMs > 0) return { result: { kind: 'early', forMs: earlyForMs } };
      const busyForMs = value.claimedUntilMs - nowMs;
      // A claim that still has longer than it was taken for was taken by a clock that is ahead.
      if (!isOurs && busyForMs > 0 && busyForMs <= value.claimedForMs + CLOCK_SKEW_MS)
        return { result: { kind: 'busy', forMs: busyForMs } };
      const untilMs = nowMs + ttlMs;
      const isOrphan = value.claimId !== null && !isOurs;
      const failedAttempts = value.failedAttempts + (isOrphan ? 1 : 0);
      const store = changeDocument(document, {
        value: { claimId, claimedUntilMs: untilMs, claimedForMs: ttlMs, failedAttempts },
        dueAt: toIso(untilMs),
      });
      const entry = { ...documentToEntry(document), failedAttempts, acceptedAt, code, isOrphan };
      return { result: { kind: 'claimed', entry }, store };
    });
  }

  /** Settles the entry and removes its data. Does nothing when another worker has claimed it. */
  async done(key: InboxClaimKey): Promise<void> {
    const expiresAt = this.#expiry();
    await this.#release(key, { value: { ...UNCLAIMED, state: 'done', data: {} }, dueAt: null, expiresAt });
  }

  /** No further attempt can succeed: the entry stays as it is, with the reason, for `findFailed`. */
  async fail({ code, ...key }: InboxClaimKey & { readonly code: string }): Promise<void> {
    const expiresAt = this.#expiry();
    await this.#release(key, { value: { ...UNCLAIMED, state: 'failed', code }, dueAt: null, expiresAt, tags: [FAILED] });
  }

  /**
   * Defers the entry until `dueAt` (ISO 8601). With a `code` that counts as a failed attempt.
   * @returns whether the claim was still held.
   */
  async postpone({
    dueAt,
    code,
    ...key
  }: InboxClaimKey & { readonly dueAt: string; readonly code?: string | undefined }): Promise<boolean> {
    const value = { ...UNCLAIMED, notBefore: dueAt, ...(code !== undefined && { code }) };
    return this.#release(key, { value, dueAt }, code === undefined ? 0 : 1);
  }

  /** @returns entries that are due and not claimed, the longest due first. */
  async findDue({
    before,
    limit,
    signal,
  }: { readonly before: string; readonly limit: number } & CallOptions): Promise<readonly InboxEntry[]> {
    const due = await this.#documents.query({ collection: INBOX, dueBefore: before, limit, signal });
    return due.map((document) => documentToEntry(document));
  }

  /** Keeps a due entry out of `findDue` until `dueAt` (ISO 8601), when it is checked again. It may be claimed all the same. */
  async recheck({ dueAt, ...key }: InboxKey & CallOptions & { readonly dueAt: string }): Promise<void> {
    await this.#decide(key, undefined, (document) => {
      const isDue = document.dueAt !== null && parseTime(document.dueAt) <= this.#clock.now();
      return isDue ? { result: undefined, store: { ...document, dueAt } } : { result: undefined };
    });
  }

  /** @deprecated Use {@link Inbox.recheck}. */
  async remind(request: Parameters<Inbox['recheck']>[0]): Promise<void> {
    return this.recheck(request);
  }

  /** @returns entries that have failed for good, by id. */
  async findFailed(
    request: { readonly integrationId: string; readonly after?: string | undefined; readonly limit: number } & CallOptions,
  ): Promise<readonly (InboxEntry & { readonly code: string | null })[]> {
    const { integrationId, after, limit, signal } = request;
    const behind = after === undefined ? undefined : { integrationId, id: after };
    const failed = await this.#documents.query({ collection: INBOX, integrationId, tag: FAILED, after: behind, limit, signal });
    return failed.map((document) => ({ ...documentToEntry(document), code: valueOf(document).code }));
  }

  /** @returns an entry, whatever its state; `undefined` when there is none, or none any more. */
  async find({ integrationId, id, signal }: InboxKey & CallOptions): Promise<InboxRecord | undefined> {
    const document = await this.#documents.find({ collection: INBOX, integrationId, id }, { signal });
    return document === undefined ? undefined : documentToRecord(document);
  }

  /** @returns entries in the order of their keys, of one integration or of all, in any state or only failed ones. */
  async list(
    request: {
      readonly integrationId?: string | undefined;
      /** Only those that have failed for good. @defaultValue false */
      readonly isFailed?: boolean | undefined;
      readonly after?: InboxKey | undefined;
      readonly limit: number;
    } & CallOptions,
  ): Promise<readonly InboxRecord[]> {
    const { isFailed, ...query } = request;
    const tag = isFailed === true ? FAILED : undefined;
    return (await this.#documents.query({ collection: INBOX, ...query, tag })).map(documentToRecord);
  }

  /**
   * Gives a failed entry another set of attempts.
   * @param key.dueAt - Not to be worked on before (ISO 8601). @defaultValue now
   * @returns whether there was one.
   */
  async redrive({ dueAt, ...key }: InboxKey & CallOptions & { readonly dueAt?: string | undefined }): Promise<boolean> {
    return this.#decide(key, false, (document) => {
      if (valueOf(document).state !== 'failed') return { result: false };
      const now = toIso(this.#clock.now());
      const notBefore = dueAt ?? now;
      const value = { ...UNCLAIMED, state: 'open', code: null, failedAttempts: 0, notBefore, acceptedAt: now } as const;
      const store = changeDocument(document, { value, dueAt: notBefore, expiresAt: null, tags: [] });
      return { result: true, store };
    });
  }

  #expiry(): string {
    return toIso(this.#clock.now() + this.#rememberMs);
  }

  /** Gives up a claim. @returns whether it was still held. */
  async #release(
    { claimId, ...key }: InboxClaimKey,
    { value, ...change }: Parameters<typeof changeDocument>[1],
    failures = 0,
  ): Promise<boolean> {
    return this.#decide(key, false, (document) => {
      const held = valueOf(document);
      if (held.claimId !== claimId) return { result: false };
      const failedAttempts = held.failedAttempts + failures;
      return { result: true, store: changeDocument(document, { ...change, value: { ...value, failedAttempts } }) };
    });
  }

  /** Decides on the newest version of an entry; after a lost race, once more on what is stored. */
  async #decide<Result>(
    { integrationId, id, signal }: InboxKey & CallOptions,
    unknown: Result,
    decide: (document: StoredDocument) => Decision<Result>,
  ): Promise<Result> {
    return repeatOnConflict(async () => {
      const document = await this.#documents.find({ collection: INBOX, integrationId, id }, { signal });
      if (document === undefined) return unknown;
      const { result, store } = decide(document);
      if (store !== undefined) await this.#documents.save(store, { signal });
      return result;
    });
  }
}
