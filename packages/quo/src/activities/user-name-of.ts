import { toOneLine } from './clean-text.ts';

/** How a user of Quo is called whose name is unknown. */
export const UNKNOWN_USER = 'Quo User';

/** The name of a user of Quo, first name first. */
export function userNameOf(
  user: { readonly firstName?: string | null | undefined; readonly lastName?: string | null | undefined } | null | undefined,
  unknown: string = UNKNOWN_USER,
): string {
  return toOneLine(`${user?.firstName ?? ''} ${user?.lastName ?? ''}`) || unknown;
}
