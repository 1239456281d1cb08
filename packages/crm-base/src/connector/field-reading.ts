import { withoutInvisible } from './visible-text.ts';

/** What a field of free text holds, such as that of phone numbers. */
export interface FieldReading {
  /** What could be read, each once, in the order of the text. */
  readonly values: readonly string[];
  /**
   * `empty`: there is nothing, so nothing is lost; `read`: all that looks like a value; `unreadable`: there is something
   * that could not be read, beside `values` or alone. Only an empty field says that a person has no value any more.
   */
  readonly state: 'empty' | 'read' | 'unreadable';
}

/** @returns the text of a field, at most 1,000 characters of it; `undefined` for an empty one, `null` for what is no text. */
export function fieldText(value: unknown): string | null | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const lines = String(value)
    .slice(0, MAX_LENGTH)
    .replaceAll(/[\r\n\v\f\u0085\u2028\u2029]+/g, ';')
    .replaceAll('\t', ' ');
  const text = withoutInvisible(lines).trim();
  return withoutInvisible(text.replaceAll(';', '')).trim() === '' ? undefined : text;
}

const MAX_LENGTH = 1000;

/** @returns the reading of a field that is not empty. */
export function toReading(values: readonly string[], { isWhole }: { readonly isWhole: boolean }): FieldReading {
  return { values: [...new Set(values)], state: isWhole && values.length > 0 ? 'read' : 'unreadable' };
}
