import type { SeedResult, Violation } from '../run/seed-result.ts';
import { simulate } from '../run/simulate.ts';
import { readFaults } from './read-faults.ts';
import type { StoreKind } from '../system/backend.ts';
import type { SimulateCommand } from './parse-command.ts';

/** So many violations are printed in full. */
const MAX_PRINTED = 5;
const PRINTED_EVENTS = 60;

/** Plays seeds and prints what became of them. @returns the exit code: 1 when an invariant was broken. */
export async function simulateAndReport(command: SimulateCommand): Promise<number> {
  const { runs, faults, store } = command;
  readFaults(faults);
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  const report = { played: 0, violations: [] as Violation[] };
  const stepSize = Math.max(1, Math.floor(runs / 20));
  const results = await simulate({
    ...command,
    onResult({ violation }) {
      report.played += 1;
      if (violation !== undefined) report.violations.push(violation);
      if (violation !== undefined && report.violations.length <= MAX_PRINTED) print(format(violation, store));
      if (runs > 1 && report.played % stepSize === 0) print(`${report.played} of ${runs} seeds, ${report.violations.length} violations`);
    },
  });
  print(summarise(results));
  return report.violations.length > 0 ? 1 : 0;
}

function format({ seed, invariant, detail, trace, processes, plan }: Violation, store: StoreKind): string {
  return [
    '',
    `Seed ${seed} breaks an invariant: ${invariant}`,
    `  ${detail}`,
    'The last events:',
    ...trace.slice(-PRINTED_EVENTS).map((line) => `  ${line}`),
    'The processes:',
    ...processes.map((line) => `  ${line}`),
    `The plan: ${plan}`,
    `Play it again: pnpm simulate --seed ${seed}${store === 'memory' ? '' : ` --store ${store}`} --runs 1 --verbose`,
    '',
  ].join('\n');
}

function summarise(results: readonly SeedResult[]): string {
  const sums = new Map<string, number>();
  const ends = new Map<string, number>();
  const shared = new Map<string, number>();
  const add = (into: Map<string, number>, counts: Readonly<Record<string, number>>): void => {
    for (const [name, count] of Object.entries(counts)) into.set(name, (into.get(name) ?? 0) + count);
  };
  for (const result of results) {
    add(sums, result.injected);
    add(ends, result.ends);
    add(shared, { ...result.shared });
  }
  const list = (counts: ReadonlyMap<string, number>): string => [...counts].map(([name, count]) => `${name} ${count}`).join(', ');
  const events = results.reduce((sum, result) => sum + result.events, 0);
  const hours = Math.round(results.reduce((sum, { virtualMs }) => sum + virtualMs, 0) / 3_600_000);
  const broken = results.filter(({ violation }) => violation !== undefined);
  return [
    `${results.length} seeds, ${events} events, ${hours} hours of virtual time`,
    `syncs ended: ${list(ends)}`,
    `faults: ${list(sums) || 'none'}`,
    `calls shared by several callers: ${list(shared)}`,
    `violations: ${broken.length}${broken.length > 0 ? `, by seeds ${broken.map(({ seed }) => seed).join(', ')}` : ''}`,
    ...(results.length === 1 ? [`trace hash: ${results[0]?.hash}`] : []),
  ].join('\n');
}
