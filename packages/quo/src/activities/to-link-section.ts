import type { Markup } from './markup.ts';

/** The way back into Quo; nothing where it is unknown, or no address that may become a link. */
export function toLinkSection(label: string, deepLink: string | null, markup: Markup): readonly string[] {
  const link = markup.link(label, deepLink);
  return link === undefined ? [] : [link];
}
