import * as z from 'zod';
import { CONNECTOR_IDS } from './connector-ids.ts';
import { wholeNumber } from './values.ts';

/** What `frigg-crm demo` is to show. */
export const demoSettingsSchema = z.strictObject({
  contacts: wholeNumber({ min: 0, max: 1_000_000 }).prefault('10000'),
  connector: z.enum(CONNECTOR_IDS, `must be ${CONNECTOR_IDS.join(' or ')}`).default('scaling-test'),
  faults: z.boolean(),
  json: z.boolean(),
});

/** Settings of `frigg-crm demo`, with the defaults filled in. */
export type DemoSettings = z.output<typeof demoSettingsSchema>;
