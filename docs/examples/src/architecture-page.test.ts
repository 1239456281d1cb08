import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CRM_SYNC } from '@frigg-crm/crm-base';
import { expect, it } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const PAGE = readFileSync(new URL('docs/explanation/architecture.md', ROOT), 'utf8');

/** The page says of these in a sentence where they lead: arrows from every state would hide the others. */
const { roles } = CRM_SYNC;
const SAID = new Set([roles.paused, roles.failed, roles.cancelled]);

it('draws the states of a sync as they are', () => {
  const drawn = [...PAGE.matchAll(/^ {2}(\S+) --> (\S+)$/gm)].map(([, from, to]) => `${from} --> ${to}`);
  const states = Object.entries(CRM_SYNC.transitions);
  const moves = states.filter(([from]) => !SAID.has(from)).flatMap(([from, targets]) => targets.map((to) => ({ from, to })));
  const expected = [
    `[*] --> ${CRM_SYNC.initialState}`,
    ...moves.filter(({ to }) => !SAID.has(to)).map(({ from, to }) => `${from} --> ${to}`),
    ...states.filter(([, targets]) => targets.length === 0).map(([state]) => `${state} --> [*]`),
  ];
  expect(drawn.toSorted()).toEqual(expected.toSorted());
});

it('answers each question with files that exist', () => {
  const questions =
    PAGE.split('## Ten questions')[1]
      ?.split('\n')
      .filter((line) => line.startsWith('| ') && line.includes('?')) ?? [];
  expect(questions).toHaveLength(10);
  for (const question of questions) {
    let folder = '';
    for (const [, name = ''] of question.matchAll(/`([\w/.-]+\.ts)`/g)) {
      // A name without its package is in that of the name before, one without a folder in the folder of the name before.
      const inPackage = folder.split('/src/')[0] ?? '';
      const candidates = [`packages/${name}`, `${inPackage}/src/${name}`, `${folder}/${name}`];
      const found = candidates.find((path) => existsSync(fileURLToPath(new URL(path, ROOT))));
      expect(found, `${name} in: ${question}`).toBeDefined();
      folder = (found ?? '').split('/').slice(0, -1).join('/');
    }
  }
});
