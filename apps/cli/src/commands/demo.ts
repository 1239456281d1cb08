import { silentLogger, systemClock, type Logger } from '@frigg-crm/core';
import type { ConnectorDescriptor, ConnectorSandboxOptions } from '@frigg-crm/crm-base';
import { openMemoryStore } from '@frigg-crm/memory';
import { createQuoSandbox } from '@frigg-crm/quo/sandbox';
import type { DemoSettings } from '../config/demo-settings.ts';
import type { Tuning } from '../config/read-tuning.ts';
import { createReporter } from '../output/create-reporter.ts';
import { formatNumber } from '../output/format.ts';
import { JointProgress } from '../output/joint-progress.ts';
import { isRight, type NamedReport, type ProgressReporter } from '../output/reporter.ts';
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
import { reportError } from './report-error.ts';

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
/** A 429 stops all requests to its side for a second: in one of fifty, the APIs themselves would allow a fifth of what they allow without. */
const FAULTS: ConnectorSandboxOptions['faults'] = { rateLimited: 0.004, retryAfterSeconds: 1, unavailable: 0.01 };

/** `frigg-crm demo`. @returns the exit code. */
export async function runDemo(settings: DemoSettings, { logLevel }: Tuning, context: CliContext): Promise<number> {
  const { env, stdout, stderr, signal } = context;
  const { connectors } = settings;
  const logger = logLevel === undefined ? silentLogger : createJsonLineLogger({ level: logLevel, write: (line) => stderr.write(line) });
  const isJoint = connectors.length > 1;
  const reporter = createReporter(stdout, { isJson: settings.json, env, isJoint });
  const startedMs = systemClock.now();
  reporter.begin(introduction(settings));
  const progress = new JointProgress(reporter);
  // All are started before one is awaited, and all have ended before anything is reported.
  const outcomes = await Promise.allSettled(
    connectors.map(async (connector) => runConnector(connector, { ...settings, reporter: progress.add(), logger, signal })),
  );
  const elapsedMs = (): number => systemClock.now() - startedMs;
  const [first] = outcomes;
  if (!isJoint && first?.status === 'rejected') throw first.reason;
  signal.throwIfAborted();
  progress.flush();
  const reports = outcomes.map((outcome, index): NamedReport => {
    const connector = connectors[index]?.id ?? '';
    if (outcome.status === 'fulfilled') return { connector, ...outcome.value };
    return { connector, processes: [], durationMs: elapsedMs(), isRight: false };
  });
  const [only] = reports;
  if (isJoint || only === undefined) reporter.results(reports, { durationMs: elapsedMs() });
  else reporter.result(only);
  for (const [index, outcome] of outcomes.entries())
    if (outcome.status === 'rejected') reportError(outcome.reason, context);
    else explainRun(outcome.value, stderr, isJoint ? { of: `${connectors[index]?.id}: ` } : {});
  return reports.every(({ isRight: right }) => right) ? EXIT_CODES.completed : EXIT_CODES.notCompleted;
}

interface ConnectorRunOptions extends Pick<DemoSettings, 'contacts' | 'faults' | 'settings'> {
  readonly reporter: ProgressReporter;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** Syncs a sandbox of one connector into a workspace of its own. @returns what it came to. */
async function runConnector(connector: ConnectorDescriptor, options: ConnectorRunOptions): Promise<Omit<NamedReport, 'connector'>> {
  const { logger, faults, reporter, signal } = options;
  const startedMs = systemClock.now();
  const closing = new Closing();
  try {
    const sides = await openSides(connector, options, closing);
    const queues = openMemoryQueues({ logger });
    closing.add(queues);
    const account = { url: sides.quoUrl, key: QUO_KEY, partnerKey: QUO_PARTNER_KEY, requestsPerSecond: SENT_PER_SECOND };
    const quo = connectQuo(account, { logger, readBackDelaysMs: READ_BACK_DELAYS_MS });
    const createIntegration = await connector.connect({ ...sides.crm, requestsPerSecond: SENT_PER_SECOND }, { logger });
    const { processes, totalSynced } = await runSync({
      store: openMemoryStore(),
      isSharedStore: false,
      queues: faults ? withDemoFaults(queues) : queues,
      createIntegration,
      quoContacts: quo.contacts,
      integrationId: connector.id,
      mode: 'initial',
      settings: options.settings[connector.id],
      workers: 20,
      reporter,
      logger,
      signal,
    });
    const check = { quoContacts: sides.countContacts(), totalSynced };
    const isComplete = exitCodeOf({ processes }) === EXIT_CODES.completed;
    return { processes, durationMs: systemClock.now() - startedMs, check, isRight: isComplete && isRight(check) };
  } finally {
    await closing.close();
  }
}

function introduction({ contacts, connectors, faults }: DemoSettings): string {
  const how = faults ? '; messages are duplicated, delayed and reordered, workers crash, both APIs refuse and fail' : '';
  const titles = new Intl.ListFormat('en-US').format(connectors.map(({ title }) => title));
  const [each, sandboxes] = connectors.length > 1 ? [' each', 'sandboxes'] : ['', 'a sandbox'];
  return `${formatNumber(contacts)} persons${each} of ${sandboxes} of ${titles} into a sandbox of Quo${each}, over HTTP on this machine${how}`;
}

/** The two APIs that a sync connects. */
interface Sides {
  readonly crm: { readonly url: string; readonly token: string };
  readonly quoUrl: string;
  readonly countContacts: () => number;
}

async function openSides(
  connector: ConnectorDescriptor,
  { contacts, faults: isFaulty }: Pick<DemoSettings, 'contacts' | 'faults'>,
  closing: Closing,
): Promise<Sides> {
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
