import type { JsonObject } from '@frigg-crm/core';
import * as z from 'zod';
import { readSetting } from './forms/read-setting.ts';

/** What every owner can set about calls and texts. */
export const LOGGING_SETTINGS = {
  callLoggingEnabled: z
    .boolean()
    .optional()
    .meta({ title: 'Log calls', description: 'Write calls of the selected numbers into the CRM (default: yes)', default: true }),
  messageLoggingEnabled: z
    .boolean()
    .optional()
    .meta({ title: 'Log texts', description: 'Write texts of the selected numbers into the CRM (default: yes)', default: true }),
} as const;

/** @returns whether calls, or texts, are to be written; they are unless the owner has switched that off. */
export function isLoggingEnabled(config: JsonObject, kind: 'call' | 'message'): boolean {
  return readSetting(config, `${kind}LoggingEnabled`, z.boolean()) ?? true;
}
