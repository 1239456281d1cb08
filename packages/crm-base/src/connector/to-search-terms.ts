/** Country codes of one and of two digits (ITU-T E.164, Annex: list of assigned country codes); all others have three. */
const SHORT_COUNTRY_CODE = /^(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;
const LOCAL_DIGITS = 7;

/**
 * What to search for, one after the other: how the search reads the spaces and brackets of a number is undocumented, so
 * what was typed as `(415) 555-0132` may only be found by a part of it.
 * @param e164 - Such as `+14155550132`.
 * @returns the number itself, its national digits, its last seven digits; what is equal is left out.
 */
export function toSearchTerms(e164: string): readonly string[] {
  const digits = e164.replace(/\D/g, '');
  const national = digits.slice(SHORT_COUNTRY_CODE.exec(digits)?.[0].length ?? 3);
  const last = digits.slice(-LOCAL_DIGITS);
  return [...new Set([e164, national, last])].filter((term) => term.length >= LOCAL_DIGITS);
}
