import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { WORKSPACE_ROOT, findPublishedPackages } from '../workspace/workspace-package.ts';
import { findImportProblems } from './import-problems.ts';
import { findLaneProblems } from './lane-problems.ts';
import { findManifestProblems } from './manifest-problems.ts';
import { findMarkdownProblems } from './markdown-problems.ts';
import { findReadmeProblems } from './readme-problems.ts';
import { findSourceProblems } from './source-problems.ts';
import { findWorkflowProblems } from './workflow-problems.ts';

const PACKAGES = findPublishedPackages();

it('finds the packages', () => {
  expect(PACKAGES.map(({ folder }) => folder)).toEqual(expect.arrayContaining(['apps/cli', 'packages/core', 'packages/adapters/memory']));
});

it.each(PACKAGES)('$folder is like every other package', (entry) => {
  expect(findManifestProblems(entry, WORKSPACE_ROOT)).toEqual([]);
});

it.each(PACKAGES)('$folder imports only what its users install', (entry) => {
  expect(findImportProblems(entry)).toEqual([]);
});

it.each(PACKAGES)('$folder has a README that a stranger can start from', (entry) => {
  expect(findReadmeProblems(entry)).toEqual([]);
});

it('every package that was never released is named in a changeset', () => {
  const pending = globSync('.changeset/*.md', { cwd: WORKSPACE_ROOT }).map((file) => readFileSync(join(WORKSPACE_ROOT, file), 'utf8'));
  const unreleased = PACKAGES.filter(({ manifest }) => manifest.version === '0.0.0');
  const forgotten = unreleased.filter(({ manifest }) => !pending.some((text) => text.includes(`'${manifest.name}':`)));
  expect(forgotten.map(({ manifest }) => manifest.name)).toEqual([]);
});

it('links in the documentation lead somewhere', () => {
  expect(findMarkdownProblems(WORKSPACE_ROOT)).toEqual([]);
});

it('the sources keep the rules that the linter cannot check', () => {
  expect(findSourceProblems(WORKSPACE_ROOT)).toEqual([]);
});

it('the workflows can be read, have no more rights than they name, and run what is pinned', () => {
  expect(findWorkflowProblems(WORKSPACE_ROOT)).toEqual([]);
});

it('each lane of tests is in test:all, in .ci/run and on the page about lanes', () => {
  expect(findLaneProblems(WORKSPACE_ROOT)).toEqual([]);
});
