import { axiscareConnector } from '@frigg-crm/axiscare';
import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import { scalingTestConnector } from '@frigg-crm/scaling-test';
import type { BenchOptions } from '../test-support/options.ts';
import { readPlainly, syncAgainstLatency, type LatencyOutcome } from '../test-support/sync-against-latency.ts';
import { printTable, type Row } from '../test-support/table.ts';

/** Small pages: the CRM's time is to be measured, and not this machine's. */
const PAGE_SIZE = 5;
const LATENCY_MS = 200;
const PEOPLE = [10_000];
/** Of the time that the latency of the CRM takes by itself. */
const MAX_RATIO = 1.05;
/** A CRM whose pages name the next one is read one page after the other; so few suffice to see what stands between them. */
const CURSOR_SHARE = 10;

/** Whether a sync is bound by the CRM where that takes its time and has no limits: no concurrency is chosen anywhere. */
export async function latency({ people = PEOPLE }: BenchOptions): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const persons of people) {
    const numbered = await measure(scalingTestConnector, persons, 'numbers');
    const plain = await readPlainly({ persons, pageSize: PAGE_SIZE, latencyMs: LATENCY_MS, atOnce: Number(numbered['pages at once']) });
    rows.push({ ...numbered, 'plain loop': toRatio(plain.seconds / Number(numbered['least (s)'])) });
    rows.push(await measure(axiscareConnector, Math.ceil(persons / CURSOR_SHARE), 'cursors'));
  }
  printTable(
    `latency: a CRM that takes ${LATENCY_MS} ms for each page of ${PAGE_SIZE} persons, without limits; at most ${MAX_RATIO} times pages / pages at once × latency`,
    rows,
  );
  return rows;
}

async function measure(connector: ConnectorDescriptor, persons: number, paging: 'numbers' | 'cursors'): Promise<Row> {
  const outcome = await syncAgainstLatency({ connector, persons, pageSize: PAGE_SIZE, latencyMs: LATENCY_MS });
  const pages = Math.ceil(persons / PAGE_SIZE);
  const atOnce = paging === 'numbers' ? outcome.maxConcurrency : 1;
  const least = (Math.ceil(pages / atOnce) * LATENCY_MS) / 1000;
  return toRow(outcome, { connector: connector.id, paging, pages, atOnce, least, persons });
}

interface Facts {
  readonly connector: string;
  readonly paging: string;
  readonly pages: number;
  readonly atOnce: number;
  readonly least: number;
  readonly persons: number;
}

function toRow({ seconds, processed, state }: LatencyOutcome, { least, persons, atOnce, ...facts }: Facts): Row {
  const ratio = seconds / least;
  return {
    ...facts,
    'pages at once': atOnce,
    'least (s)': least,
    seconds: Math.round(seconds * 100) / 100,
    ratio: toRatio(ratio),
    // A loop of requests that writes nothing, on this machine, against the same sandbox.
    'plain loop': '',
    processed,
    state,
    'as promised': state === 'COMPLETED' && processed === persons && ratio <= MAX_RATIO ? 'yes' : 'NO',
  };
}

function toRatio(ratio: number): number {
  return Math.round(ratio * 1000) / 1000;
}
