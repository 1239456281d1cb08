import { execFileSync } from 'node:child_process';
import { findMissingChangeset } from './find-missing-changeset.ts';

const base = process.argv[2] ?? 'origin/main';
const changed = execFileSync('git', ['diff', '--name-only', `${base}...HEAD`], { encoding: 'utf8' })
  .split('\n')
  .filter(Boolean);
const missing = findMissingChangeset(changed);

if (missing.length === 0) console.log(`${changed.length} files changed since ${base}: no changeset is missing`);
else {
  console.error(`These packages change without a changeset: ${missing.join(', ')}`);
  console.error('Run "npx -y pnpm@12 changeset" and say for their users what changes, why, and what to do.');
  process.exitCode = 1;
}
