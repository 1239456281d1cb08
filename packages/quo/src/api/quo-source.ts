import { countCharacters } from './count-characters.ts';
import { isStorable } from './visible-text.ts';

/** The way contacts are written: that of every workspace, or that of Quo's partners. */
export type QuoSurface = 'public' | 'partner';

/** The source of contacts that are written without one (Quo API, Create a contact). */
export const DEFAULT_SOURCE = 'public-api';

const RESERVED_WORDS = new Set(['openphone', 'device', 'csv', 'zapier', 'google-people', 'other']);
const MAX_SOURCE_LENGTH = 72;

/**
 * Says why a source cannot be used, or `undefined` when it can. Words and prefixes are those that the Quo API reserves
 * (Create a contact, `source`); a partner may write `openphone-…`.
 */
export function findSourceProblem(source: string, surface: QuoSurface): string | undefined {
  const length = countCharacters(source);
  if (length === 0 || length > MAX_SOURCE_LENGTH) return `source must have 1 to ${MAX_SOURCE_LENGTH} characters`;
  if (!isStorable(source)) return 'source holds U+0000 or half of a surrogate pair';
  if (RESERVED_WORDS.has(source)) return 'source is a word that Quo reserves';
  if (source.startsWith('csv')) return 'source begins with "csv", which Quo reserves';
  if (surface === 'public' && source.startsWith('openphone')) return 'source begins with "openphone", which needs the partner key';
  return undefined;
}
