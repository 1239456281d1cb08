import { createHmac } from 'node:crypto';
import type { Clock } from '@frigg-crm/core';
import type { Fetch } from '../api-request.ts';

/** One event on its way to one webhook. */
export interface SandboxDelivery<Event> {
  readonly webhookId: string;
  /** From 1. */
  readonly attempt: number;
  /** Epoch milliseconds. */
  readonly dueAtMs: number;
  readonly event: Event;
}

/** Options of {@link SandboxDeliveries}. */
export interface SandboxDeliveriesOptions<Event> {
  readonly clock: Clock;
  /** Where deliveries are sent. @defaultValue globalThis.fetch */
  readonly deliver?: Fetch | undefined;
  /** The request by which the CRM delivers, signed as the CRM signs; `undefined`: there is no such webhook any more. */
  readonly toRequest: (delivery: Pick<SandboxDelivery<Event>, 'webhookId' | 'attempt' | 'event'>) => Request | undefined;
  /** Milliseconds before the second, third … attempt of what was not responded to with 2xx. @defaultValue [], no attempt but the first */
  readonly retryDelaysMs?: readonly number[] | undefined;
}

/** What a sandbox delivers to webhooks, under the control of a test: nothing is sent before `flush`. */
export class SandboxDeliveries<Event> {
  readonly #options: SandboxDeliveriesOptions<Event>;
  readonly #events: Event[] = [];
  #pending: readonly SandboxDelivery<Event>[] = [];

  constructor(options: SandboxDeliveriesOptions<Event>) {
    this.#options = options;
  }

  /** Deliveries that no receiver has accepted with 2xx yet, also those whose next attempt is due later. */
  get pending(): readonly SandboxDelivery<Event>[] {
    return this.#pending;
  }

  /** Every event so far, for a test to send in its own order and number. */
  get events(): readonly Event[] {
    return this.#events;
  }

  /** Queues an event for a webhook. */
  emit(webhookId: string, event: Event): void {
    this.#events.push(event);
    this.#pending = [...this.#pending, { webhookId, attempt: 1, dueAtMs: this.#options.clock.now(), event }];
  }

  /** Drops what is pending, for one webhook that is gone or for all. */
  drop(webhookId?: string): void {
    this.#pending = webhookId === undefined ? [] : this.#pending.filter((delivery) => delivery.webhookId !== webhookId);
  }

  /** Sends what is due, in order. What is not accepted with 2xx is due again later, and given up after the last delay. @returns how many were accepted. */
  async flush(): Promise<number> {
    const now = this.#options.clock.now();
    const due = this.#pending.filter(({ dueAtMs }) => dueAtMs <= now);
    this.#pending = this.#pending.filter(({ dueAtMs }) => dueAtMs > now);
    let accepted = 0;
    for (const delivery of due) {
      const request = this.#options.toRequest(delivery);
      if (request === undefined) continue;
      if (await this.#isAccepted(request)) accepted += 1;
      else this.#again(delivery);
    }
    return accepted;
  }

  async #isAccepted(request: Request): Promise<boolean> {
    const { deliver = async (sent) => fetch(sent) } = this.#options;
    return deliver(request).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  #again(delivery: SandboxDelivery<Event>): void {
    const { clock, retryDelaysMs = [] } = this.#options;
    const delayMs = retryDelaysMs[delivery.attempt - 1];
    if (delayMs === undefined) return;
    this.#pending = [...this.#pending, { ...delivery, attempt: delivery.attempt + 1, dueAtMs: clock.now() + delayMs }];
  }
}

/** Signs a body as most CRMs do: the HMAC of its bytes under the secret of the webhook. */
export function signHmac(
  secret: string | Uint8Array,
  body: string | Uint8Array,
  {
    encoding = 'hex',
    algorithm = 'sha256',
  }: { readonly encoding?: 'hex' | 'base64' | 'base64url'; readonly algorithm?: 'sha1' | 'sha256' | 'sha512' } = {},
): string {
  return createHmac(algorithm, secret).update(body).digest(encoding);
}
