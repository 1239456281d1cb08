/** Mean something wherever they stand; `&` only where it begins an entity. */
const ANYWHERE = /[\\`*_[\]<>~|]|&(?=#?[A-Za-z0-9]+;)/g;

/** Mean something at the beginning of a line: headings, underlines of headings, list items. */
const AT_THE_BEGINNING = /^(?:[#=-]|\+(?=\s|$))/;
const NUMBERED = /^(\d+)([.)])/;

/** Makes one line of text mean only itself in CommonMark and GitHub's flavour, wherever in a line it is put. */
export function escapeMarkdown(line: string): string {
  return line
    .replace(ANYWHERE, String.raw`\$&`)
    .replace(AT_THE_BEGINNING, String.raw`\$&`)
    .replace(NUMBERED, String.raw`$1\$2`);
}
