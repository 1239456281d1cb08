import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { preProcessFile } from 'typescript';
import type { WorkspacePackage } from '../workspace/workspace-package.ts';

const NOT_SHIPPED = /[.]test(-d)?[.]ts$|(^|[/\\])(test-support|__fixtures__)[/\\]/;

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The packages that a source text imports, types included. */
export function findImportedPackages(source: string): readonly string[] {
  const specifiers = preProcessFile(source, true, true).importedFiles.map(({ fileName }) => fileName);
  return [...new Set(specifiers.filter((name) => !name.startsWith('.') && !isBuiltin(name)).map(packageOf))];
}

/** Packages that shipped code imports although only `devDependencies`, or nothing, names them: they are absent where a user installs. */
export function findImportProblems({ folder, path, manifest }: WorkspacePackage): readonly string[] {
  const installed = new Set([manifest.name, ...Object.keys(manifest.dependencies ?? {}), ...Object.keys(manifest.peerDependencies ?? {})]);
  return globSync('src/**/*.ts', { cwd: path })
    .filter((file) => !NOT_SHIPPED.test(file))
    .flatMap((file) => {
      const missing = findImportedPackages(readFileSync(join(path, file), 'utf8')).filter((name) => !installed.has(name));
      return missing.map((name) => `${folder}/${file} imports ${name}, which is no dependency`);
    });
}
