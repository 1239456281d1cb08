import { toOneLine } from './clean-text.ts';

/** The line of the workspace that a call or a message went over. `null`: not known. */
export interface ActivityLine {
  readonly number: string | null;
  readonly name: string | null;
  /** An emoji, mostly. */
  readonly symbol: string | null;
}

/** The name of a line with its symbol; a symbol alone is no name. */
export function inboxNameOf({ name, symbol }: ActivityLine, unnamed: string): string {
  const written = toOneLine(name ?? '');
  return written === '' ? unnamed : toOneLine(`${symbol ?? ''} ${written}`);
}
