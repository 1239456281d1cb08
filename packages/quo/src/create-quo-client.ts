import { ConfigurationError, systemClock, type Clock, type Logger, type RateLimits } from '@frigg-crm/core';
import { createHttpClient, type Fetch, type HttpClient, type HttpClientOptions, type RequestBudget } from '@frigg-crm/http';
import pLimit from 'p-limit';
import { createQuoCalls, type QuoCalls } from './calls/create-quo-calls.ts';
import { createQuoContacts } from './contacts/create-quo-contacts.ts';
import { createPartnerWriter } from './contacts/partner-writer.ts';
import { createPublicWriter } from './contacts/contact-writer.ts';
import type { QuoContacts } from './contacts/quo-contacts.ts';
import { createQuoMessages, type QuoMessages } from './messages/create-quo-messages.ts';
import { createQuoWebhooks } from './subscriptions/create-quo-webhooks.ts';
import type { QuoWebhooks } from './subscriptions/quo-webhooks.ts';
import { createPhoneNumbers, type QuoPhoneNumbers } from './workspace/phone-numbers.ts';
import { createQuoBudgets } from './api/quo-budgets.ts';
import { readPartnerKey, readQuoKey } from './api/quo-key.ts';
import { DEFAULT_SOURCE, findSourceProblem, type QuoSurface } from './api/quo-source.ts';
import { readQuoFailure } from './api/read-quo-failure.ts';
import { createUsers, type QuoUsers } from './workspace/users.ts';
import { verifyKey, type VerifyKeyOptions } from './api/verify-key.ts';
import { VERSION } from './version.ts';

/** Options of {@link createQuoClient}. */
export interface QuoClientOptions {
  /** The workspace's key, as pasted: white space around it is dropped. */
  readonly apiKey: string;
  /** @defaultValue 'https://api.quo.com' */
  readonly baseUrl?: string | undefined;
  /** @defaultValue globalThis.fetch */
  readonly fetch?: Fetch | undefined;
  /** Headers of every request, such as those of a gateway. @defaultValue none */
  readonly headers?: HttpClientOptions['headers'];
  /** @defaultValue `frigg-crm-quo/` and the version of this package */
  readonly userAgent?: string | undefined;
  /** @defaultValue the machine's */
  readonly clock?: Clock | undefined;
  /** @defaultValue silent */
  readonly logger?: Logger | undefined;
  /** Shared by all clients of one key, see `createQuoBudgets`. @defaultValue one for this client alone, of `requestsPerSecond` */
  readonly budget?: RequestBudget | undefined;
  /** Requests per second when no `budget` is given: less than Quo allows leaves room for other programs. @defaultValue 10, the documented limit of a key */
  readonly requestsPerSecond?: number | undefined;
  /** A store in which all programs that use this key share those requests, when no `budget` is given. @defaultValue none */
  readonly rateLimits?: RateLimits | undefined;
  /** Quo's shared secret with its partners; sent to the partner paths only. @defaultValue none */
  readonly partnerKey?: string | undefined;
  /** Where contacts are written. @defaultValue 'partner' when a partner key is given, else 'public' */
  readonly surface?: QuoSurface | undefined;
  /** Source of contacts that are given without one. With the external id it says which contact is ours: never change it. @defaultValue 'public-api' */
  readonly source?: string | undefined;
  /** Requests under way at once. @defaultValue 8 */
  readonly concurrency?: number | undefined;
  /** Milliseconds before each lookup of contacts created in bulk (partner surface). @defaultValue [1_000, 2_000, 4_000, 8_000, 15_000] */
  readonly readBackDelaysMs?: readonly number[] | undefined;
  /** Milliseconds until an attempt is given up, the reading of its body included. @defaultValue 60_000 */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds until `headers` is given up. @defaultValue 300_000 */
  readonly headersTimeoutMs?: number | undefined;
  /** Milliseconds before the second, third … attempt of a call. @defaultValue [1_000, 3_000, 10_000] */
  readonly retryDelaysMs?: readonly number[] | undefined;
  /** The longest `Retry-After` or pause of the budget, in milliseconds, that a call waits out itself. @defaultValue 10_000 */
  readonly maxWaitMs?: number | undefined;
  /** A number from 0 to 1, for jitter. @defaultValue Math.random */
  readonly random?: (() => number) | undefined;
}

/** A client for one workspace of Quo. */
export interface QuoClient {
  readonly contacts: QuoContacts;
  readonly phoneNumbers: QuoPhoneNumbers;
  readonly users: QuoUsers;
  readonly calls: QuoCalls;
  readonly messages: QuoMessages;
  readonly webhooks: QuoWebhooks;
  /**
   * Resolves when the key works. A new key takes about 30 s to: 401 and 403 are repeated for 35 s.
   * @throws {ApiUnauthorizedError} when the key still does not work then.
   */
  verifyKey(options?: VerifyKeyOptions): Promise<void>;
}

/**
 * Makes a client for the Quo API v1.
 * @throws {ConfigurationError} for an unusable key, URL, source, or the partner surface without its key; before any call.
 * @example
 * const quo = createQuoClient({ apiKey: 'key', source: 'acme-crm' });
 * await quo.contacts.upsertMany([{ externalId: '1', defaultFields: { firstName: 'Ann', phoneNumbers: [{ name: 'Work', value: '+15559876543' }], emails: [] } }]);
 */
export function createQuoClient(options: QuoClientOptions): QuoClient {
  const { clock = systemClock, source = DEFAULT_SOURCE, concurrency = 8 } = options;
  const apiKey = readQuoKey(options.apiKey);
  const partnerKey = options.partnerKey === undefined ? undefined : readPartnerKey(options.partnerKey);
  const surface = options.surface ?? (partnerKey === undefined ? 'public' : 'partner');
  const problem = findSourceProblem(source, surface);
  if (problem !== undefined) throw new ConfigurationError(`Quo client: ${problem}`);
  const http = withConcurrency(createQuoHttp(options, { apiKey, clock }), concurrency);
  const writer = surface === 'partner' ? createPartnerWriter(http, partnerKey) : createPublicWriter(http);
  const phoneNumbers = createPhoneNumbers(http);
  const { readBackDelaysMs = [1_000, 2_000, 4_000, 8_000, 15_000] } = options;
  return {
    contacts: createQuoContacts({ http, writer, clock, source, surface, readBackDelaysMs }),
    phoneNumbers,
    users: createUsers(http),
    calls: createQuoCalls(http),
    messages: createQuoMessages(http),
    webhooks: createQuoWebhooks(http),
    verifyKey: async (verifyOptions = {}) => verifyKey(async (call) => phoneNumbers.list(call), clock, verifyOptions),
  };
}

function createQuoHttp(options: QuoClientOptions, { apiKey, clock }: { readonly apiKey: string; readonly clock: Clock }): HttpClient {
  const { headers = {}, userAgent = `frigg-crm-quo/${VERSION}`, requestsPerSecond, rateLimits } = options;
  const { fetch, logger, random, timeoutMs, headersTimeoutMs, retryDelaysMs, maxWaitMs } = options;
  const http = { fetch, clock, logger, random, timeoutMs, headersTimeoutMs, retryDelaysMs, maxWaitMs };
  // Static headers are checked now; Quo takes the key raw, so it is no bearer token.
  const authorization = { authorization: apiKey };
  return createHttpClient({
    api: 'Quo',
    baseUrl: readBaseUrl(options.baseUrl ?? 'https://api.quo.com'),
    headers:
      typeof headers === 'function' ? async (call) => ({ ...authorization, ...(await headers(call)) }) : { ...authorization, ...headers },
    userAgent,
    budget: options.budget ?? createQuoBudgets({ requestsPerSecond, rateLimits, clock, logger }).forKey(apiKey),
    readFailure: readQuoFailure,
    ...http,
  });
}

function readBaseUrl(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const usable = url !== undefined && (url.protocol === 'https:' || url.protocol === 'http:') && url.search === '' && url.hash === '';
  if (!usable)
    throw new ConfigurationError('Quo client: baseUrl must be an http or https URL without a query, such as https://api.quo.com');
  return baseUrl.replace(/\/+$/, '');
}

/** The same client with at most `concurrency` calls under way: a page of a thousand people must not open a thousand sockets. */
function withConcurrency(http: HttpClient, concurrency: number): HttpClient {
  const limit = pLimit(concurrency);
  return {
    request: async (request) => limit(async () => http.request(request)),
    send: async (request) => limit(async () => http.send(request)),
  };
}
