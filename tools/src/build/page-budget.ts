import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What of a built page weighs how much, in bytes as they are sent: gzipped. */
interface PageWeight {
  /** Scripts that load before anything is shown. */
  readonly firstScripts: number;
  readonly firstStyles: number;
  /** All files, those of pages that are opened later included. */
  readonly everything: number;
}

/** In kilobytes of 1024 bytes. */
const BUDGET_KB: Readonly<Record<keyof PageWeight, number>> = { firstScripts: 150, firstStyles: 15, everything: 320 };

function weigh(folder: string): PageWeight {
  const sizeOf = (file: string): number => gzipSync(readFileSync(join(folder, file)), { level: 9 }).byteLength;
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  // Vite names what the entry imports: its script, preloaded ones, and styles.
  const first = [...new Set([...html.matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g)].map(([, file = '']) => file))];
  const sum = (files: readonly string[]): number => files.map(sizeOf).reduce((total, size) => total + size, 0);
  return {
    firstScripts: sum(first.filter((file) => file.endsWith('.js'))),
    firstStyles: sum(first.filter((file) => file.endsWith('.css'))),
    everything: sum(globSync('**/[!.]*.*', { cwd: folder })),
  };
}

/** @returns what of a built page is over its budget. */
export function findOverweight(weight: PageWeight): readonly string[] {
  return (Object.keys(BUDGET_KB) as (keyof PageWeight)[])
    .filter((name) => weight[name] > BUDGET_KB[name] * 1024)
    .map((name) => `${name}: ${(weight[name] / 1024).toFixed(1)} KB gzipped, the budget is ${BUDGET_KB[name]} KB`);
}

/** A plugin of Vite: the build of a page fails when it is over its budget. */
export function pageBudget(): {
  readonly name: string;
  readonly writeBundle: {
    readonly sequential: true;
    readonly order: 'post';
    handler(options: { readonly dir?: string | undefined }): void;
  };
} {
  return {
    name: 'page-budget',
    writeBundle: {
      sequential: true,
      order: 'post',
      handler({ dir = '' }) {
        const weight = weigh(dir);
        const found = findOverweight(weight);
        if (found.length > 0) throw new Error(`the page is too heavy: ${found.join('; ')}`);
        const shown = Object.entries(weight).map(([name, bytes]) => `${name} ${(Number(bytes) / 1024).toFixed(1)} KB`);
        console.log(`page, gzipped: ${shown.join(', ')}`);
      },
    },
  };
}
