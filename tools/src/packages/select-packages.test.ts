import { expect, it } from 'vitest';
import type { WorkspacePackage } from '../workspace/workspace-package.ts';
import { selectPackages } from './select-packages.ts';

const aPackage = (name: string, ...neighbours: readonly string[]): WorkspacePackage => ({
  folder: `packages/${name}`,
  path: `/packages/${name}`,
  manifest: {
    name: `@frigg-crm/${name}`,
    dependencies: Object.fromEntries(['zod', ...neighbours.map((each) => `@frigg-crm/${each}`)].map((each) => [each, '*'])),
  },
});
const ALL = [aPackage('core'), aPackage('http', 'core'), aPackage('quo', 'http'), aPackage('memory', 'core')];
const foldersOf = (entries: readonly WorkspacePackage[]): readonly string[] =>
  entries.map(({ folder }) => folder.slice('packages/'.length));

it('selects every package without a filter', () => {
  expect(selectPackages(ALL)).toEqual({ checked: ALL, installed: ALL });
});

it('installs what the selected package depends on, and checks the package alone', () => {
  const { checked, installed } = selectPackages(ALL, ['quo']);
  expect([foldersOf(checked), foldersOf(installed)]).toEqual([['quo'], ['core', 'http', 'quo']]);
});

it('takes several names, with the scope or without it', () => {
  expect(foldersOf(selectPackages(ALL, ['@frigg-crm/memory', 'core']).installed)).toEqual(['core', 'memory']);
});

it('refuses a name that no package has, and lists those that there are', () => {
  expect(() => selectPackages(ALL, ['coer'])).toThrow('no package is named coer; there are @frigg-crm/core, @frigg-crm/http');
});
