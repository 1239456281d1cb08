import type { Clock } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import type { Fetch } from '@frigg-crm/http';
import { SandboxDeliveries } from '@frigg-crm/http/sandbox';
import type { PersonChange } from './person-store.ts';
import { toWireTime } from './record-store.ts';
import type { SandboxDelivery, SandboxEventBody, SandboxWebhook } from './sandbox-webhook.ts';
import { toPersonEvent } from './to-person-event.ts';

/** What the webhooks of a sandbox work with. */
export interface SandboxWebhooksOptions {
  readonly clock: Clock;
  readonly companyId: number;
  readonly userId: number;
  readonly host: () => string;
  /** Where deliveries are sent. */
  readonly deliver: Fetch;
}

/** The subscriptions of a sandbox and what was delivered to them. */
export interface SandboxWebhookControl {
  /** What there is now. */
  readonly all: readonly SandboxWebhook[];
  /** Deliveries that no receiver has accepted with 2xx yet, also those whose next attempt is due later. */
  readonly pending: readonly SandboxDelivery[];
  /** Every event so far, as its first attempt carries it, for a test to send in its own order and number. */
  events(): readonly SandboxEventBody[];
  /** The request by which Pipedrive would deliver. */
  toRequest(delivery: Pick<SandboxDelivery, 'webhookId' | 'body'>): Request;
  /**
   * Sends what is due, in order. What is not taken with 2xx comes again after 3, 30 and 150 s, and then no more.
   * @returns how many were taken.
   */
  flush(): Promise<number>;
  /** Pipedrive removes a subscription by itself, as after three days without a delivery. */
  forget(id: number): void;
  /** From now on changes say that they are part of a bulk edit, or no longer. */
  setBulkEdit(isBulkEdit: boolean): void;
}

/** Waits after the first, second and third attempt (Guide for Webhooks v2, Retries). */
const RETRY_DELAYS_MS = [3000, 30_000, 150_000];
const MAX_PER_USER = 40;

export class SandboxWebhooks implements SandboxWebhookControl {
  readonly #options: SandboxWebhooksOptions;
  readonly #webhooks = new Map<number, SandboxWebhook>();
  readonly #deliveries: SandboxDeliveries<SandboxEventBody>;
  #lastId = 500;
  #eventCount = 0;
  #isBulkEdit = false;

  constructor(options: SandboxWebhooksOptions) {
    this.#options = options;
    this.#deliveries = new SandboxDeliveries({
      clock: options.clock,
      deliver: options.deliver,
      retryDelaysMs: RETRY_DELAYS_MS,
      toRequest: ({ webhookId, attempt, event: { meta, ...rest } }) => {
        const isThere = this.#webhooks.has(Number(webhookId));
        return isThere ? this.toRequest({ webhookId: Number(webhookId), body: { meta: { ...meta, attempt }, ...rest } }) : undefined;
      },
    });
  }

  get all(): readonly SandboxWebhook[] {
    return [...this.#webhooks.values()];
  }

  get pending(): readonly SandboxDelivery[] {
    return this.#deliveries.pending.map(({ webhookId, event, ...delivery }) => ({
      ...delivery,
      webhookId: Number(webhookId),
      body: event,
    }));
  }

  get isFull(): boolean {
    return this.#webhooks.size >= MAX_PER_USER;
  }

  add(
    fields: Pick<SandboxWebhook, 'event_action' | 'event_object' | 'subscription_url' | 'name'> & Partial<SandboxWebhook>,
  ): SandboxWebhook {
    const { clock, companyId, userId } = this.#options;
    this.#lastId += 1;
    const webhook: SandboxWebhook = {
      company_id: companyId,
      owner_id: userId,
      user_id: userId,
      version: '2.0',
      is_active: 1,
      add_time: toWireTime(clock.now()),
      remove_time: null,
      type: 'application',
      http_auth_user: null,
      http_auth_password: null,
      remove_reason: null,
      last_delivery_time: null,
      last_http_status: null,
      admin_id: userId,
      ...fields,
      id: this.#lastId,
    };
    this.#webhooks.set(webhook.id, webhook);
    return webhook;
  }

  /** @returns whether there was one. */
  delete(id: number): boolean {
    this.#deliveries.drop(String(id));
    return this.#webhooks.delete(id);
  }

  forget(id: number): void {
    this.delete(id);
  }

  clear(): void {
    this.#webhooks.clear();
    this.#deliveries.drop();
  }

  setBulkEdit(isBulkEdit: boolean): void {
    this.#isBulkEdit = isBulkEdit;
  }

  events(): readonly SandboxEventBody[] {
    return this.#deliveries.events;
  }

  /** Notifies every subscription of such events. */
  emit(change: PersonChange): void {
    const { clock, host, userId } = this.#options;
    for (const webhook of this.all.filter((each) => wants(each, change.action))) {
      this.#eventCount += 1;
      const eventId = `5f0c2c1e-0000-4000-8000-${String(this.#eventCount).padStart(12, '0')}`;
      const origin = { eventId, timestamp: toIso(clock.now()), host: host(), userId, isBulkEdit: this.#isBulkEdit };
      this.#deliveries.emit(String(webhook.id), toPersonEvent(change, webhook, origin));
    }
  }

  toRequest({ webhookId, body }: Pick<SandboxDelivery, 'webhookId' | 'body'>): Request {
    const webhook = this.#webhooks.get(webhookId);
    if (webhook === undefined) throw new RangeError(`The sandbox has no webhook ${webhookId}`);
    const { http_auth_user: user, http_auth_password: password } = webhook;
    const basic = user === null ? {} : { authorization: `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}` };
    const headers = { 'content-type': 'application/json', 'user-agent': 'Pipedrive Webhooks', ...basic };
    return new Request(webhook.subscription_url, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  async flush(): Promise<number> {
    return this.#deliveries.flush();
  }
}

function wants({ is_active: isActive, event_object: object, event_action: wanted }: SandboxWebhook, action: string): boolean {
  return isActive === 1 && (object === 'person' || object === '*') && (wanted === action || wanted === '*');
}
