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
