import { INTEGRATION_STATUSES } from '@frigg-crm/core';
import * as z from 'zod';
import { countSchema, idSchema, momentSchema } from '../http/fields.ts';
import { defineComponent } from '../openapi/components.ts';

/** An integration as lists and screens show it. Secrets are in the vault, and are shown nowhere. */
export const integrationSchema = defineComponent(
  'Integration',
  z.strictObject({
    id: idSchema,
    userId: z.string().describe('The owner'),
    connector: z.string(),
    status: z.enum(INTEGRATION_STATUSES),
    config: z.record(z.string(), z.unknown()).describe('What the owner has set, and what set-up has found out'),
    notices: z
      .array(z.strictObject({ level: z.enum(['warning', 'error']), code: z.string(), text: z.string(), at: momentSchema }))
      .describe('What its owner should know'),
    setUpAt: momentSchema.nullable().describe('null: its set-up is not done yet'),
    dueAt: momentSchema.nullable().describe('When it is checked next'),
    failedAttempts: countSchema,
    createdAt: momentSchema,
    updatedAt: momentSchema,
    version: countSchema,
  }),
);

export const integrationPageSchema = defineComponent(
  'IntegrationPage',
  z.strictObject({ items: z.array(integrationSchema), nextCursor: z.string().nullable().describe('null: this was the last page') }),
);

/** A secret: what stands around it is a slip of the clipboard. */
const secret = z
  .string()
  .max(10_000)
  .regex(/^[!-~]+$/, 'must be visible ASCII without spaces');

const crmSchema = z
  .strictObject({
    url: z.string().min(1).max(2000).describe('Where the CRM is'),
    token: secret.exactOptional().describe('absent: a CRM that needs none'),
    options: z.record(z.string(), z.string().max(2000)).exactOptional().describe('Settings of the connector, by name'),
  })
  .describe('An account of the CRM');

const quoSchema = z.strictObject({ apiKey: secret }).describe('A workspace of Quo');

/** What an integration is created from. */
export const newIntegrationSchema = defineComponent(
  'NewIntegration',
  z.strictObject({
    connector: z.string().min(1).max(128),
    userId: z.string().regex(/\S/).max(200).exactOptional().describe('The owner; a tenant is its own'),
    crm: crmSchema.exactOptional(),
    quo: quoSchema,
    config: z.record(z.string(), z.unknown()).exactOptional(),
  }),
);

/** What replaces the credentials of an integration. */
export const credentialsSchema = defineComponent(
  'Credentials',
  z.strictObject({ crm: crmSchema.exactOptional(), quo: quoSchema.exactOptional() }),
);

export const configPatchSchema = defineComponent(
  'ConfigPatch',
  z.record(z.string(), z.unknown()).describe('A JSON merge patch (RFC 7396); resourceIds are the ids of the selected phone numbers'),
);

export const configResultSchema = defineComponent(
  'ConfigResult',
  z.strictObject({
    config: z.record(z.string(), z.unknown()).describe('What is in force now'),
    problem: z.strictObject({ code: z.string(), message: z.string() }).nullable().describe('Why nothing was changed; null: it was'),
  }),
);

export const configOptionsSchema = defineComponent(
  'ConfigOptions',
  z.strictObject({
    schema: z.record(z.string(), z.unknown()).describe('A JSON Schema of what can be set, for a form'),
    uiSchema: z.record(z.string(), z.unknown()).describe('A layout of JSON Forms'),
    values: z.record(z.string(), z.unknown()).describe('What is set now'),
    choicesFailed: z.string().nullable().describe('Why those of the last check are shown, such as API_RATE_LIMITED; null: they are of now'),
  }),
);

export const releasedSchema = defineComponent(
  'ReleasedThrottle',
  z.strictObject({ wasThrottled: z.boolean(), resumedSyncIds: z.array(idSchema) }),
);

export const connectorListSchema = defineComponent(
  'ConnectorList',
  z.strictObject({
    items: z.array(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        urlHelp: z.string(),
        exampleUrl: z.string(),
        tokenHelp: z.string(),
        options: z.array(z.strictObject({ name: z.string(), description: z.string() })),
      }),
    ),
  }),
);

export const integrationParams = z.strictObject({ integrationId: idSchema });
