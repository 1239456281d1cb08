import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { WORKSPACE_ROOT } from '../workspace/workspace-package.ts';

/** The file in a built page that says what it was built of: `apps/admin` compares it with the sources. */
const SOURCES_FILE = '.sources.json';

/** What a build depends on besides the modules that it loads. */
const ALWAYS = ['pnpm-lock.yaml', 'apps/admin/vite.config.ts', 'apps/admin/page/index.html'];

/** A plugin of Vite: keeps beside a built page which sources it was built of, by their SHA-256, so that a stale one is noticed. */
export function pageSources(): {
  readonly name: string;
  writeBundle(this: { getModuleIds(): Iterable<string> }, options: { readonly dir?: string | undefined }): void;
} {
  return {
    name: 'page-sources',
    writeBundle({ dir = '' }) {
      const modules = [...this.getModuleIds()].map((id) =>
        relative(WORKSPACE_ROOT, id.split('?')[0] ?? '')
          .split(sep)
          .join('/'),
      );
      const own = modules.filter((path) => /^(?:apps|packages)\//.test(path) && !/node_modules\/|\0/.test(path));
      const copied = globSync('apps/admin/page/public/**/*.*', { cwd: WORKSPACE_ROOT });
      const sources = [...new Set([...ALWAYS, ...own, ...copied])].toSorted().map((path) => [path, hashOf(path)]);
      writeFileSync(join(dir, SOURCES_FILE), JSON.stringify(Object.fromEntries(sources)));
    },
  };
}

function hashOf(path: string): string {
  return createHash('sha256')
    .update(readFileSync(join(WORKSPACE_ROOT, path)))
    .digest('base64url');
}
