import { Deque } from './deque.ts';
import { DueHeap } from './due-heap.ts';

/** A message as the queue keeps it. Mutable on purpose: it is never seen outside. */
export interface StoredMessage {
  readonly id: string;
  readonly body: string;
  readonly groupId: string | undefined;
  receiveCount: number;
}

/** Messages that a consumer holds, of one group. */
export interface Handout {
  readonly group: MessageGroup;
  readonly messages: readonly StoredMessage[];
}

interface MessageGroup {
  readonly key: string;
  readonly messages: Deque<StoredMessage>;
  /** An exclusive group in the hands of a consumer, or waiting for the retry of its first message. */
  busy: boolean;
  /** Whether the group stands in the line of ready groups. */
  queued: boolean;
}

/**
 * Keeps messages by group and hands them out group after group, so that a large group does not starve a small one.
 * Exclusive groups (FIFO) are handed out to one consumer at a time.
 */
export class MessageStore {
  readonly #groups = new Map<string, MessageGroup>();
  readonly #ready = new Deque<MessageGroup>();
  readonly #due = new DueHeap();
  readonly #exclusive: boolean;
  readonly #onReady: () => void;
  #waiting = 0;
  #delayed = 0;
  #inFlight = 0;

  /** @param options.onReady - Called whenever a group becomes ready to be taken. */
  constructor({ exclusive, onReady }: { readonly exclusive: boolean; readonly onReady: () => void }) {
    this.#exclusive = exclusive;
    this.#onReady = onReady;
  }

  get size(): { readonly waiting: number; readonly delayed: number; readonly inFlight: number } {
    return { waiting: this.#waiting, delayed: this.#delayed, inFlight: this.#inFlight };
  }

  nextDueMs(): number | undefined {
    return this.#due.nextDueMs();
  }

  add(message: StoredMessage): void {
    this.#waiting += 1;
    const group = this.#groupOf(message);
    group.messages.push(message);
    this.#schedule(group);
  }

  addLater(message: StoredMessage, dueMs: number): void {
    this.#delayed += 1;
    const release = (): void => {
      this.#delayed -= 1;
      this.add(message);
    };
    this.#due.push({ dueMs, release });
  }

  /** Makes everything ready that is due. */
  promoteDue(nowMs: number): void {
    for (let item = this.#due.popDue(nowMs); item !== undefined; item = this.#due.popDue(nowMs)) item.release();
  }

  /** @returns up to `limit` messages of one group, or `undefined`. A message that failed before is handed out alone, so that it fails alone. */
  take(limit: number): Handout | undefined {
    const group = this.#ready.shift();
    if (group === undefined) return undefined;
    group.queued = false;
    const messages: StoredMessage[] = [];
    while (messages.length < limit) {
      const next = group.messages.peek();
      if (next === undefined || (messages.length > 0 && next.receiveCount > 0)) break;
      group.messages.shift();
      messages.push(next);
      next.receiveCount += 1;
      if (next.receiveCount > 1) break;
    }
    this.#waiting -= messages.length;
    this.#inFlight += messages.length;
    if (this.#exclusive) group.busy = true;
    this.#rest(group);
    return { group, messages };
  }

  /** Discards a message of a delivery that is settled. */
  discard(): void {
    this.#inFlight -= 1;
  }

  /** Takes a message back, to be handed out again from `dueMs`; in an exclusive group, use `handBack`. */
  retryAt(message: StoredMessage, dueMs: number, nowMs: number): void {
    this.#inFlight -= 1;
    if (dueMs <= nowMs) this.add(message);
    else this.addLater(message, dueMs);
  }

  /** Puts messages back in front of their group, in their order, and frees the group at `dueMs`. */
  handBack(group: MessageGroup, messages: readonly StoredMessage[], wait?: { readonly dueMs: number; readonly nowMs: number }): void {
    for (const message of messages.toReversed()) group.messages.unshift(message);
    this.#inFlight -= messages.length;
    this.#waiting += messages.length;
    const release = (): void => {
      group.busy = false;
      this.#rest(group);
    };
    if (wait !== undefined && wait.dueMs > wait.nowMs) this.#due.push({ dueMs: wait.dueMs, release });
    else release();
  }

  /** An empty group is forgotten, any other gets in line. */
  #rest(group: MessageGroup): void {
    if (group.messages.size > 0) this.#schedule(group);
    else if (!group.busy) this.#groups.delete(group.key);
  }

  #schedule(group: MessageGroup): void {
    if (group.queued || group.busy) return;
    group.queued = true;
    this.#ready.push(group);
    this.#onReady();
  }

  #groupOf(message: StoredMessage): MessageGroup {
    const key = message.groupId ?? '';
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const group: MessageGroup = { key, messages: new Deque(), busy: false, queued: false };
    this.#groups.set(key, group);
    return group;
  }
}
