import { expect } from 'vitest';

const LIMIT = 4;
const MOST_PAGES = 50;

/** Reads page after page until one is empty; fails on a store that never comes to an end. @returns all ids. */
export async function everyPage(
  fetchPage: (page: { readonly after: string | undefined; readonly limit: number }) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (let pages = 1; pages <= MOST_PAGES; pages += 1) {
    const page = await fetchPage({ after: found.at(-1), limit: LIMIT });
    expect(page.length).toBeLessThanOrEqual(LIMIT);
    if (page.length === 0) return found;
    found.push(...page);
  }
  return expect.fail(`after ${MOST_PAGES} pages there are still more`);
}
