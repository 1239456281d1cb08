import type { QuoCallFacts } from '../calls/quo-call-facts.ts';
import type { QuoMessage } from '../messages/quo-message.ts';

/** A text message came in, or one of ours was delivered. Both may report one message: deduplicate by its id. */
export interface QuoMessageEvent {
  readonly kind: 'message';
  /** The same on every repetition of the event. */
  readonly eventId: string;
  /** As Quo names it, such as `message.received`. */
  readonly type: string;
  /** ISO 8601; `null`: Quo has not said. */
  readonly occurredAt: string | null;
  readonly message: QuoMessage;
}

/** Something became known of a call: that it ended, a recording, a summary, a voicemail. */
export interface QuoCallEvent {
  readonly kind: 'call';
  /** The same on every repetition of the event. */
  readonly eventId: string;
  /** As Quo names it, such as `call.completed`. */
  readonly type: string;
  /** ISO 8601; `null`: Quo has not said. */
  readonly occurredAt: string | null;
  /** Begins with `AC`. */
  readonly callId: string;
  /** Begins with `PN`; `null`: Quo has not said. */
  readonly phoneNumberId: string | null;
  /** The part that this event reports. */
  readonly facts: QuoCallFacts;
}

/** An event that calls for nothing: a ringing phone, a transcript, a contact, a task. */
export interface QuoIgnoredEvent {
  readonly kind: 'ignored';
  /** The same on every repetition of the event. */
  readonly eventId: string;
  readonly type: string;
}

/** What a webhook of Quo reports, whichever version of its envelope it came in. */
export type QuoEvent = QuoMessageEvent | QuoCallEvent | QuoIgnoredEvent;
