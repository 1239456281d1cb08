import type { ReadApiFailure } from '@frigg-crm/http';

/**
 * Reads code, refused fields and trace out of an error response of Quo: `code`, `errors[].path` and `trace` of the
 * documented body, or of one wrapped in `{ "error": … }`, where `key` stands for the code. Texts and the `value` of an
 * error are not read: they may quote personal data.
 */
export const readQuoFailure: ReadApiFailure = (body) => {
  const failure = toRecord(toRecord(body)?.['error']) ?? toRecord(body);
  const fields = toFields(failure?.['errors']);
  return { apiCode: toToken(failure?.['code'] ?? failure?.['key']), trace: toToken(failure?.['trace']), ...(fields && { fields }) };
};

function toRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

/** Codes and ids only: whatever looks like a sentence, an address or a phone number stays out of our errors. */
function toToken(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && /^[\w.:-]{1,64}$/.test(value) ? value : undefined;
}

/** Fields of the bodies and queries that this client sends (Quo API v1). What else stands in a path may be a value. */
const FIELDS: ReadonlySet<string> = new Set(
  [
    'contacts externalId source sourceUrl createdByUserId defaultFields customFields firstName lastName company role',
    'phoneNumbers emails id key name value externalIds sources maxResults pageToken userId url events resourceIds',
    'label status',
  ].flatMap((names) => names.split(' ')),
);
const MAX_FIELDS = 10;

/** @returns the paths of the refused fields with dots between their parts, each once; `undefined` when none is named. */
function toFields(errors: unknown): readonly string[] | undefined {
  if (!Array.isArray(errors)) return undefined;
  const paths = errors.slice(0, MAX_FIELDS).flatMap((error: unknown) => toPath(toRecord(error)?.['path']) ?? []);
  return paths.length === 0 ? undefined : [...new Set(paths)];
}

/** Quo writes `/defaultFields/phoneNumbers/0/value`; a path ends before the first part that is no known field. */
function toPath(path: unknown): string | undefined {
  if (typeof path !== 'string' || path.length > 200) return undefined;
  const parts = path.split(/[/.[\]]+/).filter((part) => part !== '');
  const firstUnknown = parts.findIndex((part, index) => !FIELDS.has(part) && !(index > 0 && /^\d{1,3}$/.test(part)));
  const known = firstUnknown === -1 ? parts : parts.slice(0, firstUnknown);
  return known.length === 0 ? undefined : known.join('.');
}
