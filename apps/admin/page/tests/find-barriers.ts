import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** @returns what axe finds on the page, by rule and element. */
async function findBarriers(page: Page): Promise<readonly string[]> {
  // The policy of the page lets no script in that is not of the server: it is evaluated, not inserted.
  return page.evaluate(`${AXE}; axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
    .then(({ passes, violations }) => passes.length === 0 ? ['axe has looked at nothing'] : violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => id + ' ' + target)))`);
}

/** Expects the page to be usable without sight, in both themes. */
export async function expectNoBarriers(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await findBarriers(page), `${page.url()} ${colorScheme}`).toEqual([]);
  }
}

/** Expects the same on a phone and on a wide screen, and that nothing is wider than either. */
export async function expectNoBarriersAtWidths(page: Page): Promise<void> {
  for (const width of [375, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await expectNoBarriers(page);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), `${page.url()} ${width}`).toBeLessThanOrEqual(0);
  }
}
