import type { ActivityFormat } from './activity-format.ts';
import { toLines, toOneLine } from './clean-text.ts';
import { escapeHtml } from './escape-html.ts';
import { readWebUrl } from './read-web-url.ts';

/** Mean something wherever they stand; `&` only where it begins an entity. */
const ANYWHERE = /[\\`*_[\]<>~|]|&(?=#?[A-Za-z0-9]+;)/g;

/** Mean something at the beginning of a line: headings, underlines of headings, list items. */
const AT_THE_BEGINNING = /^(?:[#=-]|\+(?=\s|$))/;
const NUMBERED = /^(\d+)([.)])/;

/** Makes one line of text mean only itself in CommonMark and GitHub's flavour, wherever in a line it is put. */
function escapeMarkdown(line: string): string {
  return line
    .replace(ANYWHERE, String.raw`\$&`)
    .replace(AT_THE_BEGINNING, String.raw`\$&`)
    .replace(NUMBERED, String.raw`$1\$2`);
}

/** What formats do differently. Everything else about an activity is the same in all of them. */
interface Dialect {
  readonly lineBreak: string;
  readonly escape: (line: string) => string;
  /** Of text that is escaped already. */
  readonly bold: (markup: string) => string;
  /** Of text that is escaped already, to an address that is http(s). */
  readonly link: (markup: string, url: URL) => string;
  readonly wrap: (body: string) => string;
  readonly addsEmoji: boolean;
}

/** Writes texts in one format. */
export interface Markup {
  readonly hasEmoji: boolean;
  readonly bold: Dialect['bold'];
  /** Of text that is escaped already; `undefined` where the address is none that may become a link. */
  readonly link: (markup: string, url: string | null) => string | undefined;
  /** What others wrote, on one line. */
  readonly line: (text: string) => string;
  /** What others wrote, with its lines. */
  readonly block: (text: string) => string;
  /** An emoji of ours with a space behind it, or nothing where the format has none. */
  readonly emoji: (emoji: string) => string;
  /** The whole body: each section a list of lines, exactly one empty line between two sections. */
  readonly compose: (sections: readonly (readonly string[])[]) => string;
}

const DIALECTS: Readonly<Record<ActivityFormat['format'], Dialect>> = {
  markdown: {
    lineBreak: '\n',
    escape: escapeMarkdown,
    bold: (markup) => `**${markup}**`,
    link: (markup, url) => `[${markup}](${url.href.replace(/[()\\]/g, percentEncode)})`,
    wrap: (body) => body,
    addsEmoji: true,
  },
  html: {
    lineBreak: '<br>',
    escape: escapeHtml,
    bold: (markup) => `<strong>${markup}</strong>`,
    link: (markup, url) => `<a href="${escapeHtml(url.href)}" target="_blank">${markup}</a>`,
    wrap: (body) => `<span>${body}</span>`,
    addsEmoji: true,
  },
  plainText: {
    lineBreak: '\r\n',
    escape: (line) => line,
    bold: (markup) => markup,
    link: (markup, url) => `${markup}: ${url.href}`,
    wrap: (body) => body,
    addsEmoji: false,
  },
};

/** Makes the writer of a format. */
export function toMarkup({ format, emoji = true }: ActivityFormat): Markup {
  const { lineBreak, escape, bold, link, wrap, addsEmoji } = DIALECTS[format];
  return {
    hasEmoji: emoji,
    bold,
    link: (markup, url) => {
      const target = readWebUrl(url);
      return target === undefined ? undefined : link(markup, target);
    },
    line: (text) => escape(toOneLine(text)),
    block: (text) => toLines(text).map(escape).join(lineBreak),
    emoji: (symbol) => (emoji && addsEmoji ? `${symbol} ` : ''),
    compose: (sections) =>
      wrap(
        sections
          .filter((lines) => lines.length > 0)
          .map((lines) => lines.join(lineBreak))
          .join(lineBreak + lineBreak),
      ),
  };
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
