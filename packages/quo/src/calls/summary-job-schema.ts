import * as z from 'zod';
import type { QuoSummaryJob } from './quo-call-summary.ts';
import { listOf, orNull, textOrNull } from '../api/event-fields.ts';
import { toBoundedJson } from '../api/to-bounded-json.ts';

const itemSchema = z
  .object({ name: textOrNull, value: z.unknown().optional() })
  .transform(({ name, value }) => ({ name: name ?? '', value: toBoundedJson(value) }));

/** Reads what an assistant of Quo had to find out; what it found may be anything that JSON can say. */
export const summaryJobSchema = z
  .object({ icon: textOrNull, name: textOrNull, result: orNull(z.object({ data: listOf(itemSchema) })) })
  .transform(({ icon, name, result }): QuoSummaryJob => ({ icon, name: name ?? '', items: result?.data ?? [] }));
