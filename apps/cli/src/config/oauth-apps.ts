import type * as z from 'zod';
import type { Flag, Flags } from './flag.ts';
import { apiUrlSchema, secretSchema } from './values.ts';

/** The CRMs whose accounts a server connects by consent. */
export type ConsentCrm = 'pipedrive' | 'zoho' | 'attio';

const CRMS: readonly ConsentCrm[] = ['pipedrive', 'zoho', 'attio'];

/** An app as it is registered at a CRM. */
export interface OAuthAppSetting {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where its consents begin; `undefined`: at the CRM itself. */
  readonly oauthUrl: string | undefined;
}

/** By CRM. */
export type OAuthAppSettings = Readonly<Partial<Record<ConsentCrm, OAuthAppSetting>>>;

interface AppFlags {
  readonly clientId: Flag;
  readonly clientSecret: Flag;
  readonly oauthUrl: Flag;
}

function appFlags(crm: ConsentCrm, title: string): AppFlags {
  const name = crm.toUpperCase();
  return {
    clientId: {
      flags: `--${crm}-client-id <id>`,
      variable: `FRIGG_CRM_${name}_CLIENT_ID`,
      description: `of your app at ${title}, whose accounts are then connected by consent (default: with tokens only)`,
    },
    clientSecret: {
      flags: `--${crm}-client-secret <secret>`,
      variable: `FRIGG_CRM_${name}_CLIENT_SECRET`,
      description: `of your app at ${title}`,
      isSecret: true,
    },
    oauthUrl: {
      flags: `--${crm}-oauth-url <url>`,
      variable: `FRIGG_CRM_${name}_OAUTH_URL`,
      description: `where consents of ${title} begin (default: at ${title})`,
    },
  };
}

const [pipedrive, zoho, attio] = [appFlags('pipedrive', 'Pipedrive'), appFlags('zoho', 'Zoho'), appFlags('attio', 'Attio')];

/** The settings of apps, of every command that loads integrations. */
export const OAUTH_FLAGS = {
  pipedriveClientId: pipedrive.clientId,
  pipedriveClientSecret: pipedrive.clientSecret,
  pipedriveOauthUrl: pipedrive.oauthUrl,
  zohoClientId: zoho.clientId,
  zohoClientSecret: zoho.clientSecret,
  zohoOauthUrl: zoho.oauthUrl,
  attioClientId: attio.clientId,
  attioClientSecret: attio.clientSecret,
  attioOauthUrl: attio.oauthUrl,
} as const satisfies Flags;

const text = secretSchema.optional();
const url = apiUrlSchema.optional();

/** What reads them. */
export const OAUTH_SHAPE = {
  pipedriveClientId: text,
  pipedriveClientSecret: text,
  pipedriveOauthUrl: url,
  zohoClientId: text,
  zohoClientSecret: text,
  zohoOauthUrl: url,
  attioClientId: text,
  attioClientSecret: text,
  attioOauthUrl: url,
} as const satisfies Record<keyof typeof OAUTH_FLAGS, z.ZodType>;

/** What {@link OAUTH_SHAPE} has read. */
export type GivenApps = Readonly<Partial<Record<keyof typeof OAUTH_FLAGS, string | undefined>>>;

/** @returns the apps that are set, each complete. */
export function readOAuthApps(given: GivenApps, context: z.RefinementCtx): OAuthAppSettings {
  const apps: Partial<Record<ConsentCrm, OAuthAppSetting>> = {};
  for (const crm of CRMS) {
    const {
      [`${crm}ClientId` as const]: clientId,
      [`${crm}ClientSecret` as const]: clientSecret,
      [`${crm}OauthUrl` as const]: oauthUrl,
    } = given;
    if (clientId !== undefined && clientSecret !== undefined) apps[crm] = { clientId, clientSecret, oauthUrl };
    else if (clientId !== undefined || clientSecret !== undefined)
      context.addIssue({
        code: 'custom',
        path: [clientId === undefined ? `${crm}ClientId` : `${crm}ClientSecret`],
        message: 'is missing: an app has an id and a secret',
      });
  }
  return apps;
}
