import { join } from 'node:path';
import { WORKSPACE_ROOT } from '../workspace/workspace-package.ts';
import { runCommand } from './run-command.ts';

const BIN = join(WORKSPACE_ROOT, 'tools/node_modules/.bin');

/**
 * publint: do the files and the fields of `package.json` fit each other? attw: do the types say what the code does, in every module
 * resolution that can load an ES module?
 *
 * @returns what is wrong, nothing when all is well.
 */
export async function checkTarball(tarball: string): Promise<readonly string[]> {
  const lint = await runCommand(join(BIN, 'publint'), ['run', tarball, '--strict'], { cwd: WORKSPACE_ROOT });
  const types = await runCommand(join(BIN, 'attw'), [tarball, '--profile', 'esm-only', '--no-color', '--format', 'ascii'], {
    cwd: WORKSPACE_ROOT,
  });
  return [...(lint.ok ? [] : [`publint --strict\n${lint.output}`]), ...(types.ok ? [] : [`attw --profile esm-only\n${types.output}`])];
}
