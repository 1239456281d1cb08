import type { MessageQueue, Process } from '@frigg-crm/core';
import { createMemoryDocumentStore } from '@frigg-crm/memory';
import type { ResolveIntegration } from '../connector/resolve-integration.ts';
import { decodeSyncMessage } from '../queue/sync-message.ts';
import type { InvocationHost } from '../workers/host/invocation-host.ts';
import { readTransport } from '../workers/host/message-transport.ts';
import { createSyncSystem, startSync, type SyncSystem, type SyncSystemOptions } from './sync-system.ts';

export interface InvocationsOptions extends Pick<SyncSystemOptions, 'people' | 'config'> {
  readonly host?: InvocationHost;
  /** Every so manieth message has the `fate`. @defaultValue none */
  readonly every?: number;
  /** `late`: it comes when the invocation is about to end. */
  readonly fate?: 'lost' | 'doubled' | 'late';
}

/** A host that receives messages itself and hands them over one by one, and runs a turn every minute. */
export interface Invocations extends Pick<SyncSystem, 'quo' | 'crm' | 'clock'> {
  /** Runs an initial sync to its end. @returns its process. */
  runToEnd(): Promise<Process>;
  /** @returns how many invocations in a row have caused one another, at most. */
  deepest(): number;
  /** @returns how many turns there were. */
  turns(): number;
  /** @returns the milliseconds of the longest invocation. */
  longestMs(): number;
}

interface Waiting {
  readonly body: string;
  readonly dueAtMs: number;
  readonly receiveCount: number;
}

const INVOCATION_MS = 900_000;
const TURN_EVERY_MS = 60_000;
const MAX_RECEIVES = 5;
const LONGEST_MS = 7 * 24 * 3600_000;

export function createInvocations({ people = [], config, host = {}, every = Infinity, fate }: InvocationsOptions): Invocations {
  const waiting: Waiting[] = [];
  const seen = { deepest: 0, turns: 0, longestMs: 0, handled: 0 };
  const documents = createMemoryDocumentStore();
  const queue: MessageQueue = {
    limits: { maxMessageBytes: 262_144, maxDelaySeconds: 900 },
    send: async (messages) => {
      for (const { body, delaySeconds = 0 } of messages)
        waiting.push({ body, dueAtMs: system.clock.now() + delaySeconds * 1000, receiveCount: 1 });
    },
    consume: async () => {},
    close: async () => {},
  };
  const system: SyncSystem = createSyncSystem({
    people,
    ...(config && { config }),
    engine: { host, store: { documents }, queues: { fetch: queue, work: queue } },
  });
  const { clock, engine, integration } = system;
  const resolveIntegration: ResolveIntegration = async () => integration;

  async function invoke({ body, receiveCount }: Waiting, leftMs: number): Promise<void> {
    const startMs = clock.now();
    const isLastAttempt = host.receivesOnce !== true && receiveCount >= MAX_RECEIVES;
    const received = host.receivesOnce === true ? {} : { receiveCount, isLastAttempt };
    const deadlineMs = startMs + leftMs;
    const verdict = await clock.runUntil(engine.handleMessage(body, { resolveIntegration, deadlineMs, ...received }));
    seen.deepest = Math.max(seen.deepest, readTransport(JSON.parse(body)).hops);
    seen.longestMs = Math.max(seen.longestMs, clock.now() - startMs);
    if (verdict.kind === 'dead-letter') throw new Error(`${decodeSyncMessage(body).event}: ${verdict.reason}`);
    if (verdict.kind !== 'retry') return;
    if (host.receivesOnce === true) throw new Error('a host whose queues hand a message out once cannot retry');
    waiting.push({ body, dueAtMs: clock.now() + (verdict.delaySeconds ?? 0) * 1000, receiveCount: receiveCount + 1 });
  }

  async function handOver(message: Waiting): Promise<void> {
    seen.handled += 1;
    const isFated = fate !== undefined && seen.handled % every === 0;
    if (isFated && fate === 'lost') return;
    if (isFated && fate === 'doubled') await invoke(message, INVOCATION_MS);
    await invoke(message, isFated && fate === 'late' ? 5000 : INVOCATION_MS);
  }

  async function step(turnAtMs: number): Promise<void> {
    const next = waiting.toSorted((a, b) => a.dueAtMs - b.dueAtMs)[0];
    const atMs = Math.min(next?.dueAtMs ?? Infinity, turnAtMs);
    if (atMs > clock.now()) await clock.advance(atMs - clock.now());
    if (next === undefined || next.dueAtMs > atMs) {
      seen.turns += 1;
      await clock.runUntil(engine.runWatchdogOnce({ resolveIntegration }));
      return;
    }
    waiting.splice(waiting.indexOf(next), 1);
    await handOver(next);
  }

  return {
    quo: system.quo,
    crm: system.crm,
    clock,
    async runToEnd() {
      const processId = await startSync(system);
      const endMs = clock.now() + LONGEST_MS;
      for (;;) {
        const process = await system.find(processId);
        if (process.endedAt !== null) return process;
        if (clock.now() > endMs) throw new Error(`the sync hangs in ${process.state}: ${JSON.stringify(process.ledger)}`);
        await step((Math.floor(clock.now() / TURN_EVERY_MS) + 1) * TURN_EVERY_MS);
      }
    },
    deepest: () => seen.deepest,
    turns: () => seen.turns,
    longestMs: () => seen.longestMs,
  };
}
