import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { WORKSPACE_ROOT } from '../workspace/workspace-package.ts';
import { readmeName, type PackedPackage } from './consumer-project.ts';
import { checkBundleSize } from './check-bundle-size.ts';
import { findMapProblems } from './map-problems.ts';
import { runCommand } from './run-command.ts';

const COMPILERS = { 'TypeScript 5.9': 'typescript-5.9', 'TypeScript 6': 'typescript' };

/** Errors inside third-party declarations are not ours to judge; ours and the consumer's own are. */
function ownErrors(output: string): readonly string[] {
  return output.split('\n').filter((line) => /error TS/.test(line) && !/node_modules\/(?!@frigg-crm\/)/.test(line.split('(')[0] ?? ''));
}

async function checkTypesWith(title: string, compiler: string, folder: string): Promise<readonly string[]> {
  const { ok, output } = await runCommand(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], { cwd: folder });
  const errors = ownErrors(output);
  if (errors.length > 0) return [`${title} under nodenext\n${errors.join('\n')}`];
  return ok || /error TS/.test(output) ? [] : [`${title} did not run\n${output}`];
}

async function checkTypes(folder: string): Promise<readonly string[]> {
  const compilers = Object.entries(COMPILERS).map(([title, name]) =>
    checkTypesWith(title, join(WORKSPACE_ROOT, 'tools/node_modules', name, 'bin/tsc'), folder),
  );
  return (await Promise.all(compilers)).flat();
}

async function checkRun(folder: string, file: string): Promise<readonly string[]> {
  const { ok, output } = await runCommand(process.execPath, [file], { cwd: folder, timeoutMs: 60_000 });
  return ok ? [] : [`node ${file}\n${output}`];
}

async function checkBins(folder: string, { entry }: PackedPackage): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const name of Object.keys(entry.manifest.bin ?? {})) {
    const { ok, output } = await runCommand(join(folder, 'node_modules/.bin', name), ['--help'], { cwd: folder, timeoutMs: 60_000 });
    if (!ok) problems.push(`${name} --help\n${output}`);
  }
  return problems;
}

/** Imports, requires, runs and type-checks what was installed in the consumer's folder. @returns what is wrong. */
export async function checkConsumer(folder: string, packed: readonly PackedPackage[]): Promise<readonly string[]> {
  const problems = [...(await checkRun(folder, 'esm/entries.ts')), ...(await checkRun(folder, 'cjs/entries.cjs'))];
  problems.push(...(await checkBundleSize(folder)));
  for (const item of packed) {
    problems.push(...findMapProblems(join(folder, 'node_modules', item.entry.manifest.name)));
    const [example] = ['ts', 'js'].map((type) => `esm/${readmeName(item.entry)}.${type}`).filter((file) => existsSync(join(folder, file)));
    if (example !== undefined) problems.push(...(await checkRun(folder, example)));
    else if (item.entry.manifest.bin === undefined) problems.push(`${item.entry.folder}/README.md has no ts or js block to run`);
    problems.push(...(await checkBins(folder, item)));
  }
  return [...problems, ...(await checkTypes(folder))];
}
