import type { Clock, ProcessRepository } from '@frigg-crm/core';
import { readChannel } from '../protocol/channel.ts';
import type { ClientMessage } from '../protocol/messages.ts';
import { Board } from './board.ts';
import { ClientConnection, type ConnectionHost } from './client-connection.ts';
import type { LiveWatcher } from './live-watcher.ts';

/** What a turn reads from. */
export interface TurnHost extends Pick<ConnectionHost, 'readLog'> {
  readonly processRepository: Pick<ProcessRepository, 'find' | 'findByIds'>;
  readonly clock: Clock;
}

/** What came of a turn. */
export interface Turn {
  /** Messages for the client, in order. */
  readonly texts: readonly string[];
  /** Whether the client has to be sent away, as when the store does not work: the last message says so. */
  readonly isOver: boolean;
}

/** Handles messages of a client of which nothing is in memory: all that they ask for is read now. Never rejects. */
export async function runTurn(
  { processRepository, clock, readLog }: TurnHost,
  { messages, watcher }: { readonly messages: readonly ClientMessage[]; readonly watcher: LiveWatcher },
): Promise<Turn> {
  const startedMs = clock.now();
  const board = new Board({ processRepository, clock, onEntry() {}, onGone() {} });
  const subscriptions = messages.filter((message) => message.action === 'subscribe');
  const channels = subscriptions.map(({ channel }) => readChannel(channel));
  const scope = {
    all: channels.some((channel) => channel?.kind === 'processes'),
    ids: [
      ...channels.flatMap((channel) => (channel?.kind === 'process' ? [channel.processId] : [])),
      ...subscriptions.flatMap(({ have = {} }) => Object.keys(have)),
    ],
  };
  let swept: Promise<void> | undefined;
  const host: ConnectionHost = {
    now: () => clock.now(),
    retryAfterMs: () => Math.round(2000 * (1 + Math.random())),
    // All was read after this moment.
    asOf: () => startedMs,
    async snapshot(subscription, { canSee }) {
      swept ??= board.sweep(scope);
      await swept;
      return { ...board.snapshot(subscription, canSee), asOf: startedMs };
    },
    readLog,
    wantsFlush() {},
    onClosed() {},
  };
  const texts: string[] = [];
  let isOver = false;
  const line = {
    send: (text: string) => void texts.push(text),
    // What is posted is posted whole, one after the other.
    bufferedBytes: 0,
    close() {
      isOver = true;
    },
  };
  const connection = new ClientConnection(host, line, watcher);
  for (const message of messages) await connection.handle(message);
  do await connection.flush();
  while (!isOver && connection.session.hasPending);
  return { texts, isOver };
}
