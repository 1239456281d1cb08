import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { WORKSPACE_ROOT } from '../workspace/workspace-package.ts';
import { CLIENT_TYPES, writeClientTypes } from './client-types.ts';

it('the types of the client are those of the server: "pnpm client:update" writes them', async () => {
  const written = readFileSync(join(WORKSPACE_ROOT, CLIENT_TYPES), 'utf8');
  const expected = await writeClientTypes();
  // Thousands of lines that differ are no help.
  expect(written === expected ? 'up to date' : 'run "pnpm client:update" and write a changeset').toBe('up to date');
});
