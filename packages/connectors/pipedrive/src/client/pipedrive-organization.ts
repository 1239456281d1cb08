import * as z from 'zod';
import { pipedriveIdSchema } from './pipedrive-id.ts';

/** Organizations API v2, Get all organizations. */
export const pipedriveOrganizationSchema = z
  .object({ id: pipedriveIdSchema, name: z.string().nullish(), is_deleted: z.boolean().nullish() })
  .transform(({ id, name, is_deleted: isDeleted }): PipedriveOrganization => ({ id, name: name ?? null, isDeleted: isDeleted ?? false }));

/** An organisation of Pipedrive, as far as a sync needs one. */
export interface PipedriveOrganization {
  readonly id: string;
  readonly name: string | null;
  readonly isDeleted: boolean;
}
