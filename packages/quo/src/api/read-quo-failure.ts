import type { ReadApiFailure } from '@frigg-crm/http';

/**
 * Reads code and trace out of an error answer of Quo: the fields `code` and `trace` of the documented body, or of one
 * wrapped in `{ "error": … }`, where `key` stands for the code. Texts are not read: they may quote personal data.
 */
export const readQuoFailure: ReadApiFailure = (body) => {
  const failure = toRecord(toRecord(body)?.['error']) ?? toRecord(body);
  return { apiCode: toToken(failure?.['code'] ?? failure?.['key']), trace: toToken(failure?.['trace']) };
};

function toRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

/** Codes and ids only: whatever looks like a sentence, an address or a phone number stays out of our errors. */
function toToken(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && /^[\w.:-]{1,64}$/.test(value) ? value : undefined;
}
