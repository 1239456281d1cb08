/** What a field of a body may hold. */
export type FieldRule = (value: unknown) => boolean;

export const isText: FieldRule = (value) => typeof value === 'string';
export const isFilled: FieldRule = (value) => typeof value === 'string' && value.trim() !== '';
export const isInteger: FieldRule = (value) => Number.isInteger(value) && Number(value) > 0;
export const isFlag: FieldRule = (value) => typeof value === 'boolean';
export const isUuid: FieldRule = (value) => typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
export const isAnything: FieldRule = () => true;
/** @returns a rule for text of that form. */
export const matches =
  (pattern: RegExp): FieldRule =>
  (value) =>
    typeof value === 'string' && pattern.test(value);

/** The fields of a body that was checked. */
export type SandboxFields = Readonly<Record<string, unknown>>;

/** Reads a JSON body: an object of known fields, each of its form. @returns the fields, or what is wrong with them. */
export function readBody(
  body: unknown,
  rules: Readonly<Record<string, FieldRule>>,
): { readonly fields: SandboxFields } | { readonly problem: string } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { problem: 'the body must be a JSON object' };
  for (const [key, value] of Object.entries(body)) {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    if (rule === undefined) return { problem: `'${key}' is not allowed` };
    if (!rule(value)) return { problem: `'${key}' is malformed` };
  }
  return { fields: body as SandboxFields };
}
