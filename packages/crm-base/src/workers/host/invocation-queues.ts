import { AsyncLocalStorage } from 'node:async_hooks';
import type {
  CallOptions,
  Clock,
  DocumentStore,
  IdGenerator,
  JsonObject,
  MessageQueue,
  OutgoingMessage,
  StoredDocument,
} from '@frigg-crm/core';
import { escapeForQueues, toIso } from '@frigg-crm/core/adapter';
import { parseJson } from '../../queue/sync-message.ts';
import { CHAIN_RESERVE, resolveHost, type InvocationHost } from './invocation-host.ts';
import { isMessage, withTransport, type MessageTransport, type TransportableMessage } from './message-transport.ts';

/** The collection of messages that wait in the store. */
const KEPT_MESSAGES = 'kept-messages';
/** What a message says of its way has this much room in its body. */
const TRANSPORT_BYTES = 64;
/** Beyond so many characters the persons of a page are fetched again instead of being kept. */
const MAX_KEPT_LENGTH = 900_000;
const KEPT_PER_ROUND = 100;

/** The two queues of an engine, by the names of `SyncEngineQueues`. */
export type QueueName = 'fetch' | 'work';

export interface InvocationQueuesOptions {
  readonly host: InvocationHost;
  readonly queues: Readonly<Record<QueueName, MessageQueue>>;
  /** Where the messages are kept that the host's queues cannot carry now. */
  readonly documents: DocumentStore;
  readonly clock: Clock;
  readonly ids: IdGenerator;
}

/** The queues of an engine whose messages a host hands over. */
export interface InvocationQueues {
  readonly fetch: MessageQueue;
  readonly work: MessageQueue;
  /** Does the work of an invocation: what is sent meanwhile is one hop further than `hops`. */
  within<Result>(hops: number, work: () => Promise<Result>): Promise<Result>;
  /** Sends a message again, as a new one. */
  sendAgain(message: TransportableMessage, request: MessageTransport & { readonly delaySeconds: number } & CallOptions): Promise<void>;
  /** Sends kept messages that are due, until none is left or `signal` is aborted. @returns how many. */
  sendKept(options: CallOptions): Promise<number>;
}

/** Long work that sends work of its own. */
const ANNOUNCING: ReadonlySet<unknown> = new Set(['FETCH_PERSON_PAGE', 'FAN_OUT_PAGES', 'SWEEP_DELETED']);

/**
 * Wraps the queues of a host: each message notes how many invocations led to it, and one that its queue cannot carry now
 * (the chain is too long, the delay is longer than the queue keeps messages) is kept in the store until a scheduled
 * turn sends it. It is stored before the work that sends it is done, so that a crash costs a repetition at most.
 */
export function createInvocationQueues({ host, queues, documents, clock, ids }: InvocationQueuesOptions): InvocationQueues {
  const { maxChain, maxDelaySeconds } = resolveHost(host);
  const invocation = new AsyncLocalStorage<{ readonly hops: number }>();

  const announcingMax = Math.max(1, maxChain - CHAIN_RESERVE);
  const mustKeep = (message: TransportableMessage, { hops }: MessageTransport, delaySeconds: number): boolean =>
    hops > (queueOf(message) === 'fetch' ? announcingMax : maxChain) || delaySeconds > maxDelaySeconds;

  async function send(name: QueueName, messages: readonly OutgoingMessage[], { receives, hops, ...options }: SendRequest): Promise<void> {
    const transport = { hops, receives };
    const outgoing: OutgoingMessage[] = [];
    const kept: StoredDocument[] = [];
    for (const message of messages) {
      const json = parseJson(message.body);
      const { delaySeconds = 0 } = message;
      if (!isMessage(json)) outgoing.push(message);
      else if (mustKeep(json, transport, delaySeconds))
        kept.push(
          toDocument({ queue: name, message: shortened(json), receives }, { id: ids.next(), dueAtMs: clock.now() + delaySeconds * 1000 }),
        );
      else outgoing.push({ ...message, body: escapeForQueues(JSON.stringify(withTransport(json, transport))) });
    }
    if (kept.length > 0) await documents.insert(kept, options);
    if (outgoing.length > 0) await queues[name].send(outgoing, options);
  }

  const wrap = (name: QueueName): MessageQueue => ({
    limits: { ...queues[name].limits, maxMessageBytes: queues[name].limits.maxMessageBytes - TRANSPORT_BYTES },
    send: async (messages, options = {}) => send(name, messages, { hops: (invocation.getStore()?.hops ?? 0) + 1, receives: 1, ...options }),
    consume: async (handler, options) => queues[name].consume(handler, options),
    close: async () => queues[name].close(),
  });

  return {
    fetch: wrap('fetch'),
    work: wrap('work'),
    within: async (hops, work) => invocation.run({ hops }, work),
    async sendAgain(message, { hops, receives, delaySeconds, ...options }) {
      const body = JSON.stringify(message);
      await send(queueOf(message), [{ body, delaySeconds }], { hops: hops + 1, receives, ...options });
    },
    async sendKept({ signal }) {
      let sent = 0;
      for (let isMore = true; isMore && signal?.aborted !== true;) {
        const query = { collection: KEPT_MESSAGES, dueBefore: toIso(clock.now()), limit: KEPT_PER_ROUND, signal };
        const due = await documents.query(query);
        for (const document of due) {
          const { queue, message, receives } = document.value as unknown as KeptMessage;
          await send(queue, [{ body: JSON.stringify(message) }], { hops: 1, receives, signal });
          await documents.remove([document], { signal });
          sent += 1;
        }
        isMore = due.length === KEPT_PER_ROUND;
      }
      return sent;
    },
  };
}

type SendRequest = MessageTransport & CallOptions;

function queueOf(message: TransportableMessage): QueueName {
  return ANNOUNCING.has(message['event']) ? 'fetch' : 'work';
}

type KeptMessage = { readonly queue: QueueName; readonly message: JsonObject; readonly receives: number };

function toDocument(value: KeptMessage, { id, dueAtMs }: { readonly id: string; readonly dueAtMs: number }): StoredDocument {
  const { integrationId } = value.message['data'] as JsonObject;
  const key = {
    collection: KEPT_MESSAGES,
    integrationId: typeof integrationId === 'string' && integrationId !== '' ? integrationId : '-',
    id,
  };
  return { ...key, value, tags: [], dueAt: toIso(dueAtMs), expiresAt: null, version: 0 };
}

/** A page that is too large for a document travels as its reference; nothing carried over may be counted on top then. */
function shortened(message: TransportableMessage): TransportableMessage {
  if (message.data['records'] === undefined || JSON.stringify(message).length <= MAX_KEPT_LENGTH) return message;
  const { records: _tooLarge, carried: _void, ...data } = message.data;
  return { ...message, data };
}
