import type { HeldCall, HeldMessage, HeldSummary } from './held-call.ts';

/** What happened on the phone, as far as webhooks report it. */
export type PhoneEvent =
  | { readonly type: 'call.completed' | 'call.recording.completed'; readonly call: HeldCall }
  | { readonly type: 'call.summary.completed'; readonly call: HeldCall; readonly summary: HeldSummary }
  | { readonly type: 'message.received' | 'message.delivered'; readonly message: HeldMessage };

/** An event, and when it happened. */
export interface EventOccasion {
  /** Begins with `EV`. */
  readonly id: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** The numbers of the workspace, E.164. */
  readonly ownNumbers: readonly string[];
}

/** The call or message that an event is about. */
export function subjectOf(event: PhoneEvent): HeldCall | HeldMessage {
  return 'message' in event ? event.message : event.call;
}

/** Where Quo's app shows it. */
export function toDeepLink({ id, phoneNumberId }: HeldCall | HeldMessage): string {
  return `https://my.quo.com/inbox/${phoneNumberId}/c/${toConversationId(id)}?at=${id}`;
}

/** Every call and message of the sandbox is a conversation of its own. */
export function toConversationId(id: string): string {
  return `CN${id.slice(2)}`;
}
