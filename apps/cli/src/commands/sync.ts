import { silentLogger, systemClock, type Logger, type Store } from '@frigg-crm/core';
import { ApiError } from '@frigg-crm/http';
import type { QuoClient } from '@frigg-crm/quo';
import type { Tuning } from '../config/read-tuning.ts';
import { isSharedStore } from '../config/store-setting.ts';
import { SYNC_FLAGS } from '../config/sync-flags.ts';
import type { SyncSettings } from '../config/sync-settings.ts';
import { createReporter } from '../output/create-reporter.ts';
import { Closing } from '../wiring/closing.ts';
import { connectQuo } from '../wiring/connect-quo.ts';
import { createJsonLineLogger } from '../wiring/json-line-logger.ts';
import { LateRateLimits } from '../wiring/late-rate-limits.ts';
import { namingOrigin, namingSetting } from '../wiring/naming-setting.ts';
import { openQueues } from '../wiring/open-queues.ts';
import { openStore } from '../wiring/open-store.ts';
import { runSync, type SyncRunOptions } from '../wiring/run-sync.ts';
import { untilAborted } from '../wiring/stoppable.ts';
import type { CliContext } from './cli-context.ts';
import { exitCodeOf } from './exit-codes.ts';
import { explainRun } from './explain-run.ts';

/** How long the maintenance of the store may delay the end of a program, in milliseconds. */
const MAINTENANCE_MS = 2000;

/** `frigg-crm sync`. @returns the exit code. */
export async function runSyncCommand(settings: SyncSettings, tuning: Tuning, context: CliContext): Promise<number> {
  const { env, stdout, stderr, signal } = context;
  const reporter = createReporter(stdout, { isJson: settings.json, env });
  const logger =
    tuning.logLevel === undefined ? silentLogger : createJsonLineLogger({ level: tuning.logLevel, write: (line) => stderr.write(line) });
  const startedMs = systemClock.now();
  const closing = new Closing();
  try {
    const wired = await wire(settings, { tuning, logger, env, signal, closing });
    reporter.begin(`${settings.mode} sync of ${settings.connector.title} into Quo`);
    const run = await namingOrigin(async () => runSync({ ...settings, ...tuning, ...wired, reporter, logger, signal }));
    reporter.result({ processes: run.processes, durationMs: systemClock.now() - startedMs });
    explainRun(run, stderr);
    await maintainBriefly(wired.store, signal);
    return exitCodeOf(run);
  } finally {
    await closing.close();
  }
}

/** A run by a schedule ends before an hour has passed, after which the engine would do it. */
async function maintainBriefly(store: Store, signal: AbortSignal): Promise<void> {
  const call = { signal: AbortSignal.any([signal, AbortSignal.timeout(MAINTENANCE_MS)]) };
  await store.maintain?.(call).catch(() => undefined);
}

interface WireOptions {
  readonly tuning: Tuning;
  readonly logger: Logger;
  readonly env: CliContext['env'];
  readonly signal: AbortSignal;
  readonly closing: Closing;
}

type Wired = Pick<SyncRunOptions, 'store' | 'isSharedStore' | 'queues' | 'createIntegration' | 'quoContacts'>;

/** Opens everything in the order of increasing costs of a failure. */
async function wire(settings: SyncSettings, { tuning, logger, env, signal, closing }: WireOptions): Promise<Wired> {
  const { connector, integrationId, options } = settings;
  const isShared = isSharedStore(settings.store);
  // Where several programs share a store, they share the rate limits of the APIs.
  const rateLimits = isShared ? new LateRateLimits() : undefined;
  const clients = { logger, retryDelaysMs: tuning.retryDelaysMs, rateLimits };
  const createIntegration = await namingSetting(SYNC_FLAGS.crmUrl, async () =>
    connector.connect({ url: settings.crmUrl, token: settings.crmToken, name: integrationId, options }, clients),
  );
  const account = { url: settings.quoUrl, key: settings.quoKey, partnerKey: settings.quoPartnerKey, requestsPerSecond: settings.quoRate };
  const quo = await namingSetting(SYNC_FLAGS.quoKey, () => connectQuo(account, clients));
  const store = await namingSetting(SYNC_FLAGS.store, async () => closing.open(openStore(settings.store, SYNC_FLAGS.store), signal));
  rateLimits?.open(store.rateLimits);
  const opening = { integrationId, logger, env, store };
  const queueFlag = settings.queue.kind === 'store' ? SYNC_FLAGS.store : SYNC_FLAGS.queue;
  const queues = await namingSetting(queueFlag, async () => closing.open(openQueues(settings.queue, queueFlag, opening), signal));
  await checkKey(quo, { delaysMs: tuning.keyDelaysMs, signal });
  return { store, isSharedStore: isShared, queues, createIntegration, quoContacts: quo.contacts };
}

/** A refusal belongs to the key; no response at all more likely to the URL. */
async function checkKey(
  quo: QuoClient,
  options: { readonly delaysMs: Tuning['keyDelaysMs']; readonly signal: AbortSignal },
): Promise<void> {
  try {
    await untilAborted(quo.verifyKey(options), options.signal);
  } catch (error) {
    const isRefused = ApiError.is(error) && error.code === 'API_UNAUTHORIZED';
    await namingSetting(isRefused ? SYNC_FLAGS.quoKey : SYNC_FLAGS.quoUrl, () => Promise.reject(error as Error));
  }
}
