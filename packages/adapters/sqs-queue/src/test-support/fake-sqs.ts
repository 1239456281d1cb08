import { createHash, randomUUID } from 'node:crypto';
import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import type { Clock } from '@frigg-crm/core';

/** A message as the fake keeps it. */
export interface FakeMessage {
  readonly MessageId: string;
  readonly body: string;
  readonly groupId: string | undefined;
  readonly attributes: Record<string, { readonly DataType: string; readonly StringValue: string }> | undefined;
  receiveCount: number;
  visibleAtMs: number;
  receiptHandle: string | undefined;
}

interface FakeQueue {
  readonly isFifo: boolean;
  messages: FakeMessage[];
  readonly accepted: Map<string, number>;
}

/** Something that goes wrong with one request. */
export type Fault =
  /** The connection is refused. */
  | { readonly kind: 'network' }
  /** The request is swallowed: no response, not even when it is aborted, as with a client that ignores the signal. */
  | { readonly kind: 'hang' }
  /** The request is carried out and its response is swallowed. */
  | { readonly kind: 'lost-response' }
  /** An error response of the protocol AWS JSON 1.0. */
  | { readonly kind: 'error'; readonly status: number; readonly type: string; readonly message?: string }
  /** These entries fail, the others are carried out. */
  | EntriesFault;

interface EntriesFault {
  readonly kind: 'entries';
  readonly ids: readonly string[];
  readonly code: string;
  readonly senderFault: boolean;
  readonly message?: string;
}

export type Input = Record<string, unknown> & { readonly QueueUrl: string; readonly Entries?: readonly Record<string, unknown>[] };

/**
 * Amazon SQS as its documentation describes FIFO queues, behind a real client: a receive may hold several messages of
 * one group, in order, and while one of them is hidden no other of its group is handed out. fauxqs hands out one message
 * per group at a time. Time is the clock's.
 */
export class FakeSqs {
  readonly #clock: Clock;
  readonly #queues = new Map<string, FakeQueue>();
  readonly #maxReceiveCount: number;
  #changed = new AbortController();
  readonly sourceUrl: string;
  readonly deadLetterUrl: string;
  /** The actions that were requested, in order. */
  readonly calls: string[] = [];

  constructor({
    clock,
    maxReceiveCount,
    fifo = true,
  }: {
    readonly clock: Clock;
    readonly maxReceiveCount: number;
    readonly fifo?: boolean;
  }) {
    this.#clock = clock;
    this.#maxReceiveCount = maxReceiveCount;
    const suffix = fifo ? '.fifo' : '';
    this.sourceUrl = `http://sqs.invalid/1/source${suffix}`;
    this.deadLetterUrl = `http://sqs.invalid/1/dead${suffix}`;
    for (const url of [this.sourceUrl, this.deadLetterUrl]) this.#queues.set(url, { isFifo: fifo, messages: [], accepted: new Map() });
  }

  get deadLetters(): readonly FakeMessage[] {
    return this.#queue(this.deadLetterUrl).messages;
  }

  get messages(): readonly FakeMessage[] {
    return this.#queue(this.sourceUrl).messages;
  }

  /** Stores messages without a request. */
  put(url: string, messages: readonly { readonly body: string; readonly groupId: string }[]): void {
    for (const { body, groupId } of messages) this.#send(this.#queue(url), { MessageBody: body, MessageGroupId: groupId });
  }

  /** Called before each request: what goes wrong with it. */
  interfere: (action: string, input: Input) => Fault | undefined = () => undefined;

  /** How long a request is on its way. */
  delay: (action: string) => Promise<void> = async () => undefined;

  /** A client whose requests end here. */
  createClient(): SQSClient {
    const requestHandler = {
      handle: async (
        { headers, body }: { readonly headers: Record<string, string>; readonly body: Uint8Array },
        { abortSignal }: { readonly abortSignal?: AbortSignal } = {},
      ) => {
        const action = headers['x-amz-target']?.split('.')[1] ?? '';
        this.calls.push(action);
        const input = JSON.parse(new TextDecoder().decode(body)) as Input;
        await this.delay(action);
        const fault = this.interfere(action, input);
        if (fault?.kind === 'network') throw Object.assign(new Error('connect ECONNREFUSED'), { name: 'ECONNREFUSED' });
        if (fault?.kind === 'hang') return NEVER;
        if (action === 'StartMessageMoveTask')
          return toResponse(400, { __type: 'com.amazonaws.sqs#UnsupportedOperation', message: 'not here' });
        if (fault?.kind === 'error')
          return toResponse(fault.status, { __type: `com.amazonaws.sqs#${fault.type}`, message: fault.message ?? 'injected' });
        const result = await this.#execute(action, input, { signal: abortSignal, fault: fault?.kind === 'entries' ? fault : undefined });
        return fault?.kind === 'lost-response' ? NEVER : toResponse(200, result);
      },
    };
    const config = { endpoint: 'http://sqs.invalid', region: 'us-east-1', maxAttempts: 1, md5: false, requestHandler };
    return new SQSClient({ ...config, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } } as unknown as SQSClientConfig);
  }

  async #execute(
    action: string,
    input: Input,
    { signal, fault }: { readonly signal: AbortSignal | undefined; readonly fault: EntriesFault | undefined },
  ): Promise<unknown> {
    const queue = this.#queue(input.QueueUrl);
    if (action === 'GetQueueAttributes')
      return {
        Attributes: { QueueArn: `arn:aws:sqs:fake:1:${input.QueueUrl}`, ApproximateNumberOfMessages: String(queue.messages.length) },
      };
    if (action === 'ReceiveMessage') return this.#receive(queue, input, signal);
    // The change is made by the time the waiting receives try again.
    queueMicrotask(() => this.#change());
    if (action === 'SendMessage') {
      this.#send(queue, input);
      return { MessageId: 'sent', MD5OfMessageBody: md5(String(input['MessageBody'])) };
    }
    const apply = { SendMessageBatch: this.#send, DeleteMessageBatch: this.#delete, ChangeMessageVisibilityBatch: this.#hide }[action];
    if (apply === undefined) throw new Error(`the fake has no ${action}`);
    const Successful: unknown[] = [];
    const Failed: unknown[] = [];
    for (const entry of input.Entries ?? []) {
      if (fault?.ids.includes(String(entry['Id'])) === true) {
        Failed.push({ Id: entry['Id'], Code: fault.code, SenderFault: fault.senderFault, Message: fault.message });
      } else if (apply.call(this, queue, entry) === false)
        Failed.push({ Id: entry['Id'], Code: 'ReceiptHandleIsInvalid', SenderFault: true });
      else Successful.push({ Id: entry['Id'], MessageId: 'sent', MD5OfMessageBody: md5(String(entry['MessageBody'])) });
    }
    return { Successful, Failed };
  }

  #send(queue: FakeQueue, entry: Record<string, unknown>): boolean {
    const deduplicationId = entry['MessageDeduplicationId'] as string | undefined;
    const nowMs = this.#clock.now();
    if (deduplicationId !== undefined) {
      if ((queue.accepted.get(deduplicationId) ?? 0) > nowMs) return true;
      queue.accepted.set(deduplicationId, nowMs + 300_000);
    }
    queue.messages.push({
      MessageId: randomUUID(),
      body: String(entry['MessageBody']),
      groupId: entry['MessageGroupId'] as string | undefined,
      attributes: entry['MessageAttributes'] as FakeMessage['attributes'],
      receiveCount: 0,
      visibleAtMs: nowMs + Number(entry['DelaySeconds'] ?? 0) * 1000,
      receiptHandle: undefined,
    });
    return true;
  }

  #delete(queue: FakeQueue, entry: Record<string, unknown>): boolean {
    queue.messages = queue.messages.filter(({ receiptHandle }) => receiptHandle !== entry['ReceiptHandle']);
    return true;
  }

  #hide(queue: FakeQueue, entry: Record<string, unknown>): boolean {
    const message = queue.messages.find(({ receiptHandle }) => receiptHandle === entry['ReceiptHandle']);
    if (message === undefined || message.visibleAtMs <= this.#clock.now()) return false;
    message.visibleAtMs = this.#clock.now() + Number(entry['VisibilityTimeout']) * 1000;
    return true;
  }

  /** Long polling: tries again when anything changes and when a message gets visible. */
  async #receive(queue: FakeQueue, input: Input, signal: AbortSignal | undefined): Promise<unknown> {
    const endMs = this.#clock.now() + Number(input['WaitTimeSeconds'] ?? 0) * 1000;
    for (;;) {
      if (signal?.aborted === true) throw Object.assign(new Error('aborted'), { name: 'AbortError' });
      const messages = this.#take(queue, Number(input['MaxNumberOfMessages'] ?? 1), Number(input['VisibilityTimeout']) * 1000);
      const nowMs = this.#clock.now();
      if (messages.length > 0 || nowMs >= endMs) return { Messages: messages };
      const dueMs = Math.min(endMs, ...queue.messages.map(({ visibleAtMs }) => visibleAtMs).filter((atMs) => atMs > nowMs));
      await this.#clock
        .sleep(dueMs - nowMs, { signal: AbortSignal.any([this.#changed.signal, ...(signal === undefined ? [] : [signal])]) })
        .catch(() => undefined);
    }
  }

  #change(): void {
    const changed = this.#changed;
    this.#changed = new AbortController();
    changed.abort();
  }

  #take(queue: FakeQueue, limit: number, visibilityMs: number): unknown[] {
    const nowMs = this.#clock.now();
    const blocked = new Set(queue.messages.filter(({ visibleAtMs }) => visibleAtMs > nowMs).map(({ groupId }) => groupId));
    const taken: unknown[] = [];
    for (const message of queue.messages.slice()) {
      if (taken.length >= limit) break;
      if (message.visibleAtMs > nowMs || (queue.isFifo && blocked.has(message.groupId))) continue;
      message.receiveCount += 1;
      if (message.receiveCount > this.#maxReceiveCount) {
        queue.messages = queue.messages.filter((other) => other !== message);
        this.#queue(this.deadLetterUrl).messages.push({ ...message, receiptHandle: undefined });
        continue;
      }
      message.visibleAtMs = nowMs + visibilityMs;
      message.receiptHandle = randomUUID();
      const Attributes = { ApproximateReceiveCount: String(message.receiveCount), MessageGroupId: message.groupId };
      taken.push({
        MessageId: message.MessageId,
        ReceiptHandle: message.receiptHandle,
        Body: message.body,
        MD5OfBody: md5(message.body),
        Attributes,
      });
    }
    return taken;
  }

  #queue(url: string): FakeQueue {
    const queue = this.#queues.get(url);
    if (queue === undefined) throw new Error('the fake has no such queue');
    return queue;
  }
}

const NEVER = new Promise<never>(() => undefined);

function toResponse(statusCode: number, result: unknown): { readonly response: object } {
  const body = new TextEncoder().encode(JSON.stringify(result));
  return { response: { statusCode, headers: { 'content-type': 'application/x-amz-json-1.0' }, body } };
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
