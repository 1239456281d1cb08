import { ConfigurationError } from '@frigg-crm/core';
import * as z from 'zod';
import { isCronExpression, isTimeZone } from './cron-expression.ts';

/** One type of person in a CRM. */
export interface PersonObjectType {
  /** The CRM's own name of the object, such as `Person` or `Contacts`. */
  readonly crmObjectName: string;
  /** What it becomes in Quo. @defaultValue 'contact' */
  readonly quoContactType?: string | undefined;
}

/** How the persons of a CRM are synced. */
export interface SyncConfig {
  /** `PAGE_BASED`: pages have numbers; `CURSOR_BASED`: each page names the next one. */
  readonly paginationType: 'PAGE_BASED' | 'CURSOR_BASED';
  /** The first page says how many persons there are; then its followers are fetched side by side. @defaultValue false */
  readonly supportsTotal?: boolean | undefined;
  /** Pages hold whole records; otherwise the persons are fetched again by their ids. @defaultValue true */
  readonly returnFullRecords?: boolean | undefined;
  /** Newest first. Only safe where pages do not shift while persons are added. @defaultValue false */
  readonly reverseChronological?: boolean | undefined;
  /** The most persons that the CRM returns per page: no page and no list of ids that the engine asks for is larger, 1 to 1000. @defaultValue 1000 */
  readonly maxBatchSize?: number | undefined;
  /**
   * A page can be read by several requests for fewer persons each, where the CRM does not carry one for all of them: a page
   * number counts in the size that is requested, and a cursor is as good with another size as with the one it was named for.
   * A page is never read in parts otherwise. @defaultValue `true` for `PAGE_BASED`; `false` for `CURSOR_BASED`, where it depends
   * on the CRM
   */
  readonly supportsPartialPages?: boolean | undefined;
  /**
   * Persons per request, at least, when pages are read in parts, and ids that are fetched at a time, at least: 1 to 1000. How
   * many it is between this and the page follows what the API carries. @defaultValue 10
   */
  readonly minBatchSize?: number | undefined;
  /** Persons per page of an initial sync, 1 to 1000. @defaultValue 100 */
  readonly initialBatchSize?: number | undefined;
  /** Persons per page of an ongoing sync, 1 to 1000. @defaultValue 50 */
  readonly ongoingBatchSize?: number | undefined;
  /** Minutes between ongoing syncs: the maintenance loop starts them. @defaultValue 60 */
  readonly pollIntervalMinutes?: number | undefined;
  /**
   * When ongoing syncs are due, as a cron expression such as `0 6 * * 1-5`, in place of `pollIntervalMinutes`. They are
   * spread over five minutes from there. @defaultValue null
   */
  readonly cron?: string | null | undefined;
  /** The time zone of `cron`, such as `Europe/Vienna`. @defaultValue 'UTC' */
  readonly cronTimeZone?: string | undefined;
  /** How far an ongoing sync reaches back before the start of the last completed one, in seconds. @defaultValue 300 */
  readonly overlapSeconds?: number | undefined;
  /** The CRM can list who changed since a time. Otherwise every sync is a full sync. @defaultValue true */
  readonly supportsModifiedSince?: boolean | undefined;
  /** The set-up of an integration starts its first full sync. Otherwise none is started before its owner starts the first. @defaultValue true */
  readonly initialSyncOnSetUp?: boolean | undefined;
  /** After a full sync, sync those who changed while it ran. @defaultValue true */
  readonly catchUp?: boolean | undefined;
  /** What becomes in Quo of persons who are deleted in the CRM. @defaultValue 'keep' */
  readonly deletionPolicy?: 'keep' | 'delete' | undefined;
}

/** How much work a sync queues and repeats. */
export interface QueueConfig {
  /** Announced pages that are not settled yet, at most; the fetch waits when the writers are behind. @defaultValue 100 */
  readonly maxOutstandingPages?: number | undefined;
  /** Pages of the CRM that a program reads at once for an integration, at most; how many it is follows what the API carries. @defaultValue 20 */
  readonly maxConcurrency?: number | undefined;
  /** Pages that it reads at once, at least, whatever the API does. @defaultValue 1 */
  readonly minConcurrency?: number | undefined;
  /** Attempts per page and per record before it counts as failed. @defaultValue 5 */
  readonly maxAttempts?: number | undefined;
  /**
   * Seconds that the report of a change waits for others about the same person, 0 to 60: one read of the person settles all of
   * them. For CRMs that send an event per field. @defaultValue 0
   */
  readonly changeDelaySeconds?: number | undefined;
}

/** What a connector says about itself in `static CRMConfig`. */
export interface CRMConfig {
  /** The types of persons that are synced, at least one. Of two that have one phone number, the first type owns it. */
  readonly personObjectTypes: readonly PersonObjectType[];
  readonly syncConfig: SyncConfig;
  /** @defaultValue every default of {@link QueueConfig} */
  readonly queueConfig?: QueueConfig | undefined;
}

type Filled<Config> = { readonly [Key in keyof Config]-?: Exclude<Config[Key], undefined> };

/** A {@link CRMConfig} with every default filled in. */
export interface ResolvedCRMConfig {
  readonly personObjectTypes: readonly Filled<PersonObjectType>[];
  readonly syncConfig: Filled<SyncConfig>;
  readonly queueConfig: Filled<QueueConfig>;
}

/** Internal: exported for the test of its types. What each setting means stands at {@link CRMConfig}. @internal for the test of its types */
export const crmConfigSchema = z.strictObject({
  personObjectTypes: z
    .array(z.strictObject({ crmObjectName: z.string().min(1), quoContactType: z.string().min(1).default('contact') }))
    .min(1),
  syncConfig: z
    .strictObject({
      paginationType: z.enum(['PAGE_BASED', 'CURSOR_BASED']),
      supportsTotal: z.boolean().default(false),
      returnFullRecords: z.boolean().default(true),
      reverseChronological: z.boolean().default(false),
      maxBatchSize: z.int().min(1).max(1000).default(1000),
      supportsPartialPages: z.boolean().optional(),
      minBatchSize: z.int().min(1).max(1000).default(10),
      initialBatchSize: z.int().min(1).max(1000).default(100),
      ongoingBatchSize: z.int().min(1).max(1000).default(50),
      pollIntervalMinutes: z.int().min(1).default(60),
      cron: z.string().refine(isCronExpression, 'is no cron expression that comes true').nullable().default(null),
      cronTimeZone: z.string().refine(isTimeZone, 'is no time zone').default('UTC'),
      overlapSeconds: z.int().min(0).default(300),
      supportsModifiedSince: z.boolean().default(true),
      initialSyncOnSetUp: z.boolean().default(true),
      catchUp: z.boolean().default(true),
      deletionPolicy: z.enum(['keep', 'delete']).default('keep'),
    })
    .transform((syncConfig) => ({
      ...syncConfig,
      supportsPartialPages: syncConfig.supportsPartialPages ?? syncConfig.paginationType === 'PAGE_BASED',
    })),
  queueConfig: z
    .strictObject({
      maxOutstandingPages: z.int().min(1).default(100),
      maxConcurrency: z.int().min(1).max(1000).default(20),
      minConcurrency: z.int().min(1).max(1000).default(1),
      maxAttempts: z.int().min(1).default(5),
      changeDelaySeconds: z.int().min(0).max(60).default(0),
    })
    .prefault({}),
});

/**
 * Fills in the defaults.
 * @throws {ConfigurationError} naming every setting that is wrong.
 */
export function resolveCrmConfig(config: CRMConfig): ResolvedCRMConfig {
  const parsed = crmConfigSchema.safeParse(config);
  if (parsed.success) return withClampedBatches(parsed.data);
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new ConfigurationError(`CRMConfig is not usable: ${issues.join('; ')}`);
}

function withClampedBatches({ syncConfig, ...config }: ResolvedCRMConfig): ResolvedCRMConfig {
  const { maxBatchSize, minBatchSize, initialBatchSize, ongoingBatchSize } = syncConfig;
  const clamped = {
    minBatchSize: Math.min(maxBatchSize, minBatchSize),
    initialBatchSize: Math.min(maxBatchSize, initialBatchSize),
    ongoingBatchSize: Math.min(maxBatchSize, ongoingBatchSize),
  };
  return { ...config, syncConfig: { ...syncConfig, ...clamped } };
}
