const ELLIPSIS = '…';
/** A tag, a reference such as `&amp;`, or a stretch of text. */
const TOKEN = /<(\/?)([a-z][a-z0-9]*)\b[^<>]*>|&(?:#\d+|#x[\da-f]+|[a-z][a-z\d]*);|[^<&]+|[<&]/giu;
const VOID = new Set(['br', 'hr', 'img']);

/** `whole`: an empty element or a reference, which is taken or left as it is. */
interface Token {
  readonly kind: 'start' | 'end' | 'whole' | 'text';
  readonly text: string;
  /** Of a start or an end tag. */
  readonly element: string;
  /** What taking it costs: a start tag needs its end tag too. */
  readonly bytes: number;
}

/**
 * Cuts HTML that is too long for a field: no tag or reference is cut in two, and what is open is closed.
 * @param html - Well-formed, as the contents of activities are.
 * @param maxBytes - Bytes in UTF-8, 3 or more.
 */
export function limitHtml(html: string, maxBytes: number): string {
  if (byteLength(html) <= maxBytes) return html;
  const open: string[] = [];
  let kept = '';
  let room = maxBytes - byteLength(ELLIPSIS);
  for (const { kind, text, element, bytes } of readTokens(html)) {
    if (kind === 'end') {
      if (open.at(-1) !== element) continue;
      open.pop();
    } else if (bytes > room) {
      if (kind === 'text') kept += startOf(text, room);
      break;
    } else {
      room -= bytes;
      if (kind === 'start') open.push(element);
    }
    kept += text;
  }
  return [kept, ELLIPSIS, ...open.reverse().map(toEndTag)].join('');
}

function* readTokens(html: string): Generator<Token> {
  for (const [text, slash, name] of html.matchAll(TOKEN)) {
    const element = name?.toLowerCase() ?? '';
    const kind = toKind(text, slash === '/', element);
    yield { kind, text, element, bytes: byteLength(kind === 'start' ? text + toEndTag(element) : text) };
  }
}

function toKind(text: string, isEnd: boolean, element: string): Token['kind'] {
  if (isEnd) return 'end';
  if (element !== '') return VOID.has(element) ? 'whole' : 'start';
  return text.startsWith('&') ? 'whole' : 'text';
}

function toEndTag(element: string): string {
  return `</${element}>`;
}

/** @returns as many whole characters as fit. */
function startOf(text: string, maxBytes: number): string {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += byteLength(character);
    if (bytes > maxBytes) break;
    end += character.length;
  }
  return text.slice(0, end);
}

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}
