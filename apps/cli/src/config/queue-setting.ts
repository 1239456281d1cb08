import * as z from 'zod';
import { isApiUrl } from './values.ts';

/** What carries the messages of a sync. `store`: the file of the SQLite store. */
export type QueueSetting = { readonly kind: 'memory' } | { readonly kind: 'store' } | { readonly kind: 'sqs'; readonly endpoint: string };

/** Reads `--queue`. */
export const queueSettingSchema = z.string().transform((value, context): QueueSetting => {
  if (value === 'memory:') return { kind: 'memory' };
  if (value === 'store:') return { kind: 'store' };
  const endpoint = value.slice('sqs:'.length);
  if (value.startsWith('sqs:') && isApiUrl(endpoint)) return { kind: 'sqs', endpoint };
  context.addIssue('must be memory:, store: (with --store sqlite:<file>) or sqs:<endpoint>, such as sqs:http://127.0.0.1:4566');
  return z.NEVER;
});
