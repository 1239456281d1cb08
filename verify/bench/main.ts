import { availableParallelism, cpus, totalmem } from 'node:os';
import { argv, version } from 'node:process';
import { readOptions, type BenchOptions } from './test-support/options.ts';
import type { Row } from './test-support/table.ts';
import { allowance } from './scenarios/allowance.ts';
import { connectors } from './scenarios/connectors.ts';
import { counters } from './scenarios/counters.ts';
import { finished } from './scenarios/finished.ts';
import { fairness } from './scenarios/fairness.ts';
import { fold } from './scenarios/fold.ts';
import { latency } from './scenarios/latency.ts';
import { live } from './scenarios/live.ts';
import { memory } from './scenarios/memory.ts';
import { million } from './scenarios/million.ts';
import { requests } from './scenarios/requests.ts';
import { scale } from './scenarios/scale.ts';
import { screen } from './scenarios/screen.ts';
import { settle } from './scenarios/settle.ts';
import { tenants } from './scenarios/tenants.ts';
import { throughput } from './scenarios/throughput.ts';
import { webhooks } from './scenarios/webhooks.ts';

const SCENARIOS: Readonly<Record<string, (options: BenchOptions) => Promise<readonly Row[]>>> = {
  counters,
  throughput,
  fold,
  memory,
  settle,
  fairness,
  finished,
  million,
  requests,
  latency,
  scale,
  tenants,
  webhooks,
  allowance,
  live,
  connectors,
  screen,
};

/** What the numbers were measured on. */
interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly memoryGb: number;
  readonly node: string;
}

/** Describes this machine. */
function describeMachine(): Machine {
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: version,
  };
}

async function main(): Promise<void> {
  const options = readOptions(argv.slice(2));
  const unknown = options.scenarios.filter((name) => !Object.hasOwn(SCENARIOS, name));
  if (unknown.length > 0) throw new Error(`No scenario ${unknown.join(', ')}; there are ${Object.keys(SCENARIOS).join(', ')}`);
  const machine = describeMachine();
  console.log(`${machine.cores} cores (${machine.cpu}), ${machine.memoryGb} GB, Node ${machine.node}`);
  const wanted = Object.entries(SCENARIOS).filter(([name]) => options.scenarios.length === 0 || options.scenarios.includes(name));
  for (const [name, run] of wanted) {
    const rows = await run(options);
    console.log(`\n${JSON.stringify({ scenario: name, machine, rows })}`);
    // A promise that is not kept must fail whatever runs this.
    if (rows.some((row) => row['as promised'] === 'NO')) process.exitCode = 1;
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
