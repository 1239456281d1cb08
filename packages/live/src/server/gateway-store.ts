import { DocumentConflictError, FriggCrmError, type CallOptions, type Clock, type DocumentStore, type JsonObject } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import * as z from 'zod';
import { channelSchema, type StoredChannels } from './gateway-channels.ts';

const connectionSchema = z.object({
  caller: z.object({ id: z.string(), userId: z.string().exactOptional() }),
  openedAtMs: z.number(),
  channels: z.record(z.string(), channelSchema),
});

/** What is kept of a connection. */
export interface StoredConnection {
  readonly id: string;
  /** Who watches; `userId`: only what belongs to this user exists for them. */
  readonly caller: GatewayCaller;
  readonly openedAtMs: number;
  readonly channels: StoredChannels;
}

/** Who opened a connection: kept beside it, so it holds no secret and no personal data. */
export interface GatewayCaller {
  readonly id: string;
  /** Only what belongs to this user exists for the caller. @defaultValue everything does */
  readonly userId?: string | undefined;
}

const COLLECTION = 'live-connections';
/** Connections belong to no integration. */
const SHARED = '-';
/** An API Gateway closes every socket after two hours (same page as `MAX_MESSAGE_BYTES`), so that what is left then is of no use. */
const KEPT_MS = 2 * 3600 * 1000;
const PAGE = 200;
/** Connections beyond these hear what is new with their pings alone. */
const MAX_CONNECTIONS = 5000;
const MAX_ATTEMPTS = 20;

/** The connections of an API Gateway, in a document store: functions share no memory. */
export class GatewayStore {
  readonly #documents: Pick<DocumentStore, 'find' | 'insert' | 'save' | 'remove' | 'query'>;
  readonly #clock: Clock;

  constructor(documents: Pick<DocumentStore, 'find' | 'insert' | 'save' | 'remove' | 'query'>, clock: Clock) {
    this.#documents = documents;
    this.#clock = clock;
  }

  async add(id: string, { id: callerId, userId }: GatewayCaller): Promise<void> {
    const openedAtMs = this.#clock.now();
    const value = { caller: { id: callerId, ...(userId !== undefined && { userId }) }, openedAtMs, channels: {} };
    const expiresAt = toIso(openedAtMs + KEPT_MS);
    await this.#documents.insert([{ ...toKey(id), value, tags: [], dueAt: null, expiresAt, version: 0 }]);
  }

  async find(id: string): Promise<StoredConnection | undefined> {
    return readConnection(await this.#documents.find(toKey(id)));
  }

  /** Changes the subscriptions of a connection, also while others do so. @returns `undefined`: there is no such connection. */
  async change(
    id: string,
    toChannels: (channels: StoredChannels) => StoredChannels,
    options: CallOptions = {},
  ): Promise<StoredConnection | undefined> {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const document = await this.#documents.find(toKey(id), options);
      const connection = readConnection(document);
      if (document === undefined || connection === undefined) return undefined;
      const channels = toChannels(connection.channels);
      if (JSON.stringify(channels) === JSON.stringify(connection.channels)) return connection;
      try {
        await this.#documents.save({ ...document, value: { ...document.value, channels } as unknown as JsonObject }, options);
        return { ...connection, channels };
      } catch (error) {
        if (!FriggCrmError.hasCode(error, 'DOCUMENT_CONFLICT')) throw error;
      }
    }
    throw new DocumentConflictError(COLLECTION);
  }

  async remove(id: string): Promise<void> {
    await this.#documents.remove([toKey(id)]);
  }

  async list(options: CallOptions = {}): Promise<readonly StoredConnection[]> {
    const found: StoredConnection[] = [];
    let after: { readonly integrationId: string; readonly id: string } | undefined;
    while (found.length < MAX_CONNECTIONS) {
      const page = await this.#documents.query({ collection: COLLECTION, after, limit: PAGE, ...options });
      found.push(...page.flatMap((document) => readConnection(document) ?? []));
      if (page.length < PAGE) break;
      after = page.at(-1);
    }
    return found;
  }
}

function toKey(id: string): { readonly collection: string; readonly integrationId: string; readonly id: string } {
  return { collection: COLLECTION, integrationId: SHARED, id };
}

function readConnection(document: { readonly id: string; readonly value: unknown } | undefined): StoredConnection | undefined {
  const value = connectionSchema.safeParse(document?.value).data;
  return document === undefined || value === undefined ? undefined : { id: document.id, ...value };
}
