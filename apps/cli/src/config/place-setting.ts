import type { Command } from 'commander';
import * as z from 'zod';
import { UsageError } from '../errors/usage-error.ts';
import { nameOf, type Flags } from './flag.ts';
import { SERVE_FLAGS } from './serve-flags.ts';
import { apiUrlSchema, secretSchema } from './values.ts';

/** The settings of every command that can act through a running server. */
export const SERVER_FLAGS = {
  server: {
    flags: '--server <url>',
    variable: 'FRIGG_CRM_SERVER',
    description: 'acts through a running frigg-crm serve, such as https://crm.example.com, instead of on a store',
  },
  apiKey: { flags: '--api-key <key>', variable: 'FRIGG_CRM_API_KEY', description: 'an API key of the server', isSecret: true },
  adminToken: { ...SERVE_FLAGS.adminToken, description: 'the admin token of the server, where no API key is given' },
} as const satisfies Flags;

/** What reads them. */
export const SERVER_SHAPE = { server: apiUrlSchema.optional(), apiKey: secretSchema.optional(), adminToken: secretSchema.optional() };

/** What reads them where no store will do. */
export const NEEDED_SERVER_SHAPE = {
  ...SERVER_SHAPE,
  server: z.string('is missing: only a running frigg-crm serve can do it').pipe(apiUrlSchema),
};

/** A running server, and who calls it. */
export interface ServerSetting {
  readonly url: string;
  readonly token: string;
}

/** What those settings are before they are read together. */
export interface GivenServer {
  readonly server?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly adminToken?: string | undefined;
}

/** @returns the settings with the server that they name; `undefined`: they name none. */
export function withServerSetting<Settings extends GivenServer>(
  { server: url, apiKey, adminToken, ...settings }: Settings,
  context: z.RefinementCtx,
): Omit<Settings, keyof GivenServer> & { readonly server: ServerSetting | undefined } {
  return { ...settings, server: url === undefined ? undefined : toServer(url, apiKey ?? adminToken, context) };
}

/** @returns the settings with the server, which has to be named. */
export function withNeededServer<Settings extends GivenServer & { readonly server: string }>(
  { server: url, apiKey, adminToken, ...settings }: Settings,
  context: z.RefinementCtx,
): Omit<Settings, keyof GivenServer> & { readonly server: ServerSetting } {
  return { ...settings, server: toServer(url, apiKey ?? adminToken, context) };
}

function toServer(url: string, token: string | undefined, context: z.RefinementCtx): ServerSetting {
  if (token === undefined)
    context.addIssue({ code: 'custom', path: ['apiKey'], message: 'is missing: a server takes one, or its admin token' });
  return { url, token: token ?? '' };
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A command acts on one place: a flag beats the variable of the other.
 * @returns the environment with one of them.
 * @throws {UsageError} when store and server are both given, in the same way.
 */
export function withOnePlace(
  flags: Flags & { readonly store: Flags[string] },
  { command, env }: { readonly command: Pick<Command, 'getOptionValueSource'>; readonly env: Environment },
): Environment {
  const placeOf = (key: 'store' | 'server', variable: string): 'flag' | 'variable' | undefined => {
    if (command.getOptionValueSource(key) === 'cli') return 'flag';
    return (env[variable] ?? '') === '' ? undefined : 'variable';
  };
  const { store } = flags;
  const { server } = SERVER_FLAGS;
  const [storeIn, serverIn] = [placeOf('store', store.variable), placeOf('server', server.variable)];
  if (storeIn === undefined || serverIn === undefined) return env;
  if (storeIn === serverIn) throw new UsageError(`${nameOf(server)}: ${nameOf(store)} is given, too; drop one of them`);
  return { ...env, [storeIn === 'flag' ? server.variable : store.variable]: undefined };
}
