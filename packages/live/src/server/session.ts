import type { ProcessProgress } from '@frigg-crm/core';
import { MAX_CHANNELS, MAX_MESSAGE_BYTES } from '../protocol/limits.ts';
import { readChannel, type LiveChannel } from '../protocol/channel.ts';
import type { LiveEvent, RefusedMessage, ResetMessage, SubscribeMessage } from '../protocol/messages.ts';
import type { BoardEntry } from './board-entry.ts';
import { packMessage, toPackItem, type PackItem } from './pack-messages.ts';

/** A subscription to states. */
interface StateWatch {
  readonly channel: Exclude<LiveChannel, { kind: 'events' }>;
  readonly integrationId: string | undefined;
  /** What is to be sent before the client is up to date; `undefined`: it was said. */
  mustSend: Set<string> | undefined;
  asOf: number;
}

/** Where a subscription to a log is. */
export interface LogPosition {
  readonly channel: string;
  readonly integrationId: string;
  /** The last event that was sent; `undefined`: begin at the end. */
  after: number | undefined;
  /** There may be more behind `after`. */
  isBehind: boolean;
  /** Whether the client has heard that it is up to date. */
  isAnnounced: boolean;
}

/** What is known of the processes that a subscription names. */
export interface Snapshot {
  readonly entries: Iterable<BoardEntry>;
  /** Those of `have` that do not exist, or not for this user. */
  readonly gone: readonly string[];
  /** When this was the truth, in milliseconds since 1970. */
  readonly asOf: number;
}

const STATES = '{"type":"states","states":[';
const GONE = '{"type":"gone","processes":[';

/**
 * What one client watches and has not been sent yet. It is deterministic and does no I/O. A state replaces one of the same process
 * that waits, so that a slow client costs a message per process and no more.
 */
export class LiveSession {
  readonly #canSee: (progress: ProcessProgress) => boolean;
  readonly #watches = new Map<string, StateWatch>();
  readonly #logs = new Map<string, LogPosition>();
  /** The version that the client has been sent, by process. */
  readonly #sent = new Map<string, number>();
  readonly #pending = new Map<string, BoardEntry>();
  readonly #gone = new Map<string, number>();
  /** Refusals and resets, by channel; a pong. One each, however often the client asks. */
  readonly #replies = new Map<string, string>();
  #conflated = 0;

  constructor({ canSee }: { readonly canSee: (progress: ProcessProgress) => boolean }) {
    this.#canSee = canSee;
  }

  /** How many states were replaced by newer ones before they were sent. */
  get conflated(): number {
    return this.#conflated;
  }

  /** Whether something waits to be sent, apart from events. */
  get hasPending(): boolean {
    return this.#pending.size > 0 || this.#gone.size > 0 || this.#replies.size > 0 || this.#settled().length > 0;
  }

  /** Whether there may be events that were not sent. */
  get isBehind(): boolean {
    return [...this.#logs.values()].some((log) => log.isBehind);
  }

  /** The logs that are watched. */
  get logs(): Iterable<LogPosition> {
    return this.#logs.values();
  }

  /** Whether all processes are watched, not only some by their ids. */
  get watchesAll(): boolean {
    return this.#watches.has('processes');
  }

  /** The processes that are watched by their ids. */
  get watchedIds(): readonly string[] {
    return [...this.#watches.values()].flatMap(({ channel }) => (channel.kind === 'process' ? [channel.processId] : []));
  }

  /** @returns the channel to be subscribed; `undefined` when it was refused, which the client will hear. */
  admit(name: string, isAllowed: (channel: LiveChannel) => boolean = () => true): LiveChannel | undefined {
    const channel = readChannel(name);
    const isKnown = this.#watches.has(name) || this.#logs.has(name);
    if (!isKnown && this.#watches.size + this.#logs.size >= MAX_CHANNELS) return this.#refuse(name, 'tooManyChannels');
    return channel === undefined || !isAllowed(channel) ? this.#refuse(name, 'unknownChannel') : channel;
  }

  /** Subscribes to states, or does so anew: what is newer than `have` is sent, then that the client is up to date. */
  watch({ channel: name, integrationId, have = {} }: SubscribeMessage, snapshot: Snapshot): void {
    const channel = readChannel(name);
    if (channel === undefined || channel.kind === 'events') return;
    const watch: StateWatch = { channel, integrationId, mustSend: new Set(), asOf: snapshot.asOf };
    this.#watches.set(name, watch);
    for (const entry of snapshot.entries) if (this.#isWatchedBy(watch, entry.progress)) this.#present(entry, watch, have);
    for (const processId of snapshot.gone) {
      this.offerGone(processId, have[processId] ?? 0, { isNamed: true });
      watch.mustSend?.add(processId);
    }
  }

  /** Subscribes to a log from behind `after`. */
  follow({ channel, after }: SubscribeMessage, integrationId: string): void {
    this.#logs.set(channel, { channel, integrationId, after, isBehind: true, isAnnounced: false });
  }

  unsubscribe(channel: string): void {
    this.#watches.delete(channel);
    this.#logs.delete(channel);
    this.#replies.delete(channel);
    for (const [id, { progress }] of this.#pending) if (!this.#isWatched(progress)) this.#pending.delete(id);
  }

  /** A process has this state now, or had it. @returns whether it is to be sent. */
  offer(entry: BoardEntry): boolean {
    const { progress } = entry;
    const { processId, version } = progress;
    if (version <= (this.#sent.get(processId) ?? -1) || !this.#isWatched(progress)) return false;
    const waiting = this.#pending.get(processId);
    if (waiting !== undefined && waiting.progress.version >= version) return false;
    if (waiting !== undefined) this.#conflated += 1;
    this.#pending.set(processId, entry);
    return true;
  }

  /** A process is gone. Only those hear of it who have been sent it, or named it. @returns whether this one does. */
  offerGone(processId: string, version: number, { isNamed = false }: { readonly isNamed?: boolean } = {}): boolean {
    const isKnown = isNamed || this.#sent.has(processId) || this.#pending.has(processId);
    this.#pending.delete(processId);
    if (isKnown) this.#gone.set(processId, Math.max(version, this.#sent.get(processId) ?? 0));
    this.#sent.delete(processId);
    return isKnown;
  }

  /** There may be new events in the logs of this integration; of all, when none is named. @returns whether one of them is watched. */
  offerEvents(integrationId?: string): boolean {
    let isWatched = false;
    for (const log of this.#logs.values()) {
      if (integrationId !== undefined && log.integrationId !== integrationId) continue;
      log.isBehind = true;
      isWatched = true;
    }
    return isWatched;
  }

  /** The client sent a ping; several get one answer. */
  pong(asOf: number, now: number): void {
    this.#replies.set('', JSON.stringify({ type: 'pong', asOf, now }));
  }

  /** A log cannot be continued: the client has to subscribe anew. */
  reset(channel: string, reason: ResetMessage['reason']): void {
    this.#logs.delete(channel);
    this.#replies.set(channel, JSON.stringify({ type: 'reset', channel, reason } satisfies ResetMessage));
  }

  /** @returns the next message, of at most 32 KB, or `undefined` when nothing waits. It counts as sent. */
  next(): string | undefined {
    return this.#nextReply() ?? this.#nextUpToDate() ?? this.#nextGone() ?? this.#nextStates();
  }

  /** The client has all events of a log. It hears so once per subscription. */
  logEnds(log: LogPosition, { seq, asOf }: { readonly seq: number; readonly asOf: number }): void {
    const { channel, isAnnounced } = log;
    log.after = seq;
    log.isAnnounced = true;
    if (!isAnnounced) this.#replies.set(channel, JSON.stringify({ type: 'upToDate', channel, asOf, seq }));
  }

  /** @returns a message with events of a log, the first ones that fit. They count as sent. */
  nextEvents(log: LogPosition, events: readonly LiveEvent[]): string {
    const { text, count } = packMessage(`{"type":"events","channel":${JSON.stringify(log.channel)},"events":[`, events.map(toEventItem));
    log.after = events[count - 1]?.seq ?? log.after;
    return text;
  }

  #present(entry: BoardEntry, { mustSend }: StateWatch, have: Readonly<Record<string, number>>): void {
    const { processId } = entry.progress;
    if (Object.hasOwn(have, processId)) this.#sent.set(processId, have[processId] ?? -1);
    else this.#sent.delete(processId);
    this.offer(entry);
    if (this.#pending.has(processId)) mustSend?.add(processId);
  }

  #nextReply(): string | undefined {
    const [first] = this.#replies;
    if (first !== undefined) this.#replies.delete(first[0]);
    return first?.[1];
  }

  #nextGone(): string | undefined {
    if (this.#gone.size === 0) return undefined;
    const gone = [...this.#gone];
    const items = gone.map(([processId, version]) => toPackItem({ processId, version }));
    const { text, count } = packMessage(GONE, items);
    for (const [processId] of gone.slice(0, count)) {
      this.#gone.delete(processId);
      this.#settle(processId);
    }
    return text;
  }

  #nextStates(): string | undefined {
    if (this.#pending.size === 0) return undefined;
    const { text, count } = packMessage(STATES, this.#pending.values());
    for (const { progress } of [...this.#pending.values()].slice(0, count)) {
      this.#pending.delete(progress.processId);
      this.#sent.set(progress.processId, progress.version);
      this.#settle(progress.processId);
    }
    return text;
  }

  #nextUpToDate(): string | undefined {
    const [done] = this.#settled();
    if (done === undefined) return undefined;
    const [channel, watch] = done;
    watch.mustSend = undefined;
    return JSON.stringify({ type: 'upToDate', channel, asOf: watch.asOf });
  }

  #settle(processId: string): void {
    for (const { mustSend } of this.#watches.values()) mustSend?.delete(processId);
  }

  #settled(): readonly (readonly [string, StateWatch])[] {
    return [...this.#watches].filter(([, { mustSend }]) => mustSend?.size === 0);
  }

  #refuse(channel: string, reason: RefusedMessage['reason']): undefined {
    // A client that sends names at random must not fill the memory.
    if (this.#replies.size < MAX_CHANNELS) {
      const message: RefusedMessage = { type: 'refused', channel: channel.slice(0, 600), reason };
      this.#replies.set(channel, JSON.stringify(message));
    }
    return undefined;
  }

  #isWatched(progress: ProcessProgress): boolean {
    for (const watch of this.#watches.values()) if (this.#isWatchedBy(watch, progress)) return true;
    return false;
  }

  #isWatchedBy({ channel, integrationId }: StateWatch, progress: ProcessProgress): boolean {
    if (channel.kind === 'process' && channel.processId !== progress.processId) return false;
    return (integrationId === undefined || integrationId === progress.integrationId) && this.#canSee(progress);
  }
}

/** Room for the channel, beside an event. */
const ENVELOPE_BYTES = 1024;

/** An event that does not fit into a message goes without its data: it would hold up all behind it. */
function toEventItem(event: LiveEvent): PackItem {
  const item = toPackItem(event);
  return item.bytes + ENVELOPE_BYTES <= MAX_MESSAGE_BYTES
    ? item
    : toPackItem({ ...event, type: event.type.slice(0, 200), data: TOO_LARGE });
}

const TOO_LARGE = { isTooLarge: true } as const;
