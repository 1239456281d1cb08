import { globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** What the repository's own checks read of a `package.json`. */
export interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly private?: boolean;
  readonly type?: string;
  readonly sideEffects?: boolean;
  readonly license?: string;
  readonly homepage?: string;
  readonly bugs?: string;
  readonly description?: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly files?: readonly string[];
  readonly engines?: Readonly<Record<string, string>>;
  readonly publishConfig?: { readonly access?: string; readonly provenance?: boolean };
  readonly repository?: { readonly url?: string; readonly directory?: string };
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export interface WorkspacePackage {
  /** Relative to the root, with forward slashes: `packages/core`. */
  readonly folder: string;
  readonly path: string;
  readonly manifest: Manifest;
}

/** The root of the repository, whatever the current directory is. */
export const WORKSPACE_ROOT: string = resolve(import.meta.dirname, '../../..');

const PACKAGE_GLOBS = ['packages/*', 'packages/adapters/*', 'packages/connectors/*', 'apps/*'].map((folder) => `${folder}/package.json`);

/** @returns every package and app below `root`, in the order of their folders. */
export function findPackages(root: string = WORKSPACE_ROOT): readonly WorkspacePackage[] {
  return globSync(PACKAGE_GLOBS, { cwd: root })
    .toSorted()
    .map((file) => {
      const folder = dirname(file).replaceAll('\\', '/');
      return { folder, path: join(root, folder), manifest: JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest };
    });
}

/** Those that go to the registry. */
export function findPublishedPackages(root: string = WORKSPACE_ROOT): readonly WorkspacePackage[] {
  return findPackages(root).filter((entry) => entry.manifest.private !== true);
}
