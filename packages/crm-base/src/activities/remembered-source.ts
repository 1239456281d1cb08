import type { QuoMedia } from '@frigg-crm/quo';
import type { QuoParticipant } from '../connector/logged-activity.ts';

/** What an activity holds and a later look at Quo may not show again. */
export type RememberedSource = {
  /** Only events contain it. */
  readonly deepLink: string | null;
  /** Who called, answered or wrote, as it was looked up last. */
  readonly quoUser: QuoParticipant | null;
  /** What came with a message. */
  readonly media: readonly QuoMedia[];
  /** How much of each kind the activity holds, such as recordings; longer lists and greater numbers know more. */
  readonly parts: readonly number[];
};

export const NOTHING_REMEMBERED: RememberedSource = { deepLink: null, quoUser: null, media: [], parts: [] };

/** @returns whether an activity would lose something that it holds. */
export function isLessComplete({ parts }: RememberedSource, held: RememberedSource): boolean {
  return held.parts.some((amount, index) => amount > (parts[index] ?? 0));
}
