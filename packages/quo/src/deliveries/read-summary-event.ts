import * as z from 'zod';
import { NO_CALL_FACTS } from '../calls/merge-call-facts.ts';
import { readPart, type EventBody, type EventHead } from './delivered-event.ts';
import { id, idOrNull, listOf, textOrNull } from '../api/event-fields.ts';
import type { QuoCallEvent } from './quo-event.ts';
import { summaryJobSchema } from '../calls/summary-job-schema.ts';

const summarySchema = z.object({
  callId: id,
  phoneNumberId: idOrNull,
  status: textOrNull,
  // 2026-03-30.
  processingStatus: textOrNull,
  summary: listOf(z.string()),
  nextSteps: listOf(z.string()),
  jobs: listOf(summaryJobSchema),
});

/** @throws {InvalidWebhookError} when it is not clear which call the summary is of. */
export function readSummaryEvent(head: EventHead, { body, bodyPath, deepLink, ...delivered }: EventBody): QuoCallEvent {
  const { callId, phoneNumberId, status, processingStatus, ...content } = readPart(summarySchema, body, bodyPath);
  return {
    kind: 'call',
    ...head,
    callId,
    phoneNumberId: phoneNumberId ?? delivered.phoneNumberId,
    facts: {
      ...NO_CALL_FACTS,
      summary: { status: status ?? processingStatus, ...content },
      deepLink,
    },
  };
}
