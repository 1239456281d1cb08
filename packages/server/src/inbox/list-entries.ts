import type { EntryFilter, InboxControl } from '@frigg-crm/crm-base';
import * as z from 'zod';
import type { Backend } from '../backend.ts';
import { createCursors } from '../http/cursor.ts';
import { idSchema } from '../http/fields.ts';
import type { Call, Reply } from '../http/route.ts';
import { toEntry, type entryPageSchema } from './inbox-schemas.ts';
import { scopeOf } from './scope-of.ts';

const placeSchema = z.strictObject({ integrationId: idSchema, id: z.string().min(1).max(600) });

/** What a list of entries is restricted by, and which page of it. */
export interface EntryListing extends Omit<EntryFilter, 'integrationIds'> {
  /** Of which list the cursor is. */
  readonly list: string;
  readonly integrationId?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** @returns a page of entries that exist for the caller. */
export async function listEntries(
  { backend, control }: { readonly backend: Backend; readonly control: InboxControl },
  { list, integrationId, limit, cursor, ...filter }: EntryListing,
  { principal, signal }: Call,
): Promise<Reply<z.output<typeof entryPageSchema>>> {
  const cursors = createCursors(placeSchema, { list, integrationId, ...filter });
  const after = cursor === undefined ? undefined : cursors.decode(cursor);
  const integrationIds = await scopeOf(backend, { principal, integrationId }, { signal });
  const { entries, next } = await control.list({ ...filter, integrationIds }, { after, limit, signal });
  return { body: { items: entries.map(toEntry), nextCursor: next === undefined ? null : cursors.encode(next) } };
}
