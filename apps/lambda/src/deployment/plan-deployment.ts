import { resolveCrmConfig, type QueueConfig } from '@frigg-crm/crm-base';

/** How one queue and the function behind it are deployed. */
export interface QueuePlan {
  /** How long an invocation may take, in seconds. */
  readonly timeoutSeconds: number;
  /** How long a message is hidden whose invocation ended without a word, in seconds: six times the timeout (developer guide of Lambda, "Using Lambda with Amazon SQS"). */
  readonly visibilityTimeoutSeconds: number;
  /** How often a message is handed out before it is a dead letter. */
  readonly maxReceiveCount: number;
  /** How many invocations run at once. */
  readonly reservedConcurrency: number;
  /** Messages per invocation. */
  readonly batchSize: number;
  /** How long a message is kept, in seconds. */
  readonly retentionSeconds: number;
  /** An age of the oldest message at which an operator is alarmed, in seconds. */
  readonly alarmAgeSeconds: number;
}

/** How everything is deployed. */
export interface DeploymentPlan {
  readonly queues: Readonly<Record<'fetch' | 'work', QueuePlan>>;
  /** Of the function behind both dead-letter queues. */
  readonly deadLetters: { readonly timeoutSeconds: number; readonly batchSize: number; readonly reservedConcurrency: number };
  readonly schedule: { readonly timeoutSeconds: number; readonly everySeconds: number; readonly reservedConcurrency: number };
  readonly http: { readonly timeoutSeconds: number };
  /** Memory of each function, in MB; AWS gives CPU in proportion. */
  readonly memoryMb: number;
}

/** What a plan is made of. */
export interface PlanOptions extends Pick<QueueConfig, 'maxOutstandingPages' | 'maxAttempts'> {
  /** Seconds that an invocation of a queue may take, 60 to 900. A fetch uses all but the last 30. @defaultValue 120 */
  readonly timeoutSeconds?: number | undefined;
  /** Memory of each function, in MB. @defaultValue 512 */
  readonly memoryMb?: number | undefined;
}

/** Fetches are few and long: two let one integration fetch beside another one. */
const FETCHES_AT_ONCE = 2;
/** Of the outstanding pages of a sync this share is written at once. */
const PAGES_PER_WRITER = 10;
/** The range of `MaximumConcurrency` of an event source is 2 to 1000 (API reference of Lambda, "ScalingConfig"). */
const [MIN_CONCURRENCY, MAX_CONCURRENCY] = [2, 1000];
const DAY_SECONDS = 86_400;

/**
 * Says how the queues and functions are deployed, as it follows from the `queueConfig` of connectors.
 * @throws {ConfigurationError} when a setting of `queueConfig` cannot be used.
 */
export function planDeployment({ timeoutSeconds = 120, memoryMb = 512, ...given }: PlanOptions = {}): DeploymentPlan {
  const { queueConfig } = resolveCrmConfig({
    personObjectTypes: [{ crmObjectName: 'Person' }],
    syncConfig: { paginationType: 'PAGE_BASED' },
    queueConfig: given,
  });
  const { maxOutstandingPages, maxAttempts } = queueConfig;
  const timeout = Math.min(900, Math.max(60, timeoutSeconds));
  const visibilityTimeoutSeconds = 6 * timeout;
  const shared = {
    timeoutSeconds: timeout,
    visibilityTimeoutSeconds,
    maxReceiveCount: maxAttempts,
    // Each attempt may take the whole visibility timeout, and be delayed for 15 minutes on top.
    retentionSeconds: Math.min(14 * DAY_SECONDS - 1, Math.max(4 * DAY_SECONDS, maxAttempts * (visibilityTimeoutSeconds + 900))),
    alarmAgeSeconds: 2 * visibilityTimeoutSeconds,
  };
  const writers = Math.ceil(maxOutstandingPages / PAGES_PER_WRITER);
  return {
    queues: {
      fetch: { ...shared, batchSize: 1, reservedConcurrency: FETCHES_AT_ONCE },
      work: { ...shared, batchSize: 1, reservedConcurrency: Math.min(MAX_CONCURRENCY, Math.max(MIN_CONCURRENCY, writers)) },
    },
    // A dead-letter queue hides what it hands out for as long as its source does.
    deadLetters: { timeoutSeconds: 60, batchSize: 10, reservedConcurrency: MIN_CONCURRENCY },
    schedule: { timeoutSeconds: 300, everySeconds: 60, reservedConcurrency: 1 },
    // API Gateway gives up after 30 seconds, Quo and CRMs after ten.
    http: { timeoutSeconds: 29 },
    memoryMb,
  };
}
