import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';

/**
 * Writes a phone number as people type it in E.164, such as `+14155550132`.
 *
 * A number counts when its length is possible in its country. Whether its digits are assigned to somebody is not
 * asked: such tables are out of date the day a country opens a new range, and a customer's real number would silently
 * be lost. That is why the small metadata (`libphonenumber-js/min`, 80 kB) is enough: it knows every length.
 *
 * @param value - Anything; what is no text is no number. An extension is left out and the number before it kept.
 * @param defaultCountry - Two letters (ISO 3166-1) of the country of a number without `+`. Unknown or absent: only
 * international numbers are understood.
 * @returns the number with 8 to 15 digits, or `undefined`; never throws.
 */
export function toE164(value: unknown, defaultCountry?: string): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).trim();
  const country = toCountryCode(defaultCountry);
  return parse(text, country) ?? parseAfterInternationalPrefix(text, country);
}

/** `00` means `+` in most of the system, and no national number of a country without that habit begins so. */
function parseAfterInternationalPrefix(text: string, country: CountryCode | undefined): string | undefined {
  return text.startsWith('00') ? parse(`+${text.slice(2)}`, country) : undefined;
}

function parse(text: string, country: CountryCode | undefined): string | undefined {
  const parsed = parsePhoneNumberFromString(text, country);
  if (parsed?.isPossible() !== true) return undefined;
  return /^\+[1-9]\d{7,14}$/.test(parsed.number) ? parsed.number : undefined;
}

function toCountryCode(country: string | undefined): CountryCode | undefined {
  const code = country?.trim().toUpperCase();
  return code !== undefined && isSupportedCountry(code) ? code : undefined;
}
