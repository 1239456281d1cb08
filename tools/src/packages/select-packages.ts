import type { WorkspacePackage } from '../workspace/workspace-package.ts';

export interface SelectedPackages {
  /** Those of `--filter`, or all. */
  readonly checked: readonly WorkspacePackage[];
  /** Those, and every neighbour that they depend on, in the order of all. */
  readonly installed: readonly WorkspacePackage[];
}

/**
 * @param names - of packages, with or without `@frigg-crm/`; none means all.
 * @throws {Error} that lists the names there are, for one that is not among them.
 */
export function selectPackages(all: readonly WorkspacePackage[], names: readonly string[] = []): SelectedPackages {
  if (names.length === 0) return { checked: all, installed: all };
  const byName = new Map(all.map((entry) => [entry.manifest.name, entry]));
  const checked = names.map((name) => {
    const entry = byName.get(name) ?? byName.get(`@frigg-crm/${name}`);
    if (entry === undefined) throw new Error(`no package is named ${name}; there are ${[...byName.keys()].join(', ')}`);
    return entry;
  });
  const installed = new Set<WorkspacePackage>();
  const add = (entry: WorkspacePackage): void => {
    if (installed.has(entry)) return;
    installed.add(entry);
    for (const name of Object.keys(entry.manifest.dependencies ?? {})) {
      const neighbour = byName.get(name);
      if (neighbour !== undefined) add(neighbour);
    }
  };
  checked.forEach(add);
  // The program that uses them also uses core.
  const core = byName.get('@frigg-crm/core');
  if (core !== undefined) add(core);
  return { checked, installed: all.filter((entry) => installed.has(entry)) };
}
