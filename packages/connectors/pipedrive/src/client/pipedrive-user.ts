import * as z from 'zod';
import { pipedriveIdSchema } from './pipedrive-id.ts';

/** A user of the company. */
export interface PipedriveUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Only an active one can own anything. */
  readonly isActive: boolean;
}

/** The user and company that a token belongs to. */
export interface PipedriveMe {
  readonly userId: string;
  readonly companyId: string;
  readonly companyName: string | null;
  /** Two letters (ISO 3166-1), when the company has said so. */
  readonly companyCountry: string | null;
}

/** Users API v1, Get all users. */
export const pipedriveUserSchema = z
  .object({
    id: pipedriveIdSchema,
    name: z.string().nullish(),
    email: z.string().nullish(),
    active_flag: z.boolean().nullish(),
    is_deleted: z.boolean().nullish(),
  })
  .transform((wire): PipedriveUser => ({
    id: wire.id,
    name: wire.name ?? '',
    email: wire.email ?? '',
    isActive: wire.active_flag === true && wire.is_deleted !== true,
  }));

/** Users API v1, Get current user data. */
export const pipedriveMeSchema = z
  .object({
    id: pipedriveIdSchema,
    company_id: pipedriveIdSchema,
    company_name: z.string().nullish(),
    company_country: z.string().nullish(),
  })
  .transform((wire): PipedriveMe => ({
    userId: wire.id,
    companyId: wire.company_id,
    companyName: wire.company_name ?? null,
    companyCountry: wire.company_country ?? null,
  }));
