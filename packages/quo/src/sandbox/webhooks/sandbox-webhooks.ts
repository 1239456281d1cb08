import { ConfigurationError, type Clock } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import type { Fetch } from '@frigg-crm/http';
import type { WebhookStyle } from '../../deliveries/read-signatures.ts';
import { toDatedEnvelope } from '../phone/dated-envelope.ts';
import { toLegacyEnvelope } from '../phone/legacy-envelope.ts';
import { subjectOf, type PhoneEvent } from '../phone/phone-events.ts';
import { createDeliverer } from './deliverer.ts';
import type { OpenDelivery, SandboxDelivery } from './sandbox-delivery.ts';
import type { SandboxWebhook } from './sandbox-webhook.ts';
import { signDelivery } from './sign-delivery.ts';

/** The webhooks of a sandbox, and what they deliver. */
export interface SandboxWebhooks {
  /** Deliveries that are on their way, those that wait for another attempt too. */
  readonly pending: number;
  /** Resolves when nothing is pending any more: all was taken or given up. */
  flush(): Promise<void>;
  /** All deliveries so far, in the order of their events: to send them by hand, in any order or twice. */
  events(): readonly SandboxDelivery[];
  /** All webhooks that are not deleted, in the order of their making. */
  subscriptions(): readonly SandboxWebhook[];
  /** Switches one off, as people do in the settings of Quo. */
  disable(id: string): void;
}

/** How webhooks are delivered. */
export interface WebhookDeliveryOptions {
  /** Where deliveries are sent to: `fetch`, or a receiver in the same program. @defaultValue nowhere, see `webhooks.events()` */
  readonly deliver?: Fetch | undefined;
  /**
   * How deliveries look. `legacy`: `openphone-signature` over an envelope of version 4; `standard`: `webhook-signature`
   * over one of 2026-03-30.
   * @defaultValue 'legacy'
   */
  readonly webhookStyle?: WebhookStyle | undefined;
  /** Milliseconds before the second, third … attempt of what was not answered 2xx. @defaultValue [5_000, 300_000], Quo's first two */
  readonly webhookRetryDelaysMs?: readonly number[] | undefined;
}

/** The webhooks, and what the sandbox itself needs of them. */
export interface WebhookDependencies {
  readonly webhooks: SandboxWebhooks;
  /** Sends an event to every webhook that is for it. */
  report(event: PhoneEvent): void;
  clear(): void;
}

/** Makes the delivering part over the webhooks that the API has made. */
export function createSandboxWebhooks(
  held: Map<string, SandboxWebhook>,
  about: WebhookDeliveryOptions & { readonly clock: Clock; readonly ownNumbers: readonly string[] },
): WebhookDependencies {
  const { clock, ownNumbers, deliver, webhookStyle: style = 'legacy', webhookRetryDelaysMs: retryDelaysMs = [5_000, 300_000] } = about;
  const deliverer = deliver === undefined ? undefined : createDeliverer({ deliver, clock, retryDelaysMs });
  let deliveries: SandboxDelivery[] = [];
  let eventCount = 0;

  function report(event: PhoneEvent): void {
    const { phoneNumberId } = subjectOf(event);
    const eventId = `EV${(eventCount += 1)}`;
    const toEnvelope = style === 'legacy' ? toLegacyEnvelope : toDatedEnvelope;
    const body = JSON.stringify(toEnvelope(event, { id: eventId, createdAt: toIso(clock.now()), ownNumbers }));
    for (const webhook of held.values()) {
      if (!isFor(webhook, event.type, phoneNumberId)) continue;
      const { id: webhookId, url, key } = webhook;
      const toRequest: SandboxDelivery['toRequest'] = ({ atMs = clock.now() } = {}) =>
        new Request(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...signDelivery(style, { key, id: eventId, body, atMs }) },
          body,
        });
      const delivery: OpenDelivery = { eventId, type: event.type, webhookId, url, body, state: 'held', attempts: 0, toRequest };
      deliveries.push(delivery);
      deliverer?.start(delivery);
    }
  }

  return {
    webhooks: {
      get pending() {
        return deliverer?.pending ?? 0;
      },
      flush: async () => deliverer?.flush(),
      events: () => deliveries.map((delivery) => ({ ...delivery })),
      subscriptions: () => [...held.values()],
      disable(id) {
        const webhook = held.get(id);
        if (webhook === undefined) throw new ConfigurationError('Quo sandbox: there is no such webhook');
        held.set(id, { ...webhook, status: 'disabled', updatedAt: toIso(clock.now()) });
      },
    },
    report,
    clear() {
      held.clear();
      deliveries = [];
      deliverer?.clear();
    },
  };
}

function isFor({ status, events, resourceIds }: SandboxWebhook, type: string, phoneNumberId: string): boolean {
  return status === 'enabled' && events.includes(type) && (resourceIds.includes('*') || resourceIds.includes(phoneNumberId));
}
