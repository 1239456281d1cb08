import { isDeepStrictEqual } from 'node:util';
import { runCrashCase, type CrashCase } from './matrix/crash-case.ts';
import { allCrashCases } from './matrix/crash-cases.ts';
import { startServers, type ServerUrls } from './test-support/servers.ts';
import type { Outcome } from './test-support/outcome.ts';
import { runZombieCase } from './zombies/zombie-case.ts';

const AT_ONCE = 3;
/** At this passing of each point a worker is also suspended, until another has finished. */
const SUSPENDED_AT = 2;

type Case = CrashCase & { readonly fate: 'killed' | 'suspended' };

interface Report {
  readonly takeoverMs?: number | undefined;
  readonly outcomes: readonly Outcome[];
  readonly expected: Outcome;
}

/** A case and what became of it, or why nothing did. */
type Row = Case & ({ readonly report: Report } | { readonly failure: string });

/**
 * `pnpm crash`: kills a worker at every point, at each of its first five passings, with both connectors, and suspends one
 * at every point. Prints a table; ends with code 1 when a number is wrong. With the argument `sqlite`, store and queues are in
 * one file instead of on servers.
 */
async function main(): Promise<void> {
  const servers = await startServers();
  try {
    const backends = process.argv.includes('sqlite') ? 'sqlite' : 'servers';
    const rows = await runAll(
      servers,
      allCases().map((next) => ({ ...next, backends })),
    );
    const wrong = rows.filter((row) => !isRight(row));
    process.stdout.write(`\n${rows.length} cases, ${wrong.length} with wrong numbers; takeover ${describeTakeovers(rows)}\n`);
    for (const row of wrong) process.stdout.write(`${JSON.stringify(row, undefined, 2)}\n`);
    process.exitCode = wrong.length === 0 ? 0 : 1;
  } finally {
    await servers.stop();
  }
}

function allCases(): readonly Case[] {
  const kills = allCrashCases();
  const suspensions = kills.filter(({ point, passing }) => passing === SUSPENDED_AT && !point.endsWith('create'));
  return [
    ...kills.map((crashCase): Case => ({ ...crashCase, fate: 'killed' })),
    ...suspensions.map((crashCase): Case => ({ ...crashCase, fate: 'suspended' })),
  ];
}

async function runAll(servers: ServerUrls, cases: readonly Case[]): Promise<readonly Row[]> {
  const open = [...cases];
  const rows: Row[] = [];
  process.stdout.write(toLine(['connector', 'fate', 'point', 'k', 'takeover', 'people', 'synced', 'failed', 'skipped', 'in Quo', '']));
  const work = async (): Promise<void> => {
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      const row = await run(servers, next);
      rows.push(row);
      process.stdout.write(toLine(cellsOf(row)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return rows;
}

async function run(servers: ServerUrls, next: Case): Promise<Row> {
  try {
    return { ...next, report: await (next.fate === 'killed' ? runCrashCase(servers, next) : runZombieCase(servers, next)) };
  } catch (error) {
    return { ...next, failure: String(error) };
  }
}

function isRight(row: Row): boolean {
  return 'report' in row && row.report.outcomes.every((outcome) => isDeepStrictEqual(outcome, row.report.expected));
}

function cellsOf(row: Row): readonly (string | number)[] {
  const named = [row.connector, row.fate, row.point, row.passing];
  const outcome = 'report' in row ? row.report.outcomes.at(-1) : undefined;
  if (!('report' in row) || outcome === undefined) return [...named, '', '', '', '', '', '', 'FAILED'];
  const { takeoverMs } = row.report;
  const takeover = takeoverMs === undefined ? '-' : `${takeoverMs} ms`;
  const numbers = [outcome.processed, outcome.synced, outcome.failed, outcome.skipped, outcome.contacts.length];
  return [...named, takeover, ...numbers, isRight(row) ? 'ok' : 'WRONG'];
}

const WIDTHS = [12, 9, 18, 1, 8, 6, 6, 6, 7, 6, 5];

function toLine(cells: readonly (string | number)[]): string {
  const padded = cells.map((cell, index) =>
    typeof cell === 'number' ? String(cell).padStart(WIDTHS[index] ?? 0) : cell.padEnd(WIDTHS[index] ?? 0),
  );
  return `${padded.join(' ').trimEnd()}\n`;
}

function describeTakeovers(rows: readonly Row[]): string {
  const times = rows.flatMap((row) => ('report' in row ? (row.report.takeoverMs ?? []) : [])).toSorted((a, b) => a - b);
  return `${times[Math.floor(times.length / 2)] ?? 0} ms (median), ${times.at(-1) ?? 0} ms (longest)`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
