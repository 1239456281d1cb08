import { readPhoneNumbers } from './read-phone-numbers.ts';

/**
 * Writes a phone number as people type it in E.164, such as `+14155550132`. Of several numbers in one text the first
 * counts: use {@link readPhoneNumbers} for fields of a CRM, which hold whatever people type.
 *
 * @param value - Anything; what is no text is no number. An extension is left out and the number before it kept.
 * @param defaultCountry - Two letters (ISO 3166-1) of the country of a number without `+`. Unknown or absent: only
 * international numbers are read.
 * @returns the number with 8 to 15 digits, or `undefined`; never throws.
 */
export function toE164(value: unknown, defaultCountry?: string): string | undefined {
  return readPhoneNumbers(value, defaultCountry).values[0];
}
