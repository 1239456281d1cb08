import * as z from 'zod';
import { personRefSchema } from '../connector/person-ref-schema.ts';
import type { ActivityRecord } from './activity-record.ts';
import { mediaSchema } from './quo-data-schemas.ts';

const text = z.string().nullable().default(null);

const rememberedSchema = z.looseObject({
  deepLink: text,
  quoUser: z.looseObject({ id: z.string(), name: text, email: text }).nullable().default(null),
  media: z.array(mediaSchema).default([]),
  parts: z.array(z.number()).default([]),
});

/** An activity as it is stored. What an earlier version has stored may lack fields; what a newer one has added is kept. */
export const activityRecordSchema: z.ZodType<ActivityRecord> = z.looseObject({
  activityId: text,
  person: personRefSchema.nullable().default(null),
  contentHash: text,
  claim: z.looseObject({ id: z.string(), untilMs: z.number() }).nullable().default(null),
  isInDoubt: z.boolean().default(false),
  surplusIds: z.array(z.string()).default([]),
  seenAt: text,
  remembered: rememberedSchema.prefault({}),
});
