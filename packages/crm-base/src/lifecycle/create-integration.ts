import { InvalidIntegrationDataError, applyMergePatch, toIso, type CallOptions, type Integration, type JsonObject } from '@frigg-crm/core';
import { z } from 'zod';
import { askToSeeTo, inSeconds } from './change-record.ts';
import type { LifecycleTools } from './lifecycle-dependencies.ts';
import { CONFIG_KEYS } from './phone-numbers-of.ts';
import { checkConnectorConfig, readConfigPatch } from './read-config-patch.ts';

const name = z.string().trim().min(1).max(200);
const newIntegrationSchema = z.strictObject({
  id: name.optional(),
  userId: name,
  connector: name,
  config: z.unknown().optional(),
  lookupKeys: z.array(name).max(50).default([]),
});

/** A new integration. */
export interface NewIntegration {
  /** @defaultValue a new one */
  readonly id?: string | undefined;
  /** The owner. */
  readonly userId: string;
  /** The connector's id, such as `pipedrive`. */
  readonly connector: string;
  /** What the owner has set already. @defaultValue nothing */
  readonly config?: JsonObject | undefined;
  /** What others call it, such as company and user of the CRM: `pipedrive/123/5`. @defaultValue none */
  readonly lookupKeys?: readonly string[] | undefined;
}

/** Stores a new integration together with the moment at which it has to be set up, so that it cannot be forgotten. */
export async function createIntegration(tools: LifecycleTools, data: NewIntegration, options: CallOptions): Promise<Integration> {
  const { onCreateDelaySeconds } = tools.settings;
  const draft = toDraft(tools, data);
  const crm = await tools.resolveIntegration(draft);
  if (crm !== undefined) checkConnectorConfig(draft.config, crm);
  const needsConfig = (await crm?.checkIfNeedsConfig(draft.config)) ?? false;
  const integration: Integration = needsConfig
    ? { ...draft, status: 'NEEDS_CONFIG' }
    : { ...draft, dueAt: inSeconds(tools, onCreateDelaySeconds) };
  await tools.integrations.create(integration, options);
  if (!needsConfig) await askToSeeTo(tools, integration, { ...options, delaySeconds: onCreateDelaySeconds });
  return integration;
}

function toDraft({ clock, ids }: LifecycleTools, data: NewIntegration): Integration {
  const parsed = newIntegrationSchema.safeParse(data);
  if (!parsed.success) {
    const fields = new Set(parsed.error.issues.map(({ path }) => path.join('.') || 'the whole'));
    throw new InvalidIntegrationDataError(`An integration needs userId and connector; correct ${[...fields].join(', ')}`);
  }
  const { id = ids.next(), userId, connector, lookupKeys } = parsed.data;
  const { selection, rest } = readConfigPatch(data.config ?? {});
  const at = toIso(clock.now());
  return {
    id,
    userId,
    connector,
    status: 'ENABLED',
    config: applyMergePatch({}, { ...rest, ...(selection === undefined ? {} : { [CONFIG_KEYS.selected]: selection }) }),
    messages: [],
    lookupKeys: [...new Set(lookupKeys)],
    setUpAt: null,
    dueAt: null,
    failedAttempts: 0,
    createdAt: at,
    updatedAt: at,
    version: 0,
  };
}
