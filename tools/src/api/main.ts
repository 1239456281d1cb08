import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findPublishedPackages } from '../workspace/workspace-package.ts';
import { writeApiReport } from './api-report.ts';

const FOLDER = 'api';
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

/** Programs have no API: they are run. */
const reports = new Map(
  findPublishedPackages(process.cwd())
    .filter(({ manifest }) => manifest.bin === undefined)
    .map((entry) => [`${entry.manifest.name.replace(/^@[^/]+\//, '')}.md`, writeApiReport(entry)]),
);
const stale = (existsSync(FOLDER) ? readdirSync(FOLDER) : []).filter((file) => !reports.has(file));
const changed = [...reports].filter(([file, text]) => !existsSync(join(FOLDER, file)) || readFileSync(join(FOLDER, file), 'utf8') !== text);

if (values.check) {
  for (const file of [...changed.map(([name]) => name), ...stale]) console.error(`${FOLDER}/${file} is not what the sources export`);
  if (changed.length + stale.length > 0) {
    console.error('If users are to see the change, run "pnpm api:update", commit the reports, and write a changeset.');
    process.exitCode = 1;
  } else console.log(`${reports.size} API reports are up to date`);
} else {
  mkdirSync(FOLDER, { recursive: true });
  for (const [file, text] of changed) writeFileSync(join(FOLDER, file), text);
  for (const file of stale) rmSync(join(FOLDER, file));
  console.log(`${reports.size} API reports, ${changed.length} changed, ${stale.length} removed`);
}
