import { silentLogger, systemClock } from '@frigg-crm/core';
import type { ConnectorSandboxOptions } from '@frigg-crm/crm-base';
import { openMemoryStore } from '@frigg-crm/memory';
import { createQuoSandbox } from '@frigg-crm/quo/sandbox';
import type { DemoSettings } from '../config/demo-settings.ts';
import type { Tuning } from '../config/read-tuning.ts';
import { createReporter } from '../output/create-reporter.ts';
import { formatNumber } from '../output/format.ts';
import { isRight } from '../output/reporter.ts';
import { Closing } from '../wiring/closing.ts';
import { connectQuo } from '../wiring/connect-quo.ts';
import { createJsonLineLogger } from '../wiring/json-line-logger.ts';
import { withDemoFaults } from '../wiring/with-demo-faults.ts';
import { openMemoryQueues } from '../wiring/open-queues.ts';
import { runSync } from '../wiring/run-sync.ts';
import { serveSandbox } from '../wiring/serve-sandbox.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT_CODES, exitCodeOf } from './exit-codes.ts';
import { explainRun } from './explain-run.ts';

/** What both APIs allow per second: enough to see the engine and not the wait. */
const REQUESTS_PER_SECOND = 200;
/** What the clients send: a little less, since requests arrive less evenly than they were sent. */
const SENT_PER_SECOND = 180;
/** How long the sandbox of Quo takes to show contacts that were written in bulk, and when the client reads them back, in milliseconds. */
const BULK_DELAY_MS = 200;
const READ_BACK_DELAYS_MS = [250, 500, 1000, 2000, 4000];
const QUO_KEY = 'demo-key';
const QUO_PARTNER_KEY = 'demo-partner-key';
/** Shares of the persons that have no phone number, and that Quo refuses. */
const WITHOUT_PHONE = 0.02;
const REFUSED = 0.01;
const FAULTS: ConnectorSandboxOptions['faults'] = { rateLimited: 0.02, retryAfterSeconds: 1, unavailable: 0.01 };

/** `frigg-crm demo`. @returns the exit code. */
export async function runDemo(settings: DemoSettings, { logLevel }: Tuning, context: CliContext): Promise<number> {
  const { env, stdout, stderr } = context;
  const logger = logLevel === undefined ? silentLogger : createJsonLineLogger({ level: logLevel, write: (line) => stderr.write(line) });
  const reporter = createReporter(stdout, { isJson: settings.json, env });
  const startedMs = systemClock.now();
  const closing = new Closing();
  const { signal } = context;
  try {
    const sides = await openSides(settings, closing);
    const queues = openMemoryQueues({ logger });
    closing.add(queues);
    const account = { url: sides.quoUrl, key: QUO_KEY, partnerKey: QUO_PARTNER_KEY, requestsPerSecond: SENT_PER_SECOND };
    const quo = connectQuo(account, { logger, readBackDelaysMs: READ_BACK_DELAYS_MS });
    const createIntegration = await settings.connector.connect({ ...sides.crm, requestsPerSecond: SENT_PER_SECOND }, { logger });
    reporter.begin(introduction(settings));
    const run = await runSync({
      store: openMemoryStore(),
      isSharedStore: false,
      queues: settings.faults ? withDemoFaults(queues) : queues,
      createIntegration,
      quoContacts: quo.contacts,
      integrationId: 'demo',
      mode: 'initial',
      workers: 20,
      reporter,
      logger,
      signal,
    });
    const check = { quoContacts: sides.countContacts(), totalSynced: run.totalSynced };
    reporter.result({ processes: run.processes, durationMs: systemClock.now() - startedMs, check });
    explainRun(run, stderr);
    return isRight(check) ? exitCodeOf(run) : EXIT_CODES.notCompleted;
  } finally {
    await closing.close();
  }
}

function introduction({ contacts, connector, faults }: DemoSettings): string {
  const how = faults ? '; messages are duplicated, delayed and reordered, workers crash, both APIs refuse and fail' : '';
  return `${formatNumber(contacts)} persons of a sandbox of ${connector.title} into a sandbox of Quo, over HTTP on this machine${how}`;
}

/** The two APIs that a sync connects. */
interface Sides {
  readonly crm: { readonly url: string; readonly token: string };
  readonly quoUrl: string;
  readonly countContacts: () => number;
}

async function openSides({ connector, contacts, faults: isFaulty }: DemoSettings, closing: Closing): Promise<Sides> {
  const faults = isFaulty ? FAULTS : undefined;
  const crm = await connector.openSandbox({
    persons: contacts,
    withoutPhone: WITHOUT_PHONE,
    refused: REFUSED,
    requestsPerSecond: REQUESTS_PER_SECOND,
    faults,
  });
  const quo = createQuoSandbox({
    apiKeys: [QUO_KEY],
    partnerKeys: [QUO_PARTNER_KEY],
    requestsPerSecond: REQUESTS_PER_SECOND,
    bulkDelayMs: BULK_DELAY_MS,
    refuse: ({ externalId }) => (crm.isRefused(externalId) ? { status: 400 } : undefined),
    faults,
  });
  const servedCrm = await serveSandbox(crm.fetch);
  closing.add(servedCrm);
  const servedQuo = await serveSandbox(quo.fetch);
  closing.add(servedQuo);
  return { crm: { url: servedCrm.url, token: crm.token }, quoUrl: servedQuo.url, countContacts: () => quo.size };
}
