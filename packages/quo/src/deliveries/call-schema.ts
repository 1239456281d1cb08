import * as z from 'zod';
import { recordingSchema } from '../calls/call-answers.ts';
import type { QuoRecording } from '../calls/quo-recording.ts';
import {
  direction,
  idOrNull,
  listOf,
  orNull,
  phoneNumberOrNull,
  phoneNumbers,
  secondsOrNull,
  textOrNull,
  timeOrNull,
} from '../api/event-fields.ts';

/** Up to version 3 recordings are media without an id. */
const mediaSchema = z
  .object({ url: textOrNull, duration: secondsOrNull })
  .transform(({ url, duration }): QuoRecording => ({ id: null, url, durationSeconds: duration, status: null, startedAt: null }));

const voicemailSchema = z.object({
  id: idOrNull,
  status: textOrNull,
  duration: secondsOrNull,
  transcript: textOrNull,
  recordingUrl: textOrNull,
  // Up to version 3.
  url: textOrNull,
});

/** A call in any version of the events: each uses some of these. */
export const callSchema = z.object({
  id: idOrNull,
  callId: idOrNull,
  direction: orNull(direction),
  status: textOrNull,
  createdAt: timeOrNull,
  answeredAt: timeOrNull,
  completedAt: timeOrNull,
  updatedAt: timeOrNull,
  duration: secondsOrNull,
  answeredBy: idOrNull,
  answeredByUserId: idOrNull,
  initiatedBy: idOrNull,
  initiatedByUserId: idOrNull,
  userId: idOrNull,
  phoneNumberId: idOrNull,
  participants: phoneNumbers,
  from: phoneNumberOrNull,
  to: phoneNumbers,
  forwardedTo: textOrNull,
  aiHandled: textOrNull,
  recordings: listOf(recordingSchema),
  media: listOf(mediaSchema),
  voicemail: orNull(voicemailSchema),
});

/** What events of 2026-03-30 say beside a call. */
export const callContextSchema = z.object({
  userId: idOrNull,
  answeredByUserId: idOrNull,
  initiatedByUserId: idOrNull,
  forwardedTo: phoneNumberOrNull,
  participants: orNull(z.object({ workspace: phoneNumbers, external: phoneNumbers, resolution: textOrNull })),
});

/** A call as an event reports it. */
export type DeliveredCall = z.output<typeof callSchema>;

/** What stands beside it. */
export type CallContext = z.output<typeof callContextSchema>;
