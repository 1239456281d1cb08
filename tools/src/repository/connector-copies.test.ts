import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { WORKSPACE_ROOT, findPackages } from '../workspace/workspace-package.ts';
import { findCopies, type SourceTree } from './connector-copies.ts';

const LINES = ['one', 'two', 'three', 'four', 'five', 'six'].map((name) => `const ${name} = '${name}';`);

function treesOf(...sources: readonly string[]): readonly SourceTree[] {
  const root = mkdtempSync(join(tmpdir(), 'frigg-crm-copies-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return sources.map((source, index) => {
    const path = join(root, `tree-${index}`);
    mkdirSync(path);
    writeFileSync(join(path, 'a.ts'), source);
    return { name: `tree-${index}`, path };
  });
}

it('no six lines stand in two connectors, or in a connector and what new ones are made from', () => {
  const connectors = findPackages().filter(({ folder }) => folder.startsWith('packages/connectors/'));
  const trees = connectors.map(({ folder, path }) => ({ name: `${folder}/src`, path: join(path, 'src') }));
  const template = { name: 'apps/cli/templates/connector', path: join(WORKSPACE_ROOT, 'apps/cli/templates/connector') };
  expect(findCopies([...trees, template])).toEqual([]);
});

it('names both places where six lines are equal, once, whatever stands between them', () => {
  const copy = ["import { a } from 'a';", '/** Why. */', ...LINES.slice(0, 3), '', '  // a reason', '});', ...LINES.slice(3), 'last();'];
  expect(findCopies(treesOf([...LINES, 'last();'].join('\n'), copy.map((line) => `  ${line}`).join('\n')))).toEqual([
    'tree-0/a.ts:1 and tree-1/a.ts:3: 6 equal lines or more',
  ]);
});

it('lets five lines, imports, and copies within one connector be', () => {
  const imports = LINES.map((_, index) => `import {\n  a${index},\n} from 'a';`);
  expect(findCopies(treesOf(LINES.slice(0, 5).join('\n'), [...LINES, ...LINES].join('\n')))).toEqual([]);
  expect(findCopies(treesOf(imports.join('\n'), imports.join('\n')))).toEqual([]);
});
