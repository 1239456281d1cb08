import { InvalidWebhookError } from '../errors/invalid-webhook-error.ts';
import { readBody, readHead, type EventBody, type EventHead } from './delivered-event.ts';
import type { QuoEvent } from './quo-event.ts';
import { readCallEvent } from './read-call-event.ts';
import { readMessageEvent } from './read-message-event.ts';
import { readSummaryEvent } from './read-summary-event.ts';
import { readVoicemailEvent } from './read-voicemail-event.ts';

type ReadEvent = (head: EventHead, delivered: EventBody) => QuoEvent;

/** `callSummary` is how samples of the guide name the event itself. A message that failed is none that was sent. */
const READERS: ReadonlyMap<string, ReadEvent> = new Map<string, ReadEvent>([
  ['message.received', readMessageEvent],
  ['message.delivered', readMessageEvent],
  ['call.completed', readCallEvent],
  ['call.answered', readCallEvent],
  ['call.missed', readCallEvent],
  ['call.forwarded', readCallEvent],
  ['call.recording.completed', readCallEvent],
  ['call.summary.completed', readSummaryEvent],
  ['callSummary', readSummaryEvent],
  ['call.voicemail.completed', readVoicemailEvent],
]);

/**
 * Reads a webhook of Quo, in whichever version it was sent: v2 to v4 (Quo guide, Webhooks) or 2026-03-30 (Webhook event
 * payloads). Verify it first.
 *
 * @example
 * ```ts
 * const event = readQuoEvent(rawBody);
 * if (event.kind === 'call') facts = mergeCallFacts(facts, event.facts);
 * ```
 * @throws {InvalidWebhookError} saying where it deviates, never what stood there. Nothing else is thrown, whatever came.
 */
export function readQuoEvent(rawBody: Uint8Array | string): QuoEvent {
  const event = parse(rawBody);
  const head = readHead(event);
  const read = READERS.get(head.type);
  return read === undefined ? { kind: 'ignored', eventId: head.eventId, type: head.type } : read(head, readBody(event));
}

function parse(rawBody: Uint8Array | string): unknown {
  try {
    const text = typeof rawBody === 'string' ? rawBody : new TextDecoder('utf-8', { fatal: true }).decode(rawBody);
    return JSON.parse(text) as unknown;
  } catch {
    // The cause is left out: it quotes the body.
    throw new InvalidWebhookError(['the whole']);
  }
}
