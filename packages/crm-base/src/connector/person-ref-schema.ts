import * as z from 'zod';
import type { CrmPersonRef } from './logged-activity.ts';

/** A person as activities and remembered searches keep it. */
export const personRefSchema: z.ZodType<CrmPersonRef> = z.looseObject({ objectType: z.string(), externalId: z.string() });
