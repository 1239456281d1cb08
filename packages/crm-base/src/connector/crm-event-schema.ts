import * as z from 'zod';
import type { CrmEvent } from './crm-webhooks.ts';

/** CRMs write ids as numbers too; what is absent must never become a text. */
const idSchema = z.union([z.string().min(1), z.int().transform(String)]);

const personShape = { objectType: z.string().min(1), externalId: idSchema };

/** An event as connectors return it and the inbox keeps it. */
export const crmEventSchema: z.ZodType<CrmEvent> = z.object({
  eventId: idSchema,
  change: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('person-changed'), ...personShape }),
    z.object({ kind: z.literal('person-deleted'), ...personShape }),
  ]),
});
