import { ConfigurationError } from '@frigg-crm/core';
import * as z from 'zod';

/** One type of person in a CRM. */
const personObjectTypeSchema = z.strictObject({
  /** The CRM's own name of the object, such as `Person` or `Contacts`. */
  crmObjectName: z.string().min(1),
  /** What it becomes in Quo. */
  quoContactType: z.string().min(1).default('contact'),
});

const syncConfigSchema = z.strictObject({
  /** `PAGE_BASED`: pages have numbers; `CURSOR_BASED`: each page names the next one. */
  paginationType: z.enum(['PAGE_BASED', 'CURSOR_BASED']),
  /** The first page says how many people there are; then its followers are fetched side by side. */
  supportsTotal: z.boolean().default(false),
  /** Pages hold whole records; otherwise the people are fetched again by their ids. */
  returnFullRecords: z.boolean().default(true),
  /** Newest first. Only safe where pages do not shift while people are added. */
  reverseChronological: z.boolean().default(false),
  /** The most people that the CRM returns per page: no page and no list of ids that the engine asks for is larger. */
  maxBatchSize: z.int().min(1).max(1000).default(1000),
  /** People per page of an initial sync. */
  initialBatchSize: z.int().min(1).max(1000).default(100),
  /** People per page of an ongoing sync. */
  ongoingBatchSize: z.int().min(1).max(1000).default(50),
  /** Minutes between ongoing syncs. */
  pollIntervalMinutes: z.int().min(1).default(60),
  /** How far an ongoing sync reaches back before the start of the last completed one, in seconds. */
  overlapSeconds: z.int().min(0).default(300),
  /** The CRM can list who changed since a time. Otherwise every sync lists everybody. */
  supportsModifiedSince: z.boolean().default(true),
  /** After a sync of everybody, sync those who changed while it ran. */
  catchUp: z.boolean().default(true),
  /** What becomes in Quo of people who are deleted in the CRM. */
  deletionPolicy: z.enum(['keep', 'delete']).default('keep'),
});

const queueConfigSchema = z.strictObject({
  /** Announced pages that are not settled yet, at most; the fetch waits when the writers are behind. */
  maxOutstandingPages: z.int().min(1).default(100),
  /** Attempts per page and per record before it counts as failed. */
  maxAttempts: z.int().min(1).default(5),
});

const crmConfigSchema = z.strictObject({
  personObjectTypes: z.array(personObjectTypeSchema).min(1),
  syncConfig: syncConfigSchema,
  queueConfig: queueConfigSchema.prefault({}),
});

/** What a connector says about itself in `static CRMConfig`. */
export type CRMConfig = z.input<typeof crmConfigSchema>;
/** A {@link CRMConfig} with every default filled in. */
export type ResolvedCRMConfig = z.output<typeof crmConfigSchema>;

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
  const { maxBatchSize, initialBatchSize, ongoingBatchSize } = syncConfig;
  const clamped = {
    initialBatchSize: Math.min(maxBatchSize, initialBatchSize),
    ongoingBatchSize: Math.min(maxBatchSize, ongoingBatchSize),
  };
  return { ...config, syncConfig: { ...syncConfig, ...clamped } };
}
