import * as z from 'zod';
import { idOrNull, listOf, secondsOrNull, textOrNull, timeOrNull } from '../api/event-fields.ts';
import { summaryJobSchema } from './summary-job-schema.ts';
import { quoIdSchema } from '../api/quo-id.ts';
import type { QuoCallSummary } from './quo-call-summary.ts';
import type { QuoCall } from './quo-call.ts';
import type { QuoRecording } from './quo-recording.ts';
import type { QuoVoicemail } from './quo-voicemail.ts';

/** Reads a call (Quo API, Get a call by id). */
export const callSchema = z
  .object({
    id: quoIdSchema,
    direction: z.enum(['incoming', 'outgoing']),
    status: textOrNull,
    createdAt: timeOrNull,
    answeredAt: timeOrNull,
    completedAt: timeOrNull,
    updatedAt: timeOrNull,
    duration: secondsOrNull,
    answeredBy: idOrNull,
    initiatedBy: idOrNull,
    userId: idOrNull,
    phoneNumberId: idOrNull,
    participants: listOf(z.string()),
    forwardedTo: textOrNull,
    aiHandled: textOrNull,
  })
  .transform(({ duration, ...call }): QuoCall => ({ ...call, durationSeconds: duration, externalParticipants: null }));

/** Reads a recording (Quo API, Get recordings for a call). */
export const recordingSchema = z
  .object({ id: idOrNull, url: textOrNull, duration: secondsOrNull, status: textOrNull, startTime: timeOrNull })
  .transform(({ id, url, duration, status, startTime }): QuoRecording => ({
    id,
    url,
    durationSeconds: duration,
    status,
    startedAt: startTime,
  }));

/** Reads a voicemail (Quo API, Get a voicemail for a call). */
export const voicemailSchema = z
  .object({ id: idOrNull, status: textOrNull, duration: secondsOrNull, transcript: textOrNull, recordingUrl: textOrNull })
  .transform(({ id, status, duration, transcript, recordingUrl }): QuoVoicemail => ({
    id,
    status,
    durationSeconds: duration,
    transcript,
    url: recordingUrl,
  }));

/** Reads a summary (Quo API, Get a summary for a call). Its lists are `null` while Quo is at work on it. */
export const summarySchema = z
  .object({ status: textOrNull, summary: listOf(z.string()), nextSteps: listOf(z.string()), jobs: listOf(summaryJobSchema) })
  .transform((summary): QuoCallSummary => summary);
