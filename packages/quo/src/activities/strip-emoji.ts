/**
 * An emoji with all that belongs to it: variation selectors, skin tones, tags, and what is joined to it; flags; the frame
 * of keycaps. The signs ™ © ® count as emoji in Unicode, but stand in names of companies.
 */
const EMOJI =
  /(?![©®™])\p{Extended_Pictographic}(?:[\uFE0E\uFE0F\u200D]|\p{Emoji_Modifier}|[\u{E0020}-\u{E007F}]|(?![©®™])\p{Extended_Pictographic})*|\p{Regional_Indicator}|\p{Emoji_Modifier}|\uFE0F|\u20E3/gu;

/** Removes emoji from a title, and collapses white space, line breaks too, to single spaces. */
export function stripEmoji(text: string): string {
  return text.replace(EMOJI, '').replace(/\s+/g, ' ').trim();
}
