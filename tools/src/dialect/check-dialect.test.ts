import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkDialect } from './check-dialect.ts';
import { findDialect } from './find-dialect.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'frigg-crm-dialect-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function plant(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

it.each([
  ['a comment', '// Nobody answers.', ['nobody']],
  ['a string', "throw new Error('whoever asks');", ['whoever']],
  ['a title of a test', "it('tells the owner what it was told', () => {});", ['tell', 'tell']],
  ['an identifier', 'export function askToSeeTo(deps: WebhookDesk): SeenTo {', ['see to', 'see to', 'desk']],
  ['a constant', 'const CUT_POWER = 1;', ['cut power']],
  ['a phrase over two lines of a comment', '/**\n * Such a message is put\n * off.\n */', ['put off']],
  ['a name with hyphens', "const mode = 'forget-news';", ['forget news']],
  ['a noun with its hyphen', '/** Look-ups are cached. */', ['look-up']],
  ['other forms', 'It brings, brought, stood by and buried troubles.', ['bring', 'bring', 'trouble', 'stand by', 'bury']],
])('finds the dialect in %s', (_, text, words) => {
  expect(findDialect('a.ts', text).map(({ word }) => word)).toEqual(words);
});

it.each([
  'we look up the lookup key, and cannot tell why',
  'const snapshot = take(napkin);',
  'a bellwether; an offset is put; stand in; untold; a desktop',
  'seat, oversee tones',
])('lets pass %j', (text) => {
  expect(findDialect('a.ts', text)).toEqual([]);
});

it('counts the name of a file, and says where a word stands', () => {
  expect(findDialect('src/stand-by.ts', '\n\n// nobody\n')).toEqual([
    { file: 'src/stand-by.ts', line: 3, word: 'nobody' },
    { file: 'src/stand-by.ts', line: 0, word: 'stand by' },
  ]);
});

it('reads sources, READMEs and pages, and neither history nor what is built', () => {
  for (const file of ['README.md', 'docs/a.md', 'packages/x/src/a.ts', 'packages/x/README.md', 'tools/gates/a.ts']) plant(file, 'nobody');
  for (const file of ['docs/decisions/0001-a.md', 'packages/x/CHANGELOG.md', 'packages/x/dist/a.ts', '.changeset/a.md'])
    plant(file, 'nobody');
  const { problems, filesRead } = checkDialect(root, []);
  expect([problems.length, filesRead]).toEqual([5, 5]);
});

it('names every place and its better word', () => {
  plant('docs/a.md', 'nobody\ngravest');
  expect(checkDialect(root, []).problems).toEqual([
    'docs/a.md:1 says "nobody", not: no worker, no caller, no process',
    'docs/a.md:2 says "gravest", not: most severe',
  ]);
});

it('excuses as many places of a file as are listed, and refuses an excuse that nothing needs', () => {
  plant('packages/x/src/index.ts', '/** @deprecated */\nexport const createSyncSteering = createSyncControl;\n');
  const excuse = { file: 'packages/x/src/index.ts', word: 'steering', count: 1, reason: 'a deprecated alias' };
  expect(checkDialect(root, [excuse]).problems).toEqual([]);
  plant('packages/x/src/index.ts', '/** Steering. */\nexport const createSyncSteering = createSyncControl;\n');
  expect(checkDialect(root, [excuse]).problems).toEqual([`${excuse.file}:2 says "steering", not: operations, control`]);
  plant('packages/x/src/index.ts', 'export const createSyncControl = 1;\n');
  expect(checkDialect(root, [excuse]).problems).toEqual([`${excuse.file} needs no excuse for "steering" any more`]);
});
