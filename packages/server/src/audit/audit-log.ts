import type { CallOptions, Clock, DocumentStore, IdGenerator } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import * as z from 'zod';
import { SERVER_SCOPE } from '../http/server-scope.ts';

/** The collection of what was done. */
const AUDIT = 'audit';
/** An entry is kept for so long, in milliseconds. */
const KEPT_MS = 400 * 24 * 3600 * 1000;
/** Ids count down, so that the order of ids is the newest first. The end of the year 9999, in milliseconds. */
const LAST_MS = 253_402_300_799_999;
/** Entries of one millisecond that this process keeps in order; the order of any more is arbitrary. */
const MAX_PER_MS = 9999;

const entrySchema = z.object({
  at: z.string(),
  caller: z.string(),
  userId: z.string().nullable(),
  operationId: z.string(),
  target: z.string(),
  status: z.number(),
  code: z.string().nullable(),
  requestId: z.string(),
});

/** Something that a caller did, or was refused. Holds ids only. */
export type AuditEntry = z.output<typeof entrySchema>;

/** Remembers what callers did: who, what, to which thing, with which outcome. */
export class AuditLog {
  readonly #documents: DocumentStore;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;
  #lastMs = Number.NaN;
  #countOfMs = 0;

  constructor(documents: DocumentStore, clock: Clock, ids: IdGenerator) {
    this.#documents = documents;
    this.#clock = clock;
    this.#ids = ids;
  }

  async add(entry: Omit<AuditEntry, 'at'>): Promise<void> {
    const nowMs = this.#clock.now();
    const id = `${String(LAST_MS - nowMs).padStart(15, '0')}-${this.#nextInMs(nowMs)}-${this.#ids.next()}`;
    const value = { at: toIso(nowMs), ...entry };
    const expiresAt = toIso(nowMs + KEPT_MS);
    const tags = entry.userId === null ? [] : [entry.userId];
    await this.#documents.insert([{ collection: AUDIT, integrationId: SERVER_SCOPE, id, value, tags, dueAt: null, expiresAt, version: 0 }]);
  }

  /** @returns the newest first, behind an id. */
  async list({
    userId,
    after,
    limit,
    signal,
  }: CallOptions & { readonly userId: string | undefined; readonly after: string | undefined; readonly limit: number }): Promise<
    readonly (AuditEntry & { readonly id: string })[]
  > {
    const place = after === undefined ? undefined : { integrationId: SERVER_SCOPE, id: after };
    const found = await this.#documents.query({ collection: AUDIT, integrationId: SERVER_SCOPE, tag: userId, after: place, limit, signal });
    return found.flatMap(({ id, value }) => {
      const entry = entrySchema.safeParse(value).data;
      return entry === undefined ? [] : [{ id, ...entry }];
    });
  }

  /** @returns what orders entries of one millisecond, the newest first. */
  #nextInMs(nowMs: number): string {
    this.#countOfMs = nowMs === this.#lastMs ? this.#countOfMs + 1 : 0;
    this.#lastMs = nowMs;
    return String(Math.max(0, MAX_PER_MS - this.#countOfMs)).padStart(4, '0');
  }
}
