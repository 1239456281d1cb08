import { silentLogger, systemClock, type Logger } from '@frigg-crm/core';
import { ApiError } from '@frigg-crm/http';
import type { QuoClient } from '@frigg-crm/quo';
import type { Tuning } from '../config/read-tuning.ts';
import { isSharedStore } from '../config/store-setting.ts';
import { SYNC_FLAGS } from '../config/sync-flags.ts';
import type { SyncSettings } from '../config/sync-settings.ts';
import { createReporter } from '../output/create-reporter.ts';
import { Closing } from '../wiring/closing.ts';
import { connectQuo } from '../wiring/connect-quo.ts';
import { CONNECTORS } from '../wiring/connectors.ts';
import { createJsonLineLogger } from '../wiring/json-line-logger.ts';
import { LateRateLimits } from '../wiring/late-rate-limits.ts';
import { namingSetting } from '../wiring/naming-setting.ts';
import { openQueues } from '../wiring/open-queues.ts';
import { openStore } from '../wiring/open-store.ts';
import { runSync } from '../wiring/run-sync.ts';
import type { CliContext } from './cli-context.ts';
import { exitCodeOf } from './exit-codes.ts';
import { explainRun } from './explain-run.ts';

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
    reporter.begin(`${settings.mode} sync of ${settings.connector} into Quo`);
    const run = await runSync({
      ...settings,
      ...tuning,
      ...wired,
      integrationId: settings.integration ?? settings.connector,
      reporter,
      logger,
      signal,
    });
    reporter.result({ processes: run.processes, durationMs: systemClock.now() - startedMs });
    explainRun(run, { stderr, signal });
    return exitCodeOf(run);
  } finally {
    await closing.close();
  }
}

interface WireOptions {
  readonly tuning: Tuning;
  readonly logger: Logger;
  readonly env: CliContext['env'];
  readonly signal: AbortSignal;
  readonly closing: Closing;
}

type Wired = Pick<Parameters<typeof runSync>[0], 'store' | 'shared' | 'queues' | 'makeIntegration' | 'quoContacts'>;

/** Opens everything in the order in which it is cheap to fail. */
async function wire(settings: SyncSettings, { tuning, logger, env, signal, closing }: WireOptions): Promise<Wired> {
  const integrationId = settings.integration ?? settings.connector;
  // Where several programs share a store, they share what the APIs allow.
  const rateLimits = isSharedStore(settings.store) ? new LateRateLimits() : undefined;
  const clients = { logger, retryDelaysMs: tuning.retryDelaysMs, rateLimits };
  const makeIntegration = await namingSetting(SYNC_FLAGS.crmUrl, () =>
    CONNECTORS[settings.connector]({ url: settings.crmUrl, token: settings.crmToken, name: integrationId }, clients),
  );
  const account = { url: settings.quoUrl, key: settings.quoKey, partnerKey: settings.quoPartnerKey, requestsPerSecond: settings.quoRate };
  const quo = await namingSetting(SYNC_FLAGS.quoKey, () => connectQuo(account, clients));
  const store = await namingSetting(SYNC_FLAGS.store, () => openStore(settings.store));
  closing.add(store);
  rateLimits?.open(store.rateLimits);
  const queues = await namingSetting(SYNC_FLAGS.queue, () => openQueues(settings.queue, { integrationId, logger, env }));
  closing.add(queues);
  await checkKey(quo, { delaysMs: tuning.keyDelaysMs, signal });
  const shared = isSharedStore(settings.store) ? store : undefined;
  return { store, shared, queues, makeIntegration, quoContacts: quo.contacts };
}

/** A refusal is the key's fault; no answer at all is more likely that of the URL. */
async function checkKey(quo: QuoClient, options: Parameters<QuoClient['verifyKey']>[0]): Promise<void> {
  try {
    await quo.verifyKey(options);
  } catch (error) {
    const isRefused = ApiError.is(error) && error.code === 'API_UNAUTHORIZED';
    await namingSetting(isRefused ? SYNC_FLAGS.quoKey : SYNC_FLAGS.quoUrl, () => Promise.reject(error as Error));
  }
}
