import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findPublishedPackages } from '../workspace/workspace-package.ts';
import { findUndocumented } from './undocumented.ts';

let path: string;

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'frigg-crm-reference-'));
  mkdirSync(join(path, 'src'));
});

afterEach(() => rmSync(path, { recursive: true, force: true }));

it('names every export without a text, whatever kind it is and whichever module declares it', () => {
  const documented = '/** One. */\nexport const one = 1;\n/** @returns two. */\nexport function two(): number { return 2; }\n';
  const bare = '// Three.\nexport const three = 3;\nexport interface Four { /** Five. */ five: 5 }\n';
  writeFileSync(join(path, 'src/index.ts'), "export { one, two, three, type Four } from './all.ts';\n");
  writeFileSync(join(path, 'src/all.ts'), documented + bare);
  const exports = { './sandbox': { '@frigg-crm/source': './src/index.ts' } };
  expect(findUndocumented({ folder: 'packages/x', path, manifest: { name: '@frigg-crm/x', exports } })).toEqual([
    '@frigg-crm/x/sandbox: Four',
    '@frigg-crm/x/sandbox: three',
  ]);
});

it('every export of the packages has a text', () => {
  expect(findPublishedPackages().flatMap(findUndocumented)).toEqual([]);
});
