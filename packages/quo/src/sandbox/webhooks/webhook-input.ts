import * as z from 'zod';
import type { Workspace } from '../workspace-routes.ts';

/** What one family of webhooks can deliver. */
interface FamilyLimits {
  readonly events: readonly string[];
  readonly min: number;
}

/** The events of each family (Quo API, Create a new webhook for …). */
export const WEBHOOK_FAMILY_LIMITS: Readonly<Record<string, FamilyLimits>> = {
  messages: { events: ['message.received', 'message.delivered'], min: 0 },
  calls: { events: ['call.completed', 'call.ringing', 'call.recording.completed'], min: 0 },
  'call-summaries': { events: ['call.summary.completed'], min: 1 },
  'call-transcripts': { events: ['call.transcript.completed'], min: 1 },
};

const userId = z.string().startsWith('US');

/** The query of the list of webhooks. */
export const webhookQuerySchema = z.strictObject({ userId: z.tuple([userId]).optional() });

/** A webhook that is to be made, checked. */
export interface WebhookBody {
  readonly url: string;
  readonly events: readonly string[];
  readonly resourceIds?: readonly string[] | undefined;
  readonly userId?: string | undefined;
  readonly label?: string | undefined;
  readonly status?: 'enabled' | 'disabled' | undefined;
}

/** Makes the check of a body; stricter than Quo: unknown fields, numbers and users are errors. */
export function createWebhookBodySchema({ events, min }: FamilyLimits, { phoneNumbers, users }: Workspace): z.ZodType<WebhookBody> {
  const phoneNumberId = z.string().refine((id) => phoneNumbers.some((phoneNumber) => phoneNumber.id === id), 'Expected a phone number');
  return z.strictObject({
    url: z.url({ protocol: /^https?$/ }),
    events: z.array(z.enum(events)).min(min),
    // More than ten are refused by Quo where its integrations make their webhooks.
    resourceIds: z.union([z.array(z.literal('*')), z.array(phoneNumberId).max(10)]).optional(),
    userId: userId.refine((id) => users.some((user) => user.id === id), 'Expected a user').optional(),
    label: z.string().optional(),
    status: z.enum(['enabled', 'disabled']).optional(),
  });
}
