import { escapeHtml } from '@frigg-crm/quo';
import type { LoggedActivity } from '../logged-activity.ts';

/** @returns title and content of an activity whose format is HTML as one text: the title in bold as a paragraph of its own. */
export function toActivityHtml({ title, content }: Pick<LoggedActivity, 'title' | 'content'>): string {
  return `<p><strong>${escapeHtml(title)}</strong></p><p>${content}</p>`;
}

/**
 * Compares what was sent with what a CRM has kept, for `findLoggedActivity`. Two calls of the same minute, or two messages
 * of the same second, differ in nothing but the link to them in Quo, which stands last.
 * @returns whether `theirs` has links and none of them is the last one of `ours`: then it is another activity.
 */
export function namesOtherLink(ours: string, theirs: string): boolean {
  const last = linksOf(ours).at(-1);
  const others = linksOf(theirs);
  return last !== undefined && others.length > 0 && !others.includes(last);
}

/** Of HTML, Markdown and plain text. */
function linksOf(text: string): readonly string[] {
  return [...text.matchAll(LINK)].map(([, attribute, bare = '']) => (attribute ?? bare).replaceAll('&amp;', '&'));
}

const LINK = /\shref="([^"]*)"|(https?:\/\/[^\s"'<>()\]]+)/gi;

/** @returns the visible text of HTML without its blanks, to compare what was sent with what a CRM that rewrites markup has kept. */
export function toComparableText(html: string): string {
  return html.replace(/<[^<>]*>/g, '').replace(/\s+/g, '');
}
