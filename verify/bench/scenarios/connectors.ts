import { measureInChild } from '../test-support/child.ts';
import type { BenchOptions } from '../test-support/options.ts';
import { printTable, type Row } from '../test-support/table.ts';
import type { ConnectorMeasurement, ConnectorOutcome } from '../measurements/sync-connector.ts';

const CONNECTORS = ['scaling-test', 'pipedrive', 'attio', 'axiscare', 'zoho'];
const PEOPLE = [10_000];
const ROUNDS = 3;
/** How many times as long as with the fastest connector a sync may take. */
const MAX_RATIO = 1.5;
const SYNC = new URL('../measurements/sync-connector.ts', import.meta.url);

/** Whether a connector costs more than others: so many persons of the sandbox of each, on loopback, without limits or latency. */
export async function connectors({ people = PEOPLE, profileDir }: BenchOptions): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const count of people) {
    const best = new Map<string, ConnectorOutcome>();
    // In turn, so that what else this machine does concerns all of them.
    for (const connector of Array.from({ length: ROUNDS }, () => CONNECTORS).flat()) {
      const input: ConnectorMeasurement = { connector, people: count };
      const { result } = await measureInChild<ConnectorMeasurement, ConnectorOutcome>(SYNC, input, { profileDir });
      const before = best.get(connector);
      if (before === undefined || costOf(result) < costOf(before)) best.set(connector, result);
    }
    const least = Math.min(...[...best.values()].map(costOf));
    for (const [connector, outcome] of best) {
      const { seconds, cpuSeconds, processed, contacts, state } = outcome;
      const ratio = costOf(outcome) / least;
      const isKept = state === 'COMPLETED' && processed === count && contacts === count && ratio <= MAX_RATIO;
      rows.push({
        connector,
        people: count,
        'records/s': Math.round(processed / costOf(outcome)),
        ratio: Math.round(ratio * 100) / 100,
        seconds: Math.round(seconds * 100) / 100,
        'cpu (s)': Math.round(cpuSeconds * 100) / 100,
        processed,
        'contacts in Quo': contacts,
        state,
        'as promised': isKept ? 'yes' : 'NO',
      });
    }
  }
  const title = `connectors: the best of ${ROUNDS} rounds; CRM, Quo and sync in one program; ratio to the fastest: ${MAX_RATIO} at most`;
  printTable(title, rows);
  return rows;
}

/** @returns the seconds that it would take on a machine of its own: what it computes, and what it waits. */
function costOf({ cpuSeconds, idleSeconds }: ConnectorOutcome): number {
  return cpuSeconds + idleSeconds;
}
