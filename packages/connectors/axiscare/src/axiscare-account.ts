import { ConfigurationError, type CallOptions, type CredentialVault } from '@frigg-crm/core';
import * as z from 'zod';
import { createAxisCareClient, readToken, type AxisCareClient, type AxisCareClientOptions } from './client/create-axiscare-client.ts';

/** What the form of a connection has: a token and where it is good. */
export interface AxisCareCredentials {
  /** Made in the admin area of the site; with or without `Bearer` before it. */
  readonly token: string;
  /** The home site, such as `1234`. */
  readonly siteNumber: string;
  /** Other sites that the token is good for. @defaultValue none */
  readonly furtherSites?: readonly string[] | undefined;
}

/** Options of {@link openAxisCareAccount}: the account of clients whose token is in the vault. */
export interface OpenAxisCareAccountOptions extends Omit<AxisCareClientOptions, 'siteNumber' | 'token' | 'baseUrl'> {
  readonly vault: CredentialVault;
  readonly integrationId: string;
  /** Where a site is. @defaultValue `https://<siteNumber>.axiscare.com` */
  readonly baseUrlOf?: ((siteNumber: string) => string) | undefined;
}

/** The sites of an account, as `AxisCareIntegration` takes them. */
export interface OpenedAxisCareAccount {
  readonly client: AxisCareClient;
  readonly furtherSites: readonly AxisCareClient[];
}

const SECRET = 'axiscare';
const credentialsSchema = z.object({ token: z.string(), siteNumber: z.string(), furtherSites: z.array(z.string()).optional() });

/**
 * Checks that the token is accepted at each site, then stores it. Connecting again replaces it.
 * @throws {ConfigurationError} when a site number or the token cannot be used.
 * @throws {ApiUnauthorizedError} when a site refuses the token, or lets it not read clients.
 */
export async function connectAxisCareAccount(
  options: OpenAxisCareAccountOptions,
  { token, siteNumber, furtherSites = [] }: AxisCareCredentials,
  callOptions: CallOptions = {},
): Promise<OpenedAxisCareAccount> {
  const opened = toAccount(options, { token, siteNumber, furtherSites });
  for (const client of [opened.client, ...opened.furtherSites]) await client.verify(callOptions);
  const { vault, integrationId } = options;
  const known = await vault.read({ integrationId, name: SECRET }, callOptions);
  const value = {
    token: readToken(token),
    siteNumber: opened.client.siteNumber,
    furtherSites: opened.furtherSites.map((site) => site.siteNumber),
  };
  await vault.write({ integrationId, name: SECRET, value, expectedVersion: known?.version, ...callOptions });
  return opened;
}

/**
 * Makes the clients of a connected account.
 * @throws {ConfigurationError} when none was connected.
 */
export async function openAxisCareAccount(options: OpenAxisCareAccountOptions): Promise<OpenedAxisCareAccount> {
  const stored = await options.vault.read({ integrationId: options.integrationId, name: SECRET });
  const credentials = credentialsSchema.safeParse(stored?.value).data;
  if (credentials === undefined) throw new ConfigurationError('AxisCare: no account is connected: connect one first');
  return toAccount(options, credentials);
}

function toAccount(
  { vault: _vault, integrationId: _id, baseUrlOf, ...options }: OpenAxisCareAccountOptions,
  { token, siteNumber, furtherSites = [] }: AxisCareCredentials,
): OpenedAxisCareAccount {
  const open = (site: string): AxisCareClient => createAxisCareClient({ ...options, token, siteNumber: site, baseUrl: baseUrlOf?.(site) });
  return { client: open(siteNumber), furtherSites: furtherSites.map(open) };
}
