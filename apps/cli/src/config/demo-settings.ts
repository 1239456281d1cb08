import type { JsonObject } from '@frigg-crm/core';
import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import * as z from 'zod';
import { connectorsSchema } from './connector-settings.ts';
import { namedTextsSchema } from './named-values.ts';
import { readOwnerSettingsOf } from './owner-setting.ts';
import { wholeNumber } from './values.ts';

/** Settings of `frigg-crm demo`, with the defaults filled in. */
export interface DemoSettings {
  /** Persons in each CRM. */
  readonly contacts: number;
  /** One, or with `all` those of the program, which then run at once. */
  readonly connectors: readonly ConnectorDescriptor[];
  /** Those that a page shows: the one that was named, or all of the program. */
  readonly pageConnectors: readonly ConnectorDescriptor[];
  /** Whether a page is opened instead of one run; `auto`: on a terminal, without `json`. */
  readonly page: 'auto' | 'always' | 'never';
  readonly faults: boolean;
  readonly json: boolean;
  /** What an owner would set on a screen, by the id of the connector. */
  readonly settings: Readonly<Record<string, JsonObject>>;
}

/** @returns how they are read. */
export function demoSettingsSchema(connectors: readonly ConnectorDescriptor[]): z.ZodType<DemoSettings> {
  const schema = z.strictObject({
    contacts: wholeNumber({ min: 0, max: 1_000_000 }).prefault('10000'),
    connector: connectorsSchema(connectors).optional(),
    page: z.enum(['auto', 'always', 'never'], 'must be auto, always or never').prefault('auto'),
    faults: z.boolean(),
    json: z.boolean(),
    setting: namedTextsSchema.prefault([]),
  });
  return schema.transform(({ connector: named, setting, ...given }, context) => {
    const connector = named ?? connectors.slice(0, 1);
    const { settings, problems } = readOwnerSettingsOf(connector, setting);
    for (const message of problems) context.addIssue({ code: 'custom', path: ['setting'], message });
    return { ...given, connectors: connector, pageConnectors: named ?? connectors, settings };
  });
}
