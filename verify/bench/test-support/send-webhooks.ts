import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { RawConnection } from './raw-connection.ts';
import { toSignedRequest } from './signed-webhooks.ts';

export interface SendOptions {
  readonly port: number;
  readonly tenants: number;
  /** Requests that are under way at once, at most. */
  readonly connections: number;
  /** Names the webhooks of this run. */
  readonly run: string;
  readonly count: number;
  /** How many are due in a second. @defaultValue the next as soon as one is answered */
  readonly perSecond?: number | undefined;
  /** Called when half of them were sent. */
  readonly halfway?: (() => Promise<void>) | undefined;
  /** Each so many-th is sent twice. */
  readonly repeatEach?: number | undefined;
}

/** What became of webhooks that were sent until each was answered with 200. */
export interface SentWebhooks {
  readonly perSecond: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  /** Not answered with 200, and sent again as Quo does. */
  readonly resent: number;
}

const RECONNECT_MS = 20;

/** Sends webhooks over kept-alive connections. A time begins when a webhook is due, and not when a connection is free for it. */
export async function sendWebhooks(options: SendOptions): Promise<SentWebhooks> {
  const { port, count, connections, perSecond, halfway, repeatEach } = options;
  const timesMs: number[] = [];
  let next = 0;
  let resent = 0;
  let half: Promise<void> | undefined;
  const startMs = performance.now();

  async function work(): Promise<void> {
    let connection = await RawConnection.open(port);
    while (next < count) {
      const number = next;
      next += 1;
      if (halfway !== undefined && number === Math.floor(count / 2)) half = halfway();
      const dueMs = perSecond === undefined ? performance.now() : startMs + (number / perSecond) * 1000;
      const earlyMs = dueMs - performance.now();
      if (earlyMs > 1) await sleep(earlyMs);
      connection = await deliver(connection, number);
      timesMs.push(performance.now() - dueMs);
      if (repeatEach !== undefined && number % repeatEach === 0) connection = await deliver(connection, number);
    }
    connection.close();
  }

  async function deliver(given: RawConnection, number: number): Promise<RawConnection> {
    let connection = given;
    for (;;) {
      const status = await connection.send(toSignedRequest(number, options)).catch(() => undefined);
      if (status === 200) return connection;
      resent += 1;
      if (status === undefined) connection = await reconnect(port);
    }
  }

  await Promise.all(Array.from({ length: connections }, work));
  const seconds = (performance.now() - startMs) / 1000;
  await half;
  timesMs.sort((a, b) => a - b);
  const at = (share: number): number => Math.round(timesMs[Math.floor(timesMs.length * share)] ?? 0);
  return { perSecond: Math.round(count / seconds), medianMs: at(0.5), p99Ms: at(0.99), resent };
}

/** The program may be gone, or not there yet. */
async function reconnect(port: number): Promise<RawConnection> {
  for (;;) {
    try {
      return await RawConnection.open(port);
    } catch {
      await sleep(RECONNECT_MS);
    }
  }
}
