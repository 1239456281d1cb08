import {
  DocumentConflictError,
  FriggCrmError,
  type CallOptions,
  type Clock,
  type DocumentStore,
  type JsonObject,
  type StoredDocument,
} from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import * as z from 'zod';
import type { LiveEvent } from '../protocol/messages.ts';
import type { LiveEventLog, LiveEventPage } from './live-event-log.ts';

/** What {@link createDocumentEventLog} is made with. */
export interface DocumentEventLogOptions {
  readonly documents: Pick<DocumentStore, 'find' | 'insert' | 'save' | 'query'>;
  readonly clock: Clock;
  /** Events can be read for so many milliseconds. @defaultValue 7 days */
  readonly keptMs?: number | undefined;
}

/** An event that has no place in its log yet. Without personal data. */
export type NewLiveEvent = Pick<LiveEvent, 'type' | 'data'>;

/** Logs that all programs on a store read and append to. */
export interface DocumentEventLog extends LiveEventLog {
  /**
   * Appends events in this order. Repeating a call that has failed may append them twice.
   * @returns the last one's `seq`.
   * @throws {DocumentConflictError} when too many programs append at once; {StorageError} when the store does not work.
   */
  append(integrationId: string, events: readonly NewLiveEvent[], options?: CallOptions): Promise<number>;
}

const EVENTS = 'live-events';
/** The collection in which each integration has a document that is saved with every new event. */
export const EVENT_HEADS = 'live-event-heads';
const HEAD_ID = 'head';
const KEPT_MS = 7 * 24 * 3600 * 1000;
/** A log that nothing was appended to for so long begins anew, in milliseconds. */
const HEAD_KEPT_MS = 400 * 24 * 3600 * 1000;
/** As many programs may append to one log at the same moment before one of them gives up. */
const MAX_ATTEMPTS = 50;
const PAGE = 100;

const eventSchema = z.object({ seq: z.int(), at: z.string(), type: z.string(), data: z.record(z.string(), z.unknown()) });
const headSchema = z.object({ last: z.int(), expiresAt: z.string(), newest: z.array(eventSchema) });
type Head = z.output<typeof headSchema>;

/**
 * Makes logs that are kept in a document store. The head of a log counts its events and holds the newest ones until the
 * next append has stored them apart: so the count and the events are one write, and no crash leaves a gap.
 */
export function createDocumentEventLog(options: DocumentEventLogOptions): DocumentEventLog {
  return new StoredLog(options);
}

class StoredLog implements DocumentEventLog {
  readonly #documents: DocumentEventLogOptions['documents'];
  readonly #clock: Clock;
  readonly #keptMs: number;

  constructor({ documents, clock, keptMs = KEPT_MS }: DocumentEventLogOptions) {
    this.#documents = documents;
    this.#clock = clock;
    this.#keptMs = keptMs;
  }

  async append(integrationId: string, events: readonly NewLiveEvent[], options: CallOptions = {}): Promise<number> {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const last = await this.#tryAppend(integrationId, events, options);
      if (last !== undefined) return last;
    }
    throw new DocumentConflictError(EVENT_HEADS);
  }

  async read({ integrationId, after, limit, signal }: Parameters<LiveEventLog['read']>[0]): Promise<LiveEventPage> {
    const found = await this.#readHead(integrationId, { signal });
    if (found === undefined) return { events: [], first: 1, last: 0 };
    const { last, newest } = found.head;
    const wanted = after ?? 0;
    const run: LiveEvent[] = [];
    for await (const event of this.#stored(integrationId, wanted, { signal })) if (event.seq > last || !extend(run, event, limit)) break;
    for (const event of newest) if (event.seq > wanted) extend(run, event, limit);
    const first = run[0]?.seq ?? Math.min(wanted, last) + 1;
    return { events: after === undefined ? [] : run, first, last };
  }

  async #readHead(integrationId: string, options: CallOptions): Promise<StoredHead | undefined> {
    const document = await this.#documents.find({ collection: EVENT_HEADS, integrationId, id: HEAD_ID }, options);
    const head = headSchema.safeParse(document?.value).data;
    return document === undefined || head === undefined ? undefined : { document, head };
  }

  async #tryAppend(integrationId: string, events: readonly NewLiveEvent[], options: CallOptions): Promise<number | undefined> {
    const found = await this.#readHead(integrationId, options);
    const nowMs = this.#clock.now();
    const before = found?.head ?? { last: 0, expiresAt: '', newest: [] };
    // A clock that is behind must not have an event deleted before the one in front of it.
    const expiresAt = [toIso(nowMs + this.#keptMs), before.expiresAt].toSorted()[1] ?? '';
    const newest = events.map(({ type, data }, index) => ({ seq: before.last + 1 + index, at: toIso(nowMs), type, data }));
    const head: Head = { last: before.last + newest.length, expiresAt, newest };
    const stored = before.newest.map((event) => toDocument(integrationId, event, before));
    if (stored.length > 0) await this.#documents.insert(stored, options);
    const headExpiresAt = toIso(nowMs + HEAD_KEPT_MS);
    return (await this.#replaceHead({ integrationId, found, head, headExpiresAt }, options)) ? head.last : undefined;
  }

  async #replaceHead({ integrationId, found, head, headExpiresAt }: HeadChange, options: CallOptions): Promise<boolean> {
    const value = head as unknown as JsonObject;
    if (found === undefined) {
      const key = { collection: EVENT_HEADS, integrationId, id: HEAD_ID };
      const document = { ...key, value, tags: [], dueAt: null, expiresAt: headExpiresAt, version: 0 };
      return (await this.#documents.insert([document], options)).length === 1;
    }
    try {
      await this.#documents.save({ ...found.document, value, expiresAt: headExpiresAt }, options);
      return true;
    } catch (error) {
      if (FriggCrmError.hasCode(error, 'DOCUMENT_CONFLICT')) return false;
      throw error;
    }
  }

  async *#stored(integrationId: string, after: number, options: CallOptions): AsyncGenerator<LiveEvent> {
    const now = toIso(this.#clock.now());
    for (let id = toId(after); ;) {
      const page = await this.#documents.query({
        collection: EVENTS,
        integrationId,
        after: { integrationId, id },
        limit: PAGE,
        ...options,
      });
      for (const { value, expiresAt } of page) {
        const event = eventSchema.safeParse(value).data;
        if (event !== undefined && (expiresAt ?? '9') > now) yield event;
      }
      if (page.length < PAGE) return;
      id = page.at(-1)?.id ?? id;
    }
  }
}

/** What lies behind a gap is read when the client comes back with another place. @returns whether the event follows on the run. */
function extend(run: LiveEvent[], event: LiveEvent, limit: number): boolean {
  const last = run.at(-1);
  if (run.length >= limit || (last !== undefined && event.seq !== last.seq + 1)) return false;
  run.push(event);
  return true;
}

interface StoredHead {
  readonly document: StoredDocument;
  readonly head: Head;
}

interface HeadChange {
  readonly integrationId: string;
  readonly found: StoredHead | undefined;
  readonly head: Head;
  readonly headExpiresAt: string;
}

function toId(seq: number): string {
  return String(seq).padStart(15, '0');
}

function toDocument(integrationId: string, event: z.output<typeof eventSchema>, { expiresAt }: Head): StoredDocument {
  const value = event as unknown as JsonObject;
  return { collection: EVENTS, integrationId, id: toId(event.seq), value, tags: [], dueAt: null, expiresAt, version: 0 };
}
