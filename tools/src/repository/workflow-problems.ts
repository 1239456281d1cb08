import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

interface Job {
  readonly 'timeout-minutes'?: number;
  readonly permissions?: object;
  readonly steps?: readonly { readonly uses?: string }[];
}

interface Workflow {
  readonly permissions?: object;
  readonly jobs?: Readonly<Record<string, Job>>;
}

function jobProblems(name: string, { 'timeout-minutes': minutes, permissions, steps = [] }: Job): readonly string[] {
  const loose = steps.map(({ uses }) => uses).filter((uses) => uses !== undefined && !/@[\da-f]{40}$/.test(uses));
  return [
    ...(permissions === undefined ? [`${name} names no permissions`] : []),
    ...(minutes === undefined ? [`${name} has no timeout-minutes`] : []),
    ...loose.map((uses) => `${name} uses ${uses}, not a commit`),
  ];
}

function read(text: string): Workflow | undefined {
  try {
    return parse(text) as Workflow;
  } catch {
    return undefined;
  }
}

/** @returns what is wrong with one workflow: who may do what, for how long, and whose code runs. */
export function findWorkflowTextProblems(file: string, text: string): readonly string[] {
  const workflow = read(text);
  if (workflow === undefined) return [`${file} cannot be read`];
  const { permissions, jobs = {} } = workflow;
  const isBare = permissions !== undefined && Object.keys(permissions).length === 0;
  return [
    ...(isBare ? [] : [`${file} does not begin with "permissions: {}"`]),
    ...Object.entries(jobs).flatMap(([name, job]) => jobProblems(name, job).map((problem) => `${file}: ${problem}`)),
  ];
}

/** The same for every workflow below `root`; forms for issues have to be YAML as well. */
export function findWorkflowProblems(root: string): readonly string[] {
  const readFile = (file: string): string => readFileSync(join(root, file), 'utf8');
  const forms = globSync('.github/ISSUE_TEMPLATE/*.yml', { cwd: root }).filter((file) => read(readFile(file)) === undefined);
  const workflows = globSync('.github/workflows/*.yml', { cwd: root });
  return [...forms.map((file) => `${file} cannot be read`), ...workflows.flatMap((file) => findWorkflowTextProblems(file, readFile(file)))];
}
