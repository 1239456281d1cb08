import * as z from 'zod';
import { SYNC_ACTIONS } from '../plans/plan-schemas.ts';

const filterSchema = z.object({
  integrationId: z.string().optional(),
  state: z.string().optional(),
  active: z.boolean().optional(),
});

/** What is kept of a bulk operation. */
export const storedOperationSchema = z.object({
  action: z.enum(SYNC_ACTIONS),
  filter: filterSchema,
  state: z.enum(['RUNNING', 'COMPLETED', 'CANCELLED']),
  perSecond: z.number().nullable(),
  /** Syncs that were there when it began, at most: the preview has counted them. */
  total: z.number(),
  done: z.number(),
  skipped: z.number(),
  failed: z.record(z.string(), z.number()),
  /** The last sync that was worked on; `null`: none. */
  position: z.object({ at: z.string(), id: z.string() }).nullable(),
  caller: z.string(),
  userId: z.string().nullable(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
});

export type StoredOperation = z.output<typeof storedOperationSchema>;

/** A bulk operation and where it is kept. */
export interface BulkOperation extends StoredOperation {
  readonly id: string;
  /** Counts the changes. */
  readonly version: number;
}
