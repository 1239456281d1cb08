import { createHash } from 'node:crypto';
import { ConfigurationError, silentLogger, systemClock, type CallOptions, type Clock, type Logger } from '@frigg-crm/core';
import { createHttpClient, createRequestBudget, type Fetch } from '@frigg-crm/http';
import pLimit from 'p-limit';
import { readPartnerKey, readQuoKey } from './api/quo-key.ts';
import { readQuoFailure } from './api/read-quo-failure.ts';
import { VERSION } from './version.ts';

/** An event as Quo counts it. Those of `createAnalytics` of `@frigg-crm/crm-base` have this form. */
export interface QuoAnalyticsEvent {
  /** Such as `CallLogged`. */
  readonly name: string;
  readonly integrationId: string;
  /** The connector's id, such as `pipedrive`. */
  readonly connector: string;
  /** ISO 8601. */
  readonly occurredAt: string;
  /** Ids, counts and codes. */
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
}

/** Whose event it is, as Quo knows them. */
export interface QuoAnalyticsIdentity {
  /** The id that Quo has given to the organisation. */
  readonly orgId: string;
  /** The key of the workspace: it authorises the request, and its SHA-256 names the workspace. */
  readonly apiKey: string;
}

/** Options of {@link createQuoAnalytics}. */
export interface QuoAnalyticsOptions {
  /** Where events are counted, without `/v2/analytics`. */
  readonly baseUrl: string;
  /** Quo's shared secret with its partners. */
  readonly partnerKey: string;
  /** @returns whose integration it is; `undefined`: its events are not counted. */
  readonly identify: (event: QuoAnalyticsEvent, options: CallOptions) => Promise<QuoAnalyticsIdentity | undefined>;
  /** Requests per second. @defaultValue 10 */
  readonly requestsPerSecond?: number | undefined;
  /** @defaultValue globalThis.fetch */
  readonly fetch?: Fetch | undefined;
  /** @defaultValue the machine's */
  readonly clock?: Clock | undefined;
  /** @defaultValue silent */
  readonly logger?: Logger | undefined;
}

/** Where events go: the sink of `createAnalytics`. */
export interface QuoAnalytics {
  /** Sends each event, a few at once. @throws the first failure, after all were attempted. */
  send(events: readonly QuoAnalyticsEvent[], options?: CallOptions): Promise<void>;
}

const PATH = '/v2/analytics';
const AT_ONCE = 4;

/**
 * Makes what counts events at Quo (`POST /v2/analytics`). Nothing is repeated: an event that may have been counted is not
 * counted again.
 * @throws {ConfigurationError} when the address or the partner key is unusable.
 * @example
 * ```ts
 * const sink = createQuoAnalytics({ baseUrl: 'https://analytics.example', partnerKey: 'secret', identify: async () => ({ orgId: 'OR1', apiKey: 'key' }) });
 * await sink.send([]);
 * ```
 */
export function createQuoAnalytics(options: QuoAnalyticsOptions): QuoAnalytics {
  const { identify, requestsPerSecond = 10, fetch, clock = systemClock, logger = silentLogger } = options;
  const http = createHttpClient({
    api: 'Quo analytics',
    baseUrl: readAnalyticsUrl(options.baseUrl),
    headers: { 'x-frigg-api-key': readPartnerKey(options.partnerKey) },
    userAgent: `frigg-crm-quo/${VERSION}`,
    budget: createRequestBudget({ requests: requestsPerSecond, clock }),
    readFailure: readQuoFailure,
    retryDelaysMs: [],
    fetch,
    clock,
    logger,
  });

  async function sendOne(event: QuoAnalyticsEvent, { signal }: CallOptions): Promise<void> {
    const identity = await identify(event, { signal });
    if (identity === undefined) return;
    const apiKey = readQuoKey(identity.apiKey);
    const json = {
      orgId: identity.orgId,
      userId: createHash('sha256').update(apiKey).digest('hex'),
      integration: event.connector,
      event: event.name,
      data: { ...event.data, integrationId: event.integrationId, occurredAt: event.occurredAt },
    };
    await http.send({ method: 'POST', path: PATH, headers: { authorization: apiKey }, json, signal });
  }

  return {
    async send(events, call = {}) {
      const limit = pLimit(AT_ONCE);
      const results = await Promise.allSettled(events.map(async (event) => limit(async () => sendOne(event, call))));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed !== undefined) throw failed.reason as Error;
    },
  };
}

function readAnalyticsUrl(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw new ConfigurationError('Quo analytics: baseUrl must be an http or https URL without a query');
  // Ancestors doubled the path: it is part of the call, not of the setting.
  if (url.pathname.replace(/\/+$/, '').endsWith(PATH)) throw new ConfigurationError(`Quo analytics: leave ${PATH} out of baseUrl`);
  return baseUrl.replace(/\/+$/, '');
}
