import * as z from 'zod';

/** What Quo may leave out or send as `null`, `null` in both cases. */
export function orNull<Output>(schema: z.ZodType<Output>): z.ZodType<Output | null> {
  return schema.nullish().transform((value) => value ?? null);
}

/** What Quo may leave out or send as `null`, a list in any case; holes in it are dropped. */
export function listOf<Output>(schema: z.ZodType<Output>): z.ZodType<readonly NonNullable<Output>[]> {
  return z
    .array(schema.nullish())
    .nullish()
    .transform((items) => (items ?? []).filter((item) => item != null));
}

/** Ids become keys in stores and queues, which bound them. */
export const id = z.string().min(1).max(255);

/** An id that is not always there; an empty one is none. */
export const idOrNull = orNull(z.string().max(255)).transform((value) => value || null);

/** A text that is not always there; an empty one is none. */
export const textOrNull = orNull(z.string()).transform((value) => value || null);

/** A moment, always written in the same way; `null` also where Quo writes what is none. */
export const timeOrNull = orNull(z.string()).transform(toIso);

/** Seconds: whole, never negative; also as a text of digits. */
export const secondsOrNull = orNull(
  z.union([z.number(), z.string().regex(/^\d{1,9}(?:\.\d+)?$/)]).transform((value) => Math.max(0, Math.trunc(Number(value)))),
);

/** Old events also say `outbound`; whatever else is taken for incoming. */
export const direction = z
  .string()
  .min(1)
  .transform((value) => (value === 'outgoing' || value === 'outbound' ? ('outgoing' as const) : ('incoming' as const)));

const phoneNumber = z.union([
  z.string(),
  z.object({ phoneNumber: z.string() }).transform(({ phoneNumber: value }) => value),
  z.object({ number: z.string() }).transform(({ number }) => number),
]);

/** One number, as a text or inside an object. */
export const phoneNumberOrNull = orNull(phoneNumber).transform((value) => value || null);

/** Numbers: a list of them or only one, as texts or inside objects. */
export const phoneNumbers = z
  .union([phoneNumber.transform((value) => [value]), listOf(phoneNumber)])
  .nullish()
  .transform((values): readonly string[] => [...new Set((values ?? []).filter((value) => value !== ''))]);

function toIso(text: string | null): string | null {
  if (text === null || !/^\d{4}-\d{2}-\d{2}T/.test(text)) return null;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString();
}
