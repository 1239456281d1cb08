import { createHash } from 'node:crypto';
import type { CallOptions, Clock, DocumentStore, JsonObject, StoredDocument } from '@frigg-crm/core';
import { FriggCrmError } from '@frigg-crm/core';
import { toCanonicalJson, toIso } from '@frigg-crm/core/adapter';
import * as z from 'zod';
import { ProblemError } from './problem-error.ts';
import { SERVER_SCOPE } from './server-scope.ts';

/** The collection of answers that were given. */
const IDEMPOTENCY_KEYS = 'idempotency-keys';
/** For so long an answer is given again, in milliseconds. */
const KEPT_MS = 24 * 3600 * 1000;
/** A program that has not answered for so long has crashed: another request may do the work, which bears repetition. */
const ABANDONED_MS = 60_000;

const recordSchema = z.object({
  request: z.string(),
  startedAtMs: z.number(),
  /** `null`: under way. */
  answer: z.object({ status: z.number(), body: z.string(), headers: z.record(z.string(), z.string()) }).nullable(),
});

/** What was answered. */
export type KeptAnswer = NonNullable<z.output<typeof recordSchema>['answer']>;

/** A request that may be repeated. */
export interface RepeatableRequest {
  /** The Idempotency-Key of the caller. */
  readonly key: string;
  /** Who sends it: keys of others are other keys. */
  readonly caller: string;
  /** Which route it is for, with its parameters. */
  readonly target: string;
  readonly body: unknown;
}

/** Gives the answer of before to a request that is repeated. */
export class Idempotency {
  readonly #documents: DocumentStore;
  readonly #clock: Clock;

  constructor(documents: DocumentStore, clock: Clock) {
    this.#documents = documents;
    this.#clock = clock;
  }

  /**
   * Does the work once per key. Work that fails may be tried again under its key.
   * @throws {ProblemError} `IDEMPOTENCY_KEY_REUSED` or `REQUEST_UNDER_WAY`.
   */
  async once(
    request: RepeatableRequest,
    work: () => Promise<KeptAnswer>,
    options: CallOptions,
  ): Promise<{ readonly answer: KeptAnswer; readonly isReplayed: boolean }> {
    const id = hash(JSON.stringify([request.caller, request.target, request.key]));
    const fingerprint = hash(toCanonicalJson((request.body ?? null) as JsonObject));
    const claimed = await this.#claim(id, fingerprint, options);
    if ('answer' in claimed) return { answer: claimed.answer, isReplayed: true };
    try {
      const answer = await work();
      await this.#keep(claimed.document, { request: fingerprint, startedAtMs: this.#clock.now(), answer });
      return { answer, isReplayed: false };
    } catch (error) {
      await this.#documents.remove([claimed.document]).catch(() => undefined);
      throw error;
    }
  }

  async #claim(
    id: string,
    request: string,
    options: CallOptions,
  ): Promise<{ readonly answer: KeptAnswer } | { readonly document: StoredDocument }> {
    const nowMs = this.#clock.now();
    const fresh: StoredDocument = {
      collection: IDEMPOTENCY_KEYS,
      integrationId: SERVER_SCOPE,
      id,
      value: { request, startedAtMs: nowMs, answer: null },
      tags: [],
      dueAt: null,
      expiresAt: toIso(nowMs + KEPT_MS),
      version: 0,
    };
    if ((await this.#documents.insert([fresh], options)).length > 0) return { document: fresh };
    const stored = await this.#documents.find(fresh, options);
    const record = recordSchema.safeParse(stored?.value).data;
    const isOver = stored?.expiresAt !== undefined && stored.expiresAt !== null && stored.expiresAt <= toIso(nowMs);
    if (stored === undefined || record === undefined || isOver) return { document: await this.#replace(stored, fresh, options) };
    if (record.request !== request) throw new ProblemError('IDEMPOTENCY_KEY_REUSED', 'Use another Idempotency-Key for another request');
    if (record.answer !== null) return { answer: record.answer };
    if (nowMs - record.startedAtMs < ABANDONED_MS) throw underWay();
    return { document: await this.#replace(stored, fresh, options) };
  }

  /** Of two callers that take over at once, one does. */
  async #replace(stored: StoredDocument | undefined, fresh: StoredDocument, options: CallOptions): Promise<StoredDocument> {
    try {
      if (stored !== undefined) return await this.#documents.save({ ...fresh, version: stored.version }, options);
      if ((await this.#documents.insert([fresh], options)).length > 0) return fresh;
    } catch (error) {
      if (!FriggCrmError.hasCode(error, 'DOCUMENT_CONFLICT')) throw error;
    }
    throw underWay();
  }

  /** The work is done: an answer that cannot be kept is no reason to tell the caller otherwise. */
  async #keep(document: StoredDocument, value: z.output<typeof recordSchema>): Promise<void> {
    await this.#documents.save({ ...document, value }).catch(() => undefined);
  }
}

function underWay(): ProblemError {
  return new ProblemError('REQUEST_UNDER_WAY', 'Send it again in a few seconds for its answer', { headers: { 'retry-after': '2' } });
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
