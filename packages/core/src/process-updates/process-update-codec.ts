import * as z from 'zod';
import { checkUpdate } from '../domain/process/check-update.ts';
import { toProcessId } from '../domain/process/process-id.ts';
import type { ProcessUpdate } from '../domain/process/process-update.ts';
import { InvalidMessageError } from '../errors/invalid-message-error.ts';
import { toCanonicalJson } from './canonical-json.ts';
import { UPDATE_DATA_SHAPES, updateIdSchema } from './update-data-shapes.ts';

const OPERATIONS = Object.keys(UPDATE_DATA_SHAPES) as readonly ProcessUpdate['type'][];

const envelopeSchema = z.strictObject({
  v: z.literal(1),
  processId: updateIdSchema,
  updateId: updateIdSchema,
  operation: z.enum(OPERATIONS),
  data: z.unknown(),
});

const dataSchemas = new Map<string, z.ZodType>(
  OPERATIONS.map((operation) => [operation, z.strictObject(UPDATE_DATA_SHAPES[operation]) as z.ZodType]),
);

/**
 * @returns the update as a message body: `{ v: 1, processId, updateId, operation, data }`, the same text for the same update.
 * @throws {InvalidProcessDataError} naming the field, when no process could take the update in.
 * @throws {InvalidMessageError} when it is not an update at all.
 */
export function encodeProcessUpdate(update: ProcessUpdate): string {
  checkUpdate(update);
  const { type: operation, processId, updateId, ...data } = update;
  const body = toCanonicalJson({ v: 1, processId, updateId, operation, data });
  // The sender gets the error of a mistake, not the operator who finds a dead letter.
  decodeProcessUpdate(body);
  return body;
}

/**
 * Reads the body of a message.
 * @throws {InvalidMessageError} saying where it deviates, never quoting it.
 */
export function decodeProcessUpdate(body: string): ProcessUpdate {
  const { processId, updateId, operation, data } = read(envelopeSchema, parseJson(body), '');
  const fields = read(dataSchemas.get(operation) ?? z.never(), data, 'data.');
  // The shapes are typed by the updates: what they let through is one.
  return { type: operation, processId: toProcessId(processId), updateId, ...(fields as object) } as ProcessUpdate;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new InvalidMessageError('Not a process update of version 1: it is no JSON');
  }
}

function read<Output>(schema: z.ZodType<Output>, value: unknown, prefix: string): Output {
  const issues = findIssues(schema, value);
  if ('data' in issues) return issues.data;
  // Only the first step of a path is ours; the steps below may be keys of another program.
  const places = new Set(issues.paths.map(([first]) => `${prefix}${String(first ?? 'its keys')}`));
  throw new InvalidMessageError(`Not a process update of version 1: see ${[...places].join(', ')}`);
}

function findIssues<Output>(
  schema: z.ZodType<Output>,
  value: unknown,
): { readonly data: Output } | { readonly paths: readonly (readonly PropertyKey[])[] } {
  try {
    const parsed = schema.safeParse(value);
    return parsed.success ? { data: parsed.data } : { paths: parsed.error.issues.map(({ path }) => path) };
  } catch {
    // Nested so deeply that walking through it exceeds the stack.
    return { paths: [[]] };
  }
}
