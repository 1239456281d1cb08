import { fieldText, toReading, type FieldReading } from './field-reading.ts';

const ADDRESS = /^[^\s@<>,;]+@[^\s@<>,;]+$/;
const MAX_LENGTH = 254;
/** An address and nothing beside it, as nearly every text is: there is nothing to separate. */
const PLAIN = /^[\w+-]+(?:\.[\w+-]+)*@[\w-]+(?:\.[\w-]+)*$/;

/**
 * Reads every e-mail address in a text as people type it: several with separators between them, names and remarks beside
 * them.
 * @param value - Anything; `null` and `undefined` are empty, and other things than texts are unreadable.
 * @returns the addresses, and whether the text held more that looks like one; never throws.
 */
export function readEmailAddresses(value: unknown): FieldReading {
  const text = typeof value === 'number' ? null : fieldText(value);
  if (text === undefined) return { values: [], state: 'empty' };
  if (text === null) return { values: [], state: 'unreadable' };
  if (PLAIN.test(text) && isAddress(text)) return toReading([text], { isWhole: true });
  const candidates = text
    .split(/[\s<>,;|()[\]"]+/)
    .flatMap(withoutSlashes)
    .filter((word) => word.includes('@'));
  const addresses = candidates.map((word) => word.replace(/^mailto:/i, '').replace(/[.:!?]+$/, '')).filter(isAddress);
  return toReading(addresses, { isWhole: addresses.length === candidates.length });
}

/** @returns the addresses that {@link readEmailAddresses} finds. */
export function toEmailAddresses(value: unknown): readonly string[] {
  return readEmailAddresses(value).values;
}

/** A slash may be part of an address; between two of them it separates. */
function withoutSlashes(word: string): readonly string[] {
  return word.indexOf('@') === word.lastIndexOf('@') ? [word] : word.split('/');
}

function isAddress(text: string): boolean {
  return ADDRESS.test(text) && text.length <= MAX_LENGTH;
}
