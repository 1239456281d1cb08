import * as z from 'zod';
import { readChannel } from '../protocol/channel.ts';
import { MAX_CHANNELS } from '../protocol/limits.ts';
import type { ClientMessage, ServerMessage, SubscribeMessage } from '../protocol/messages.ts';
import { readServerMessage } from '../protocol/read-server-message.ts';

/** How a subscription of a connection is kept. */
export const channelSchema = z.object({
  integrationId: z.string().exactOptional(),
  /** The versions that were sent, by process. */
  have: z.record(z.string(), z.int()),
  /** The last event that was sent. */
  after: z.int().exactOptional(),
  /** Whether the client has heard that it is up to date. */
  isAnnounced: z.boolean().exactOptional(),
});

/** What one subscription of a connection was sent. */
export type StoredChannel = z.output<typeof channelSchema>;
/** The subscriptions of a connection, by channel. */
export type StoredChannels = Readonly<Record<string, StoredChannel>>;

/** The versions that are kept of a subscription; a process that is left out is sent again with each ping. */
const MAX_NOTED = 2000;

/** @returns the subscriptions after a message of the client. */
export function withMessage(channels: StoredChannels, message: ClientMessage): StoredChannels {
  if (message.action === 'ping') return channels;
  const { [message.channel]: known, ...others } = channels;
  if (message.action === 'unsubscribe') return others;
  if (known === undefined && Object.keys(others).length >= MAX_CHANNELS) return channels;
  const { channel: name, integrationId, have = {}, after } = message;
  const fields = { ...(integrationId !== undefined && { integrationId }), ...(after !== undefined && { after }) };
  return { ...others, [name]: { ...fields, have: ownOf(name, have) } };
}

/** @returns what continues a subscription. */
export function toSubscription(channel: string, { integrationId, have, after }: StoredChannel): SubscribeMessage {
  return {
    action: 'subscribe',
    channel,
    have,
    ...(integrationId !== undefined && { integrationId }),
    ...(after !== undefined && { after }),
  };
}

/** @returns the subscriptions after these messages were sent, which came of them. */
export function foldSent(channels: StoredChannels, texts: readonly string[]): StoredChannels {
  const folded = new Map(Object.entries(channels));
  for (const text of texts) {
    const message = readServerMessage(JSON.parse(text));
    if (message !== undefined) foldMessage(folded, message);
  }
  return Object.fromEntries(folded);
}

function foldMessage(folded: Map<string, StoredChannel>, message: ServerMessage): void {
  switch (message.type) {
    case 'states':
      for (const state of message.states) noteState(folded, state);
      return;
    case 'gone':
      forget(folded, message.processes);
      return;
    case 'events':
      noteSeq(folded, message.channel, message.events.at(-1)?.seq);
      return;
    case 'upToDate':
      noteUpToDate(folded, message.channel, message.seq);
      return;
    case 'reset':
    case 'refused':
      folded.delete(message.channel);
      return;
    case 'resubscribe':
    case 'pong':
    case 'goodbye':
  }
}

/**
 * @returns `stored` with what was sent of the subscriptions in `read`: of each process, and of each log, the newest counts, for others
 * may have sent meanwhile. What was subscribed to anew meanwhile is not ended by an answer to the subscription before.
 */
export function mergeSent(
  stored: StoredChannels,
  { read, sent }: { readonly read: StoredChannels; readonly sent: StoredChannels },
): StoredChannels {
  return Object.fromEntries(
    Object.entries(stored).flatMap(([name, channel]): [string, StoredChannel][] => {
      const before = read[name];
      const own = sent[name];
      if (before === undefined) return [[name, channel]];
      if (own === undefined) return JSON.stringify(before) === JSON.stringify(channel) ? [] : [[name, channel]];
      const have = Object.entries(own.have).map(([id, version]) => [id, Math.max(version, channel.have[id] ?? 0)] as const);
      const after = Math.max(own.after ?? -1, channel.after ?? -1);
      const isAnnounced = own.isAnnounced === true || channel.isAnnounced === true;
      return [[name, { ...channel, have: Object.fromEntries(have), ...(after >= 0 && { after }), ...(isAnnounced && { isAnnounced }) }]];
    }),
  );
}

/** @returns whether a subscription shows this process. */
export function isShown(
  name: string,
  { integrationId }: StoredChannel,
  process: { readonly processId: string; readonly integrationId: string },
): boolean {
  if (integrationId !== undefined && integrationId !== process.integrationId) return false;
  return name === 'processes' || name === `process:${process.processId}`;
}

/** A client may name anything: what a subscription does not show is not kept for it. */
function ownOf(name: string, have: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const channel = readChannel(name);
  if (channel?.kind === 'processes') return have;
  return Object.fromEntries(Object.entries(have).filter(([id]) => channel?.kind === 'process' && id === channel.processId));
}

function noteState(
  channels: Map<string, StoredChannel>,
  state: { readonly processId: string; readonly integrationId: string; readonly version: number },
): void {
  for (const [name, channel] of channels) {
    if (!isShown(name, channel, state)) continue;
    const { [state.processId]: _before, ...others } = channel.have;
    const kept = Object.entries(others).slice(-(MAX_NOTED - 1));
    channels.set(name, { ...channel, have: Object.fromEntries([...kept, [state.processId, state.version]]) });
  }
}

function forget(channels: Map<string, StoredChannel>, gone: readonly { readonly processId: string }[]): void {
  const ids = new Set(gone.map(({ processId }) => processId));
  for (const [name, channel] of channels) {
    const have = Object.fromEntries(Object.entries(channel.have).filter(([id]) => !ids.has(id)));
    channels.set(name, { ...channel, have });
  }
}

function noteSeq(channels: Map<string, StoredChannel>, name: string, seq: number | undefined): void {
  const channel = channels.get(name);
  if (channel !== undefined && seq !== undefined) channels.set(name, { ...channel, after: Math.max(seq, channel.after ?? 0) });
}

function noteUpToDate(channels: Map<string, StoredChannel>, name: string, seq: number | undefined): void {
  noteSeq(channels, name, seq);
  const channel = channels.get(name);
  if (channel !== undefined) channels.set(name, { ...channel, isAnnounced: true });
}
