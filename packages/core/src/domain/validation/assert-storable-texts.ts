import { InvalidProcessDataError } from '../../errors/invalid-process-data-error.ts';
import { isStorableText } from '../process/assert-storable-process.ts';

/** @throws {InvalidProcessDataError} when a store could not hold one of the texts; the text is not quoted. */
export function assertStorableTexts(texts: readonly string[]): void {
  if (!texts.every(isStorableText)) throw new InvalidProcessDataError('a text cannot be stored: it holds U+0000 or half a surrogate pair');
}
