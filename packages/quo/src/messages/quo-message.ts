import type { QuoDirection } from '../calls/quo-call.ts';

/** A picture or a file that came with a message. */
export type QuoMedia = {
  readonly url: string;
  /** MIME type; `null`: Quo has not said. */
  readonly type: string | null;
};

/** A text message as Quo reports it, in whichever version of its API or its events. */
export type QuoMessage = {
  /** Begins with `AC`. */
  readonly id: string;
  readonly direction: QuoDirection;
  readonly from: string;
  /** At least one. */
  readonly to: readonly string[];
  readonly text: string;
  readonly media: readonly QuoMedia[];
  readonly status: string | null;
  /** ISO 8601. */
  readonly createdAt: string | null;
  /** The sender; `null` on incoming ones. */
  readonly userId: string | null;
  /** Begins with `PN`. */
  readonly phoneNumberId: string | null;
  /** Where Quo shows the message: http(s). */
  readonly deepLink: string | null;
};
