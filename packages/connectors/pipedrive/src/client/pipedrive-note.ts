import * as z from 'zod';
import { pipedriveIdSchema } from './pipedrive-id.ts';

/** A note about a person, as it is to be written. */
export interface PipedriveNoteFields {
  readonly personId: string;
  /** HTML; Pipedrive takes out what it does not allow. */
  readonly content: string;
  /** The author; only an administrator may name another than himself. @defaultValue the connected user */
  readonly userId?: string | undefined;
  /** `YYYY-MM-DD HH:MM:SS` in UTC. @defaultValue now */
  readonly addTime?: string | undefined;
}

/** A note as Pipedrive keeps it. */
export interface PipedriveNote {
  readonly id: string;
  readonly content: string;
  readonly personId: string | null;
  readonly userId: string | null;
  /** `YYYY-MM-DD HH:MM:SS` in UTC. */
  readonly addTime: string | null;
  readonly isDeleted: boolean;
}

/** Notes API v1, Get one note. */
export const pipedriveNoteSchema = z
  .object({
    id: pipedriveIdSchema,
    content: z.string().nullish(),
    person_id: pipedriveIdSchema.nullish(),
    user_id: pipedriveIdSchema.nullish(),
    add_time: z.string().nullish(),
    active_flag: z.boolean().nullish(),
  })
  .transform((wire): PipedriveNote => ({
    id: wire.id,
    content: wire.content ?? '',
    personId: wire.person_id ?? null,
    userId: wire.user_id ?? null,
    addTime: wire.add_time ?? null,
    isDeleted: wire.active_flag === false,
  }));
