import { toE164 } from '@frigg-crm/crm-base';

/** What people write between two numbers of one field. */
const SEPARATOR = /\s*[;,|\r\n]\s*|\s+(?:\/|or|oder|and|und|&)\s+/i;

/**
 * Reads every phone number of a text as people type it.
 * @param defaultCountry - Two letters (ISO 3166-1): the country of numbers without `+`.
 * @returns the numbers in E.164, each once, in the order of the text.
 */
export function readNumbers(text: string, defaultCountry: string): readonly string[] {
  return [...new Set(text.split(SEPARATOR).flatMap((part) => toE164(part, defaultCountry) ?? []))];
}
