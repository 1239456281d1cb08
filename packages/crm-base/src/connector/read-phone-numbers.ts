import { findPhoneNumbersInText, isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';
import { fieldText, toReading, type FieldReading } from './field-reading.ts';

/** Beginnings of an extension, in the languages in which CRMs write them most. */
const EXTENSION = /(?<!\p{L})(?:(?:ext(?:ension|n)?|x|int|anexo|ramal|poste|durchwahl|dw)(?!\p{L})|#)[\s.:=]*\p{Nd}{1,8}(?!\p{Nd})/giu;
/** What may be one number, or several with nothing but blanks and slashes between them. */
const RUN = /(?:[([]\s*)?(?:[+＋]\s*)?(?:[([]\s*)?\p{Nd}[\p{Nd}\s()[\].\-‐-―−·•_/]*/gu;
const DATE = /^(?:\p{Nd}{4}[-./]\p{Nd}{1,2}[-./]\p{Nd}{1,2}|\p{Nd}{1,2}[-./]\p{Nd}{1,2}[-./](?:\p{Nd}{4}|\p{Nd}{2}))$/u;
/** Fewer digits are a remark: a room, an hour, the other ending of a number. */
const MIN_DIGITS = 7;

/**
 * Reads every phone number in a text as people type it, in E.164 such as `+14155550132`: several with separators, words
 * or remarks between them, extensions left out. A slash between blanks separates numbers, unless what stands before it is
 * an area code alone (`030 / 1234567`); a slash without blanks is punctuation (`030/1234567`).
 *
 * A number counts when its length is possible in its country. Whether its digits are assigned is not checked: such tables
 * are out of date the day a country opens a new range, and a customer's real number would silently be lost. That is why
 * the small metadata (`libphonenumber-js/min`, 80 kB) is enough: it knows every length.
 *
 * @param value - Anything; `null` and `undefined` are empty, and other things than texts and numbers are unreadable.
 * @param defaultCountry - Two letters (ISO 3166-1) of the country of numbers without `+`. Unknown or absent: only
 * international numbers are read.
 * @returns the numbers, each with 8 to 15 digits, and whether the text held more; never throws.
 */
export function readPhoneNumbers(value: unknown, defaultCountry?: string): FieldReading {
  const text = fieldText(value);
  if (text === undefined) return { values: [], state: 'empty' };
  if (text === null) return { values: [], state: 'unreadable' };
  const country = toCountryCode(defaultCountry);
  const found: FoundNumber[] = [];
  let isWhole = true;
  for (const [match] of text.replaceAll(EXTENSION, ' ; ').matchAll(RUN)) {
    const run = match.replace(/[^\p{Nd}]+$/u, '');
    if (DATE.test(run)) continue;
    const { numbers, rest } = readRun(run, country);
    const accepted = numbers.filter((number) => isAsFull(number, found[0] ?? numbers[0]));
    found.push(...accepted);
    isWhole &&= accepted.length === numbers.length && countDigits(rest) < MIN_DIGITS;
  }
  return toReading(
    found.map(({ number }) => number),
    { isWhole },
  );
}

interface FoundNumber {
  /** E.164. */
  readonly number: string;
  /** The digits behind the country code. */
  readonly national: string;
  /** As it was typed. */
  readonly typed: string;
}

interface RunReading {
  readonly numbers: readonly FoundNumber[];
  /** What is part of no number. */
  readonly rest: string;
}

function readRun(run: string, country: CountryCode | undefined): RunReading {
  const parts = run.split(/\s+\/\s*|\s*\/\s+/);
  return parts.length === 1 ? readSingle(run, country) : readParts(parts, { country, read: readSingle });
}

/** What holds no slash between blanks. */
function readSingle(text: string, country: CountryCode | undefined): RunReading {
  const [, before = '', ending = ''] = /^(.*\p{Nd}\W*?)(\/\p{Nd}{1,2}|\s\(\p{Nd}{1,3})$/u.exec(text) ?? [];
  const whole = (ending === '' ? undefined : parse(before, country)) ?? parse(text, country);
  if (whole !== undefined) return { numbers: [whole], rest: '' };
  const parts = text.split('/');
  if (parts.length > 1) return readParts(parts, { country, read: readUndivided });
  return readUndivided(text, country);
}

/** Numbers with blanks between them, which libphonenumber separates where it knows their country. */
function readUndivided(text: string, country: CountryCode | undefined): RunReading {
  const one = parse(text, country);
  if (one !== undefined) return { numbers: [one], rest: '' };
  const several = findPhoneNumbersInText(text, country).flatMap(({ number }) => parse(number.number, country) ?? []);
  return { numbers: several, rest: several.length === 0 ? text : '' };
}

/** Reads parts that a slash separates: one that is no number alone, such as an area code, belongs to the next one. */
function readParts(
  parts: readonly string[],
  { country, read }: { readonly country: CountryCode | undefined; readonly read: typeof readUndivided },
): RunReading {
  const numbers: FoundNumber[] = [];
  let pending = '';
  for (const part of parts) {
    const joined = pending === '' ? undefined : parse(`${pending} ${part}`, country);
    const next = joined === undefined ? read(part, country).numbers : [joined];
    numbers.push(...next);
    pending = next.length > 0 ? '' : `${pending} ${part}`.trim();
  }
  return { numbers, rest: pending };
}

/**
 * A number behind another one needs no less than that one: without this a number of a customer, or one that leaves out
 * the area code of the number before it, would be written as the number of another person.
 */
function isAsFull({ typed, national, number }: FoundNumber, first: FoundNumber | undefined): boolean {
  if (first === undefined || first.number === number || /^[([\s]*[+＋0]/.test(typed)) return true;
  const hasTrunkPrefix = /^[([\s]*0/.test(first.typed) && !first.national.startsWith('0');
  return !hasTrunkPrefix && national.length >= first.national.length;
}

function parse(typed: string, country: CountryCode | undefined): FoundNumber | undefined {
  const text = typed.trim();
  // `00` means `+` in most of the system, and no national number of a country without that habit begins so.
  return parseNumber(text, country) ?? (text.startsWith('00') ? parseNumber(`+${text.slice(2)}`, country) : undefined);
}

/**
 * Numbers of the USA and Canada as they are typed most. libphonenumber says the same of them, and takes ten times as long:
 * it looks for the one of 25 countries that share `+1`, which does not matter here.
 */
const NORTH_AMERICAN = /^(\+1[ .-]?)?(?:\(([2-9]\d{2})\)|([2-9]\d{2}))[ .-]?(\d{3})[ .-]?(\d{4})$/;

function parseNorthAmerican(typed: string, country: CountryCode | undefined): FoundNumber | undefined {
  const [, prefix, inParentheses = '', area = inParentheses, exchange = '', line = ''] = NORTH_AMERICAN.exec(typed) ?? [];
  if (line === '' || (prefix === undefined && country !== 'US' && country !== 'CA')) return undefined;
  const national = area + exchange + line;
  return { number: `+1${national}`, national, typed };
}

function parseNumber(typed: string, country: CountryCode | undefined): FoundNumber | undefined {
  const northAmerican = parseNorthAmerican(typed, country);
  if (northAmerican !== undefined) return northAmerican;
  const parsed = parsePhoneNumberFromString(typed, country);
  if (parsed === undefined) return undefined;
  if (parsed.isPossible() && E164.test(parsed.number)) return { number: parsed.number, national: parsed.nationalNumber, typed };
  if (parsed.countryCallingCode !== MEXICO) return undefined;
  const [, national] = MEXICAN_MOBILE.exec(parsed.nationalNumber) ?? [];
  return national === undefined ? undefined : { number: `+${MEXICO}${national}`, national, typed };
}

const E164 = /^\+[1-9]\d{7,14}$/;
const MEXICO = '52';
/** Until 2019 mobile numbers of Mexico were dialled with a `1`, `044` or `045` before their ten digits; many are stored so. */
const MEXICAN_MOBILE = /^(?:0?1|04[45])([1-9]\d{9})$/;

function countDigits(text: string): number {
  return text.match(/\p{Nd}/gu)?.length ?? 0;
}

function toCountryCode(country: string | undefined): CountryCode | undefined {
  const code = country?.trim().toUpperCase();
  return code !== undefined && isSupportedCountry(code) ? code : undefined;
}
