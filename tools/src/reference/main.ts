import { join } from 'node:path';
import { runCommand } from '../packages/run-command.ts';
import { WORKSPACE_ROOT, findPublishedPackages } from '../workspace/workspace-package.ts';
import { findUndocumented } from './undocumented.ts';

/** Builds the reference site into docs/.site, from the comments of all entry points. */
const tools = join(WORKSPACE_ROOT, 'tools');
const undocumented = findPublishedPackages().flatMap(findUndocumented);
for (const name of undocumented) console.error(`${name} has no text`);
if (undocumented.length > 0) process.exitCode = 1;
const { ok, output } = await runCommand(join(tools, 'node_modules/.bin/typedoc'), ['--options', 'typedoc.json'], { cwd: tools });
console.log(output);
if (!ok) process.exitCode = 1;
