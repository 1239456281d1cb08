import { markUnusable } from '@frigg-crm/crm-base/connector';
import * as z from 'zod';
import type { SyntheticPerson } from '../people/synthetic-person.ts';

const idSchema = z.string().min(1);
const documentedSchema: z.ZodType<SyntheticPerson> = z.object({
  id: idSchema,
  firstName: z.string(),
  lastName: z.string(),
  company: z.string(),
  phone: z.string().nullable(),
  emails: z.array(z.string()),
  updatedAt: z.string(),
});

/** A person, on the wire; one that is not as documented is marked. */
export const personSchema: z.ZodType<SyntheticPerson> = markUnusable(documentedSchema, ({ id }, unusableField) => {
  const nothing = { firstName: '', lastName: '', company: '', phone: null, emails: [], updatedAt: '' };
  return { ...nothing, id: idSchema.safeParse(id).data ?? '', unusableField };
});

/** A page of people as the client returns it. */
export interface PeoplePage {
  readonly people: readonly SyntheticPerson[];
  /** Absent where the CRM does not count. */
  readonly total?: number | null | undefined;
  /** `null` on the last page. */
  readonly nextCursor: string | null;
  readonly hasMore: boolean;
}

/** A page of people, on the wire. */
export const peoplePageSchema: z.ZodType<PeoplePage> = z.object({
  people: z.array(personSchema),
  total: z.int().min(0).nullish(),
  nextCursor: z.string().nullable(),
  hasMore: z.boolean(),
});
