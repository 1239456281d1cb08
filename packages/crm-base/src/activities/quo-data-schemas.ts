import type { JsonValue } from '@frigg-crm/core';
import type { QuoCallFacts, QuoMedia, QuoMessage } from '@frigg-crm/quo';
import * as z from 'zod';

// What earlier versions have stored lacks what was added since, and what newer ones have stored holds more, which is kept.
const id = z.string().min(1);
const text = z.string().nullable().default(null);
const seconds = z.number().nullable().default(null);
const texts = z.array(z.string()).default([]);
const direction = z.enum(['incoming', 'outgoing']);

const callSchema = z.looseObject({
  id,
  direction,
  status: text,
  createdAt: text,
  answeredAt: text,
  completedAt: text,
  updatedAt: text,
  durationSeconds: seconds,
  answeredBy: text,
  initiatedBy: text,
  userId: text,
  phoneNumberId: text,
  participants: texts,
  externalParticipants: z.array(z.string()).nullable().default(null),
  forwardedTo: text,
  aiHandled: text,
});

/** What was parsed from JSON is JSON. */
const itemSchema = z.looseObject({ name: z.string(), value: z.custom<JsonValue>((value) => value !== undefined) });

const summarySchema = z.looseObject({
  status: text,
  summary: texts,
  nextSteps: texts,
  jobs: z.array(z.looseObject({ icon: text, name: z.string(), items: z.array(itemSchema).default([]) })).default([]),
});

/** What is known of a call, as it is stored. */
export const callFactsSchema: z.ZodType<QuoCallFacts> = z.looseObject({
  call: callSchema.nullable().default(null),
  recordings: z.array(z.looseObject({ id: text, url: text, durationSeconds: seconds, status: text, startedAt: text })).default([]),
  voicemail: z.looseObject({ id: text, status: text, durationSeconds: seconds, transcript: text, url: text }).nullable().default(null),
  summary: summarySchema.nullable().default(null),
  deepLink: text,
});

/** What came with a message, as it is stored. */
export const mediaSchema: z.ZodType<QuoMedia> = z.looseObject({ url: z.string(), type: text });

/** A message, as it is stored. */
export const messageSchema: z.ZodType<QuoMessage> = z.looseObject({
  id,
  direction,
  from: z.string(),
  to: z.array(z.string()),
  text: z.string(),
  media: z.array(mediaSchema).default([]),
  status: text,
  createdAt: text,
  userId: text,
  phoneNumberId: text,
  deepLink: text,
});
