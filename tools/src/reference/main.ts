import { join } from 'node:path';
import { runCommand } from '../packages/run-command.ts';
import { WORKSPACE_ROOT, findPublishedPackages } from '../workspace/workspace-package.ts';
import { MAX_UNDOCUMENTED, findUndocumented } from './undocumented.ts';

/** Builds the reference site into docs/.site, from the comments of all entry points. */
const tools = join(WORKSPACE_ROOT, 'tools');
const undocumented = findPublishedPackages().flatMap(findUndocumented);
for (const name of undocumented) console.log(`${name} has no text`);
if (undocumented.length > MAX_UNDOCUMENTED) {
  console.error(`${undocumented.length} exports have no text, ${MAX_UNDOCUMENTED} are let pass`);
  process.exitCode = 1;
}
const { ok, output } = await runCommand(join(tools, 'node_modules/.bin/typedoc'), ['--options', 'typedoc.json'], { cwd: tools });
console.log(output);
if (!ok) process.exitCode = 1;
