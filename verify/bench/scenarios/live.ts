import { setTimeout as sleep } from 'node:timers/promises';
import { LIVE_SUBPROTOCOL } from '@frigg-crm/live';
import { WebSocket } from 'ws';
import { startChild } from '../test-support/child.ts';
import type { LiveServerInput, LiveServerState } from '../test-support/live-server.ts';
import { printTable, type Row } from '../test-support/table.ts';

const SERVER = new URL('../test-support/live-server.ts', import.meta.url);
const WATCHERS = 1000;
const MAX_P99_MS = 250;
const FOR_MS = 15_000;
const WARM_UP_MS = 3000;
/** Beside one that does not read. */
const FEW = 200;
const MAX_GROWTH_MB = 2;
/** Two runs on a machine that does nothing else differ by less. */
const MAX_SLOWDOWN_MS = 50;

interface Watched {
  readonly latencies: readonly number[];
  readonly growthMb: number;
  readonly rssGrowthMb: number;
  readonly conflated: number;
}

/** How long a change takes from the server to all who watch it, and what one of them costs who does not read. */
export async function live(): Promise<readonly Row[]> {
  const many = await watch({
    watchers: WATCHERS,
    stalled: 0,
    channels: ['processes'],
    input: { processes: 20, everyMs: 200, together: 1, slowAfterMs: 10_000 },
  });
  const rows = [toRow(`${WATCHERS} watchers of 20 syncs, 5 changes a second`, many, percentile(many.latencies, 0.99) < MAX_P99_MS)];
  // It is not closed, so that one sees what it costs.
  const input = { processes: 60, everyMs: 100, together: 60, slowAfterMs: 3_600_000 };
  const channels = ['process:sync-0', 'process:sync-1'];
  const healthy = await watch({ watchers: FEW, stalled: 0, channels, input });
  const beside = await watch({ watchers: FEW, stalled: 1, channels, input });
  const slowdownMs = percentile(beside.latencies, 0.99) - percentile(healthy.latencies, 0.99);
  // Where nothing was replaced, the stalled one had not stalled yet.
  const isKept = beside.conflated > 0 && beside.growthMb < MAX_GROWTH_MB && slowdownMs < MAX_SLOWDOWN_MS;
  rows.push(toRow(`${FEW} watchers, each of two syncs with ten changes a second`, healthy, true));
  rows.push(toRow('the same, one of them watches 60 and does not read', beside, isKept));
  printTable(`live progress: from the announcement to the watcher, in ms; memory of the server after ${FOR_MS / 1000} s`, rows);
  return rows;
}

async function watch({
  watchers,
  stalled,
  channels,
  input,
}: {
  readonly watchers: number;
  readonly stalled: number;
  /** What all watch but the stalled ones, who watch everything: the kernel keeps some megabytes for them before they are felt. */
  readonly channels: readonly string[];
  readonly input: LiveServerInput;
}): Promise<Watched> {
  const server = await startChild<LiveServerInput, { readonly port: number }>(SERVER, input);
  const { port } = server.result.result;
  const latencies: number[] = [];
  let isMeasuring = false;
  const sockets: WebSocket[] = [];
  for (let count = 0; count < watchers; count += 1)
    sockets.push(
      await open(port, count < stalled ? ['processes'] : channels, (text) => {
        if (isMeasuring) for (const match of text.matchAll(TIMESTAMP)) latencies.push(Date.now() - Date.parse(match[1] ?? ''));
      }),
    );
  await sleep(WARM_UP_MS);
  const before = await stateOf(port);
  for (const socket of sockets.slice(0, stalled)) socket.pause();
  isMeasuring = true;
  await sleep(FOR_MS);
  isMeasuring = false;
  const after = await stateOf(port);
  for (const socket of sockets) socket.terminate();
  await server.stop();
  const round = (number: number): number => Math.round(number * 10) / 10;
  return {
    latencies,
    growthMb: round(after.usedMb - before.usedMb),
    rssGrowthMb: round(after.rssMb - before.rssMb),
    conflated: after.conflated - before.conflated,
  };
}

const TIMESTAMP = /"timestamp":"([^"]+)"/g;

async function open(port: number, channels: readonly string[], onText: (text: string) => void): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/live`, [LIVE_SUBPROTOCOL]);
  // eslint-disable-next-line typescript/no-base-to-string -- text frames arrive as one Buffer
  socket.on('message', (data) => onText(data.toString()));
  await new Promise((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });
  for (const channel of channels) socket.send(JSON.stringify({ action: 'subscribe', channel }));
  return socket;
}

async function stateOf(port: number): Promise<LiveServerState> {
  return (await (await fetch(`http://127.0.0.1:${port}/`)).json()) as LiveServerState;
}

function toRow(situation: string, { latencies, growthMb, rssGrowthMb, conflated }: Watched, isKept: boolean): Row {
  return {
    situation,
    received: latencies.length,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    max: percentile(latencies, 1),
    conflated,
    'grown by (MB)': growthMb,
    'RSS (MB)': rssGrowthMb,
    'as promised': isKept && latencies.length > 0 ? 'yes' : 'NO',
  };
}

function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.POSITIVE_INFINITY;
}
