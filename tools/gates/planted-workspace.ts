import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand, type CommandResult } from '../src/packages/run-command.ts';
import { copyWorkspace } from '../src/workspace/copy-workspace.ts';

export interface PlantedWorkspace {
  readonly path: string;
  /** Writes a file, with the folders above it. */
  plant(file: string, text: string): void;
  append(file: string, text: string): void;
  /** Runs one of the installed tools, or `node`, in the copy. */
  run(tool: string, args: readonly string[]): Promise<CommandResult>;
  remove(): void;
}

/** A copy of the repository in which a test plants what a gate has to find. */
export function createPlantedWorkspace(): PlantedWorkspace {
  const copy = copyWorkspace();
  const at = (file: string): string => join(copy.path, file);
  return {
    path: copy.path,
    plant(file, text) {
      mkdirSync(dirname(at(file)), { recursive: true });
      writeFileSync(at(file), text);
    },
    append: (file, text) => appendFileSync(at(file), text),
    run: (tool, args) => runCommand(tool === 'node' ? process.execPath : at(`node_modules/.bin/${tool}`), args, { cwd: copy.path }),
    remove: () => copy.remove(),
  };
}
