import type { QuoMessage } from '../messages/quo-message.ts';

/** The two sides of a message. */
export interface MessageParties {
  /** Each once. */
  readonly contactNumbers: readonly string[];
  /** The line of the workspace. */
  readonly lineNumber: string | null;
}

/** Finds the numbers that a message was exchanged with: its receivers when it went out, its sender when it came in. */
export function messagePartiesOf({ direction, from, to }: QuoMessage): MessageParties {
  if (direction === 'outgoing') return { contactNumbers: [...new Set(to)], lineNumber: from };
  return { contactNumbers: [from], lineNumber: to[0] ?? null };
}
