import { expect, it } from 'vitest';
import { findMissingChangeset } from './find-missing-changeset.ts';

it('refuses changed sources without a changeset and names their packages', () => {
  const files = ['packages/core/src/index.ts', 'packages/core/package.json', 'packages/connectors/zoho/src/client/x.ts', 'README.md'];
  expect(findMissingChangeset(files)).toEqual(['packages/connectors/zoho', 'packages/core']);
});

it('accepts changed sources with a changeset', () => {
  expect(findMissingChangeset(['packages/core/src/index.ts', '.changeset/brave-birds-sing.md'])).toEqual([]);
});

it('does not take the folder description of .changeset for a changeset', () => {
  expect(findMissingChangeset(['packages/core/src/index.ts', '.changeset/README.md'])).toEqual(['packages/core']);
});

it.each([
  'docs/glossary.md',
  'packages/core/src/a.test.ts',
  'packages/core/src/test-support/a.ts',
  'tools/src/x.ts',
  '.github/workflows/ci.yml',
])('requires none when only %s changes', (file) => {
  expect(findMissingChangeset([file])).toEqual([]);
});
