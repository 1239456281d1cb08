import { readPages } from '../client/read-pages.ts';

interface Page<Item> {
  readonly data: readonly Item[];
  readonly nextCursor: string | undefined;
}

/** Reads page after page until one item is the wanted one. @returns its id. */
export async function findInPages<Item extends { readonly id: string }>(
  fetchPage: (cursor: string | undefined) => Promise<Page<Item>>,
  isWanted: (item: Item) => boolean,
): Promise<string | undefined> {
  for await (const { data } of readPages(fetchPage, { operation: 'find what was written' })) {
    const found = data.find(isWanted);
    if (found !== undefined) return found.id;
  }
  return undefined;
}

/**
 * Two calls of the same minute, or two messages of the same second, are the same but for the link to them in Quo, which
 * stands last.
 * @returns whether `theirs` has links and none of them is the last one of `ours`.
 */
export function namesOtherLink(ours: string, theirs: string): boolean {
  const last = linksOf(ours).at(-1);
  const others = linksOf(theirs);
  return last !== undefined && others.length > 0 && !others.includes(last);
}

function linksOf(html: string): readonly string[] {
  return [...html.matchAll(/\shref="([^"]*)"/gi)].map(([, link = '']) => link.replaceAll('&amp;', '&'));
}
