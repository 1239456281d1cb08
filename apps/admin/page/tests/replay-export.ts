import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** @returns what the simulator prints of a file. */
export async function replayExport(path: string): Promise<string> {
  const simulator = join(import.meta.dirname, '../../../../verify/simulator/src/main.ts');
  return new Promise((resolve) => {
    const args = ['--conditions=@frigg-crm/source', simulator, '--replay', path];
    execFile(process.execPath, args, (_, stdout, stderr) => resolve(`${stdout}${stderr}`));
  });
}
