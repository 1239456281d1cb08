import { ConfigurationError, type CallOptions } from '@frigg-crm/core';
import { openApi, resolveApiHost, type ApiClientOptions, type ApiHostRules } from '@frigg-crm/http';
import { VERSION } from '../version.ts';
import { readAxisCareFailure } from './axiscare-answer.ts';
import { createCallLogs, type AxisCareCallLogs } from './create-call-logs.ts';
import { createPeople, type AxisCarePeople } from './create-people.ts';

/** Options of {@link createAxisCareClient}. */
export interface AxisCareClientOptions extends ApiClientOptions, ApiHostRules {
  /** The customer's sub-domain, such as `1234`: 1 to 63 letters, digits and `-`. */
  readonly siteNumber: string;
  /** Made in the admin area of the site; with or without `Bearer` before it. */
  readonly token: string;
  /** Where the site is. @defaultValue `https://<siteNumber>.axiscare.com` */
  readonly baseUrl?: string | undefined;
}

/** The API of one site of AxisCare. */
export interface AxisCareClient {
  readonly siteNumber: string;
  readonly baseUrl: string;
  readonly people: AxisCarePeople;
  readonly callLogs: AxisCareCallLogs;
  /** Checks that the token is accepted and may read clients. @throws {ApiUnauthorizedError} when not. */
  verify(options?: CallOptions): Promise<void>;
}

/** AxisCare publishes no limit; users of the API report about 5 requests per second. */
const ALLOWANCE = { requests: 4 };
/** The first label of a host. */
export const SITE_NUMBER: RegExp = /^[a-z0-9-]{1,63}$/i;
/** Required with each request (List Clients, `X-AxisCare-Api-Version`). */
const API_VERSION = '2023-10-01';

/**
 * Makes a client for one site.
 * @throws {ConfigurationError} when site number, address or token cannot be used.
 * @example
 * const client = createAxisCareClient({ siteNumber: '1234', token: 'abc' });
 * const { data, nextCursor } = await client.people.list({ type: 'client', limit: 100 });
 */
export function createAxisCareClient(given: AxisCareClientOptions): AxisCareClient {
  const { siteNumber, token, baseUrl, allowHosts, allowLoopback, ...options } = given;
  const site = readSiteNumber(siteNumber);
  const url = resolveApiHost(baseUrl ?? `https://${site}.axiscare.com`, {
    hosts: [`${site}.axiscare.com`],
    problem: 'AxisCare: the address must be that of the site, https://<site number>.axiscare.com, or one of allowHosts',
    allowHosts,
    allowLoopback,
  });
  const { call } = openApi(
    {
      api: 'AxisCare',
      baseUrl: url,
      account: url,
      userAgent: `frigg-crm-axiscare/${VERSION}`,
      token: readToken(token),
      allowance: ALLOWANCE,
      apiHeaders: { 'x-axiscare-api-version': API_VERSION },
      readFailure: readAxisCareFailure,
    },
    options,
  );
  const people = createPeople(call, { baseUrl: url, logger: options.logger });
  return {
    siteNumber: site,
    baseUrl: url,
    people,
    callLogs: createCallLogs(call, { baseUrl: url }),
    async verify(callOptions) {
      await people.list({ type: 'client', limit: 1 }, callOptions);
    },
  };
}

/**
 * Reads a site number, which becomes part of a host: nothing else may be in it.
 * @throws {ConfigurationError} when it is none.
 */
export function readSiteNumber(siteNumber: string): string {
  const site = siteNumber.trim().toLowerCase();
  if (!SITE_NUMBER.test(site))
    throw new ConfigurationError('AxisCare: a site number has 1 to 63 letters, digits and "-": give 1234 for https://1234.axiscare.com');
  return site;
}

/**
 * Reads a token that may have been copied with `Bearer` before it.
 * @throws {ConfigurationError} when there is none.
 */
export function readToken(token: string): string {
  const bare = token.trim().replace(/^Bearer(?:\s+|$)/i, '');
  if (bare === '') throw new ConfigurationError('AxisCare: the token is missing: make one in the admin area of the site');
  return bare;
}
