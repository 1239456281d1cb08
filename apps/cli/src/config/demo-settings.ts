import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import * as z from 'zod';
import { connectorSchema } from './connector-settings.ts';
import { wholeNumber } from './values.ts';

/** Settings of `frigg-crm demo`, with the defaults filled in. */
export interface DemoSettings {
  readonly contacts: number;
  readonly connector: ConnectorDescriptor;
  readonly faults: boolean;
  readonly json: boolean;
}

/** @returns how they are read. */
export function demoSettingsSchema(connectors: readonly ConnectorDescriptor[]): z.ZodType<DemoSettings> {
  return z.strictObject({
    contacts: wholeNumber({ min: 0, max: 1_000_000 }).prefault('10000'),
    connector: connectorSchema(connectors).prefault(connectors[0]?.id ?? ''),
    faults: z.boolean(),
    json: z.boolean(),
  });
}
