import * as z from 'zod';
import type { JsonObject } from '../domain/json.ts';
import { isStorableText } from '../domain/process/assert-storable-process.ts';
import { toProcessId } from '../domain/process/process-id.ts';
import type { OutcomeCounts, ProcessErrorEntry, ProcessMetrics, ProcessUpdate, WaitingReason } from '../domain/process/process-update.ts';
import { jsonObjectSchema } from '../use-cases/validate.ts';

/** Every key has its schema, an optional one too: what an update can say and a message cannot is a compile error here. */
type ShapeOf<Data> = { readonly [Key in keyof Data]-?: z.ZodType<Data[Key]> };

/** What an update of one kind says, beside whose update it is. */
type UpdateData<Kind extends ProcessUpdate['type']> = Omit<
  Extract<ProcessUpdate, { readonly type: Kind }>,
  'type' | 'processId' | 'updateId'
>;

/** Ids are kept as they are, so every store must be able to hold them; the fold makes other texts storable. */
export const updateIdSchema = z.string().min(1).refine(isStorableText);
const processId = updateIdSchema.transform(toProcessId);
const count = z.int().min(0);
const jsonObject = jsonObjectSchema.transform((value) => value as JsonObject);
/** The keys are checked as a whole first: zod's records drop `__proto__` in silence. */
const openUnits = jsonObject.pipe(
  z.record(
    z.string().regex(/^(?:0|[1-9]\d*)$/),
    z.custom<JsonObject>((value) => isObject(value)),
  ),
);
const outcome = z.enum(['PROCESSED', 'FAILED']);

const errorEntry = z.strictObject({
  externalId: z.string().exactOptional(),
  unit: count.exactOptional(),
  code: z.string(),
  message: z.string(),
} satisfies ShapeOf<ProcessErrorEntry>);

const counts = z.strictObject({
  synced: count,
  failed: count,
  skipped: count,
  stale: count.exactOptional(),
} satisfies ShapeOf<OutcomeCounts>);

const metrics = z.strictObject({
  processed: count.optional(),
  synced: count.optional(),
  failed: count.optional(),
  success: count.optional(),
  errors: count.optional(),
  skipped: count.optional(),
  errorDetails: z.array(errorEntry).optional(),
} satisfies ShapeOf<ProcessMetrics>);

const waitingReason = z.strictObject({
  code: z.string(),
  message: z.string(),
  until: z.string().exactOptional(),
} satisfies ShapeOf<WaitingReason>);

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What every update may say. */
const life = { generation: count.exactOptional() };

/** The shape of the data of each kind of update in a message. */
export const UPDATE_DATA_SHAPES = {
  UPDATE_STATE: {
    ...life,
    state: updateIdSchema.exactOptional(),
    contextUpdates: jsonObject.exactOptional(),
    waiting: z.strictObject({ below: count, event: z.string(), data: jsonObject }).nullable().exactOptional(),
  },
  UPDATE_METRICS: { ...life, metrics },
  EXPECT_UNITS: {
    ...life,
    expectedUnits: count,
    closed: z.boolean(),
    totalRecords: count.exactOptional(),
    totalUnits: count.exactOptional(),
    open: openUnits.exactOptional(),
    position: jsonObject.exactOptional(),
  },
  SETTLE_UNIT: {
    ...life,
    unit: count,
    key: z.string().exactOptional(),
    outcome,
    counts,
    errors: z.array(errorEntry).exactOptional(),
  },
  ADD_CHILD: { ...life, childProcessId: processId, totalRecords: count.exactOptional() },
  SETTLE_CHILD: { ...life, childProcessId: processId, outcome, counts },
  COMPLETE_PROCESS: { ...life },
  HANDLE_ERROR: { ...life, error: errorEntry },
  PAUSE_PROCESS: { ...life, reason: waitingReason },
  RESUME_PROCESS: { ...life },
  REOPEN_PROCESS: { ...life, units: z.array(z.tuple([count, count])).exactOptional() },
  EFFECTS_DISPATCHED: { ...life, effectIds: z.array(updateIdSchema) },
} satisfies { readonly [Kind in ProcessUpdate['type']]: ShapeOf<UpdateData<Kind>> };
