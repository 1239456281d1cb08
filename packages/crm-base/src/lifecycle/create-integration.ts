import { InvalidIntegrationDataError, type CallOptions, type Integration, type JsonObject } from '@frigg-crm/core';
import { applyMergePatch, toIso } from '@frigg-crm/core/adapter';
import * as z from 'zod';
import { requestReconcile, inSeconds } from './change-record.ts';
import type { ResolvedLifecycleDependencies } from './lifecycle-dependencies.ts';
import { CONFIG_KEYS } from './phone-numbers-of.ts';
import { checkSettings, readConfigPatch } from './read-config-patch.ts';

/** As it is given: what is cut off or added would be looked for in vain. */
const name = z.string().regex(/\S/).max(200);
/** Ids stand in the addresses of webhooks, where `.` and `..` are directories, and in keys of stores. */
const id = z
  .string()
  .regex(/^[\w.~-]{1,128}$/)
  .refine((text) => text !== '.' && text !== '..');
const newIntegrationSchema = z.strictObject({
  id: id.optional(),
  userId: name,
  connector: id,
  config: z.unknown().optional(),
  lookupKeys: z.array(name).max(50).default([]),
});

/** A new integration. */
export interface NewIntegration {
  /** 1 to 128 of the characters `A-Z a-z 0-9 . _ ~ -`. @defaultValue a new one */
  readonly id?: string | undefined;
  /** The owner. */
  readonly userId: string;
  /** The connector's id, such as `pipedrive`: of the same characters. */
  readonly connector: string;
  /** What the owner has set already. @defaultValue nothing */
  readonly config?: JsonObject | undefined;
  /** What others call it, such as company and user of the CRM: `pipedrive/123/5`. @defaultValue none */
  readonly lookupKeys?: readonly string[] | undefined;
}

/** Stores a new integration together with the moment at which it has to be set up, so that it cannot be forgotten. */
export async function createIntegration(
  dependencies: ResolvedLifecycleDependencies,
  data: NewIntegration,
  options: CallOptions,
): Promise<Integration> {
  const { onCreateDelaySeconds } = dependencies.settings;
  const draft = toDraft(dependencies, data);
  const crm = await dependencies.loadIntegration(draft);
  checkSettings(draft.config, crm);
  const needsConfig = (await crm?.checkIfNeedsConfig(draft.config)) ?? false;
  const integration: Integration = needsConfig
    ? { ...draft, status: 'NEEDS_CONFIG' }
    : { ...draft, dueAt: inSeconds(dependencies, onCreateDelaySeconds) };
  await dependencies.integrations.create(integration, options);
  if (!needsConfig) await requestReconcile(dependencies, integration, { ...options, delaySeconds: onCreateDelaySeconds });
  return integration;
}

function toDraft({ clock, ids }: ResolvedLifecycleDependencies, data: NewIntegration): Integration {
  const parsed = newIntegrationSchema.safeParse(data);
  if (!parsed.success) {
    const fields = new Set(parsed.error.issues.map(({ path }) => path.join('.') || 'the whole'));
    throw new InvalidIntegrationDataError(
      `An integration needs userId and connector; correct ${[...fields].join(', ')}. Ids are 1 to 128 of A-Z a-z 0-9 . _ ~ -`,
    );
  }
  const { userId, connector, lookupKeys } = parsed.data;
  const { selection, rest } = readConfigPatch(data.config ?? {});
  const at = toIso(clock.now());
  return {
    id: parsed.data.id ?? ids.next(),
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
