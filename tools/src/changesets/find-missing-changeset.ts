const SHIPPED = /^((?:packages\/(?:adapters|connectors)|packages|apps)\/[^/]+)\/(?:src\/.*[.]ts|package[.]json)$/;
const NOT_SHIPPED = /[.]test(-d)?[.]ts$|\/(test-support|__fixtures__)\//;
const CHANGESET = /^[.]changeset\/(?!README)[^/]+[.]md$/;

/**
 * A change that users can notice comes with a changeset.
 *
 * @param changedFiles - what a branch changes, relative to the root.
 * @returns the folders of the packages whose shipped code changes although the branch has no changeset.
 */
export function findMissingChangeset(changedFiles: readonly string[]): readonly string[] {
  if (changedFiles.some((file) => CHANGESET.test(file))) return [];
  const folders = changedFiles.filter((file) => !NOT_SHIPPED.test(file)).map((file) => SHIPPED.exec(file)?.[1]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].toSorted();
}
