import type { OutgoingMessage, Verdict } from '@frigg-crm/core';
import type { SimulatedMachine } from './simulated-machine.ts';
import type { ScheduledEvent, Simulation } from './simulation.ts';

/** Messages in one consumer's hands. */
export interface Delivery {
  readonly messages: readonly { readonly message: ServerMessage; readonly receipt: number }[];
}

/** A message as the queue keeps it. */
export interface ServerMessage {
  readonly id: string;
  readonly body: string;
  readonly groupId: string | undefined;
  receiveCount: number;
  state: 'hidden' | 'visible' | 'in hand' | 'gone';
  /** Names the hand that holds it; an older one has no say any more. */
  receipt: number;
  /** Its holder still works on it. */
  isWatched: boolean;
  timer: ScheduledEvent | undefined;
}

/** A consumer that waits for messages. */
export interface Receiver {
  readonly machine: SimulatedMachine;
  readonly limit: number;
  readonly take: (delivery: Delivery) => void;
}

export interface QueueServerOptions {
  readonly simulation: Simulation;
  readonly name: string;
  readonly isFifo: boolean;
  readonly visibilityTimeoutMs: number;
  readonly maxReceiveCount: number;
  readonly onDeadLetter: (message: ServerMessage, reason: string) => void;
  /** Called after a message was removed because it was done. */
  readonly onAcknowledged: (message: ServerMessage) => void;
}

const DEDUPLICATION_MS = 5 * 60_000;
/** By then a consumer has given up a receive that did not return. */
const RECEIVE_DEADLINE_MS = 30_000;

/** Keeps messages, hands them out, and hands them out again. */
export class QueueServer {
  readonly #options: QueueServerOptions;
  readonly #simulation: Simulation;
  readonly #admittedAtMs = new Map<string, number>();
  #messages: ServerMessage[] = [];
  #receivers: Receiver[] = [];
  #lastId = 0;
  #lastReceipt = 0;

  constructor(options: QueueServerOptions) {
    this.#options = options;
    this.#simulation = options.simulation;
  }

  get maxReceiveCount(): number {
    return this.#options.maxReceiveCount;
  }

  get visibilityTimeoutMs(): number {
    return this.#options.visibilityTimeoutMs;
  }

  get name(): string {
    return this.#options.name;
  }

  get isFifo(): boolean {
    return this.#options.isFifo;
  }

  get size(): number {
    return this.#messages.length;
  }

  get bodies(): readonly string[] {
    return this.#messages.map(({ body }) => body);
  }

  /** Makes every delayed message visible. */
  showAll(): void {
    for (const message of this.#messages) if (message.state === 'hidden') this.#showAfter(message, 0);
  }

  /** Drops every message. */
  drop(): void {
    for (const message of this.#messages) this.#remove(message);
  }

  /** Stores a message; in a FIFO queue once per deduplication id. */
  accept({ body, groupId, deduplicationId, delaySeconds = 0 }: OutgoingMessage, lateMs = 0): void {
    if (this.#options.isFifo && deduplicationId !== undefined && !this.#admit(deduplicationId)) return;
    this.#lastId += 1;
    const message: ServerMessage = {
      id: `${this.name}-${this.#lastId}`,
      body,
      groupId,
      receiveCount: 0,
      state: 'hidden',
      receipt: 0,
      isWatched: false,
      timer: undefined,
    };
    this.#messages.push(message);
    this.#showAfter(message, delaySeconds * 1000 + lateMs);
  }

  /** Waits for messages; `take` is called once, when there are some. */
  receive(receiver: Receiver): void {
    this.#receivers.push(receiver);
    this.#match();
  }

  /** A consumer that stops does not wait any more. */
  forget(receiver: Receiver): void {
    this.#receivers = this.#receivers.filter((other) => other !== receiver);
  }

  /** @returns whether the message is still in that hand. */
  isHeld(message: ServerMessage, receipt: number): boolean {
    return message.state === 'in hand' && message.receipt === receipt;
  }

  /** Its holder is done with it: from now on only the timeout hides it. */
  stopWatching(message: ServerMessage, receipt: number): void {
    if (this.isHeld(message, receipt)) message.isWatched = false;
  }

  /** Stores what became of a message, unless it has been handed out again. */
  settle(message: ServerMessage, receipt: number, verdict: Verdict): void {
    if (!this.isHeld(message, receipt)) return;
    if (verdict.kind === 'done') this.#acknowledge(message);
    else if (verdict.kind === 'dead-letter') this.#moveToDeadLetterQueue(message, verdict.reason);
    else this.#giveBack(message, (verdict.delaySeconds ?? Math.min(2 ** (message.receiveCount - 1), 900)) * 1000);
    this.#match();
  }

  #acknowledge(message: ServerMessage): void {
    this.#remove(message);
    this.#options.onAcknowledged(message);
  }

  /** Takes back a message that no handler has seen: it does not count as received. */
  release(message: ServerMessage, receipt: number): void {
    if (!this.isHeld(message, receipt)) return;
    message.receiveCount -= 1;
    this.#showAfter(message, 0);
  }

  #giveBack(message: ServerMessage, delayMs: number): void {
    if (message.receiveCount >= this.#options.maxReceiveCount) this.#moveToDeadLetterQueue(message, 'its attempts are used up');
    else this.#showAfter(message, delayMs);
  }

  #showAfter(message: ServerMessage, delayMs: number): void {
    message.timer?.cancel();
    message.timer = undefined;
    message.state = 'hidden';
    if (delayMs > 0) message.timer = this.#simulation.schedule(delayMs, `${message.id} is visible`, () => this.#show(message));
    else this.#show(message);
  }

  #show(message: ServerMessage): void {
    message.state = 'visible';
    this.#match();
  }

  /** Hands visible messages to waiting consumers. */
  #match(): void {
    this.#receivers = this.#receivers.filter(({ machine }) => machine.isUp);
    while (this.#receivers.length > 0) {
      const first = this.#choose();
      if (first === undefined) return;
      const receiver = this.#simulation.chance('queue').pick(this.#receivers);
      this.forget(receiver);
      this.#handOut(first, receiver);
    }
  }

  #choose(): ServerMessage | undefined {
    const visible = this.#messages.filter((message) => message.state === 'visible' && this.#isFirstOfItsGroup(message));
    const isReordered = !this.#options.isFifo && visible.length > 1 && this.#simulation.faults.strikes('reorder');
    return isReordered ? this.#simulation.chance('queue').pick(visible) : visible[0];
  }

  #isFirstOfItsGroup(message: ServerMessage): boolean {
    return !this.#options.isFifo || this.#messages.find(({ groupId }) => groupId === message.groupId) === message;
  }

  #handOut(first: ServerMessage, { machine, limit, take }: Receiver): void {
    const others = this.#messages.filter(
      (message) => message !== first && message.groupId === first.groupId && message.state === 'visible' && message.receiveCount === 0,
    );
    const batch = first.receiveCount > 0 ? [first] : [first, ...others].slice(0, limit);
    const messages = batch.map((message) => {
      this.#lastReceipt += 1;
      message.receiveCount += 1;
      message.state = 'in hand';
      message.receipt = this.#lastReceipt;
      this.#watch(message, machine);
      return { message, receipt: this.#lastReceipt };
    });
    const label = `${machine.name} ← ${messages.map(({ message }) => `${message.id} (${message.receiveCount})`).join(', ')}`;
    const hangs = this.#simulation.faults.strikes('queueHangs');
    // The consumer never learns of them: its receive ends at its deadline, empty, and their visibility timeout hides them.
    for (const { message } of messages) message.isWatched = !hangs;
    this.#simulation.schedule(hangs ? RECEIVE_DEADLINE_MS : machine.latencyMs(), hangs ? `${label}, too late` : label, () =>
      machine.tell(() => take({ messages: hangs ? [] : messages })),
    );
  }

  /** Hides the message as long as its holder says that it works on it. */
  #watch(message: ServerMessage, machine: SimulatedMachine): void {
    const { receipt } = message;
    const isForgotten = this.#simulation.faults.strikes('redelivery');
    const hiddenMs = isForgotten ? this.#simulation.chance('queue').integer(20, 2000) : this.#options.visibilityTimeoutMs;
    const expire = (): void => {
      if (!this.isHeld(message, receipt)) return;
      if (machine.isUp && !machine.isFrozen && message.isWatched && !isForgotten) this.#extend(message, machine, expire);
      else this.#giveBack(message, 0);
    };
    message.timer = this.#simulation.schedule(hiddenMs, `${message.id} was hidden long enough`, expire);
  }

  #extend(message: ServerMessage, machine: SimulatedMachine, expire: () => void): void {
    message.timer = this.#simulation.schedule(this.#options.visibilityTimeoutMs, `${machine.name} still works on ${message.id}`, expire);
  }

  #moveToDeadLetterQueue(message: ServerMessage, reason: string): void {
    this.#remove(message);
    this.#options.onDeadLetter(message, reason);
    // What stood behind it in its group may go on.
    this.#match();
  }

  #remove(message: ServerMessage): void {
    message.timer?.cancel();
    message.timer = undefined;
    message.state = 'gone';
    this.#messages = this.#messages.filter((other) => other !== message);
  }

  #admit(id: string): boolean {
    const nowMs = this.#simulation.now();
    const admittedAtMs = this.#admittedAtMs.get(id);
    if (admittedAtMs !== undefined && nowMs < admittedAtMs + DEDUPLICATION_MS) return false;
    this.#admittedAtMs.set(id, nowMs);
    return true;
  }
}
