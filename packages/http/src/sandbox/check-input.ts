/** What a parameter of a query or a field of a body may hold. */
export type FieldRule = (value: unknown) => boolean;

/** Rules by name; what is not named is refused. */
export type FieldRules = Readonly<Record<string, FieldRule>>;

const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Rules for parameters and fields. Those of a query are texts, those of a body are JSON. */
export const rules = {
  anything: (): boolean => true,
  text: (value: unknown): boolean => typeof value === 'string',
  filled: (value: unknown): boolean => (asText(value) ?? '').trim() !== '',
  flag: (value: unknown): boolean => typeof value === 'boolean',
  /** A positive integer of a body. */
  integer: (value: unknown): boolean => Number.isInteger(value) && Number(value) > 0,
  uuid: (value: unknown): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(asText(value) ?? ''),
  /** RFC 3339 with an offset. */
  time: (value: unknown): boolean =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(asText(value) ?? '') && !Number.isNaN(Date.parse(String(value))),
  matches:
    (pattern: RegExp): FieldRule =>
    (value) =>
      pattern.test(asText(value) ?? ''),
  oneOf:
    (...values: readonly string[]): FieldRule =>
    (value) =>
      values.includes(asText(value) ?? ''),
  /** A whole number of a query or of a body, from `least` to `most`. */
  number:
    (least: number, most: number): FieldRule =>
    (value) =>
      /^\d{1,15}$/.test(String(value)) && Number(value) >= least && Number(value) <= most,
  /** A comma list of a query. */
  list:
    (item: FieldRule, most: number): FieldRule =>
    (value) => {
      const items = (asText(value) ?? '').split(',');
      return items.length <= most && items.every(item);
    },
  nullable:
    (rule: FieldRule): FieldRule =>
    (value) =>
      value === null || rule(value),
} as const;

/** What is wrong with a request. */
export interface InputProblem {
  /** The parameter or field; `undefined`: the whole. */
  readonly field: string | undefined;
  readonly problem: 'is not allowed' | 'must be given once' | 'is malformed' | 'is required' | 'must be a JSON object';
}

/** @returns what is wrong with a query, or `undefined`: a sandbox refuses what the API does not know. */
export function findQueryProblem(query: URLSearchParams, known: FieldRules, required: readonly string[] = []): InputProblem | undefined {
  for (const field of new Set(query.keys())) {
    const values = query.getAll(field);
    if (Object.hasOwn(known, field) && values.length > 1) return { field, problem: 'must be given once' };
    const problem = problemOf(field, values[0], known);
    if (problem !== undefined) return problem;
  }
  return toMissing(required.find((field) => !query.has(field)));
}

/** @returns what is wrong with a JSON body, or `undefined`. */
export function findBodyProblem(body: unknown, known: FieldRules, required: readonly string[] = []): InputProblem | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { field: undefined, problem: 'must be a JSON object' };
  for (const [field, value] of Object.entries(body)) {
    const problem = problemOf(field, value, known);
    if (problem !== undefined) return problem;
  }
  return toMissing(required.find((field) => !Object.hasOwn(body, field)));
}

function problemOf(field: string, value: unknown, known: FieldRules): InputProblem | undefined {
  const rule = Object.hasOwn(known, field) ? known[field] : undefined;
  if (rule === undefined) return { field, problem: 'is not allowed' };
  return rule(value) ? undefined : { field, problem: 'is malformed' };
}

function toMissing(field: string | undefined): InputProblem | undefined {
  return field === undefined ? undefined : { field, problem: 'is required' };
}
