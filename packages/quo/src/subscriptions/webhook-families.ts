import type { QuoSubscriptionKind } from './quo-subscription.ts';

/** The webhooks of one kind: where they are made, what they deliver, and what they are called in the settings of Quo. */
interface WebhookFamily {
  readonly path: string;
  readonly events: readonly string[];
  readonly title: string;
}

/** All kinds (Quo API, Create a new webhook for messages, for calls, for call summaries). */
export const WEBHOOK_FAMILIES: Readonly<Record<QuoSubscriptionKind, WebhookFamily>> = {
  message: { path: 'messages', events: ['message.received', 'message.delivered'], title: 'Messages' },
  call: { path: 'calls', events: ['call.completed', 'call.recording.completed'], title: 'Calls' },
  callSummary: { path: 'call-summaries', events: ['call.summary.completed'], title: 'Call summaries' },
};

/** In the order in which they are made. */
export const SUBSCRIPTION_KINDS: readonly QuoSubscriptionKind[] = ['message', 'call', 'callSummary'];
