import type { ReadApiFailure } from './classify-failure.ts';

/** Only what can be no sentence: those may name people. */
const CODE = /^[A-Za-z_]{1,64}$/;
/** A name in quotes, with the parts of its path behind dots. */
const QUOTED = /["'`]([a-z_]{1,40}(?:\.(?:[a-z_]{1,40}|\d{1,3})){0,4})["'`]/gi;
const MAX_FIELDS = 10;

/** @returns the first that can be a code of an API, for `readFailure`; sentences are none. */
export function findApiCode(...candidates: readonly unknown[]): string | undefined {
  return candidates.find((candidate): candidate is string => typeof candidate === 'string' && CODE.test(candidate));
}

/**
 * Finds the fields that an API refuses in the text of its error, for `readFailure`. Only names that this client sends are
 * read, in quotes as in `"outcome" is required`: all else may name people.
 * @returns each once, ten at most.
 */
export function findQuotedFields(text: unknown, sent: ReadonlySet<string>): readonly string[] {
  const quoted = typeof text === 'string' ? [...text.matchAll(QUOTED)].map(([, field = '']) => field) : [];
  return [...new Set(quoted.filter((field) => sent.has(field.split('.')[0] ?? '')))].slice(0, MAX_FIELDS);
}

/** Where failures of an API say what they are, for {@link failureReader}. */
export interface FailureWords {
  /** Properties that may hold the code, the best first: `error.code` is that of an inner object. */
  readonly codes: readonly string[];
  /** Lists whose items may be what has failed, each with the properties of the whole. @defaultValue none */
  readonly itemsIn?: readonly string[] | undefined;
  /** The code of an item that has not failed. @defaultValue none */
  readonly success?: string | undefined;
  /** The property that names the field that is refused. @defaultValue none */
  readonly fieldIn?: string | undefined;
  /** The property whose keys are such fields; a key is a code where there is no other. @defaultValue none */
  readonly fieldsIn?: string | undefined;
  /** The property whose text quotes them, as {@link findQuotedFields} reads it. @defaultValue none */
  readonly quotedIn?: string | undefined;
  /** The fields that this client sends, with blanks between them: no others are read of a text. @defaultValue none */
  readonly sent?: string | undefined;
}

/** Makes the `readFailure` of an API: its code and the fields that it refuses. All else may name people, and is never read. */
export function failureReader({ itemsIn = [], success, sent = '', ...words }: FailureWords): ReadApiFailure {
  const known = new Set(sent.split(/\s+/));
  return (body) => {
    const items = itemsIn.flatMap((path) => {
      const list = at(body, path);
      return Array.isArray(list) ? (list as readonly unknown[]) : [];
    });
    const failures = [body, ...items].map((part) => readPart(part, { ...words, known }));
    const failed = failures.find(({ code }) => code !== undefined && code !== success) ?? failures[0];
    const fields = [...new Set(failed?.fields)].slice(0, MAX_FIELDS);
    return { apiCode: failed?.code === success ? undefined : failed?.code, ...(fields.length > 0 && { fields }) };
  };
}

/** Reads the whole of a failure, or one of its items. */
function readPart(
  part: unknown,
  { codes, fieldIn, fieldsIn, quotedIn, known }: Omit<FailureWords, 'sent'> & { readonly known: ReadonlySet<string> },
): { readonly code: string | undefined; readonly fields: readonly string[] } {
  const refused = fieldsIn === undefined ? undefined : at(part, fieldsIn);
  const keys = isObject(refused) ? Object.keys(refused).filter((key) => findApiCode(key) !== undefined) : [];
  const quoted = quotedIn === undefined ? [] : findQuotedFields(at(part, quotedIn), known);
  const named = fieldIn === undefined ? undefined : findApiCode(at(part, fieldIn));
  return {
    code: findApiCode(...codes.map((path) => at(part, path)), ...keys),
    fields: [...(named === undefined ? [] : [named]), ...keys, ...quoted],
  };
}

function at(body: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), body);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
