import type { Schema } from '@frigg-crm/client';
import type { AuditSettings } from '../config/access-settings.ts';
import { formatTable } from '../output/format-table.ts';
import type { ApiDependencies } from './with-api.ts';

type Entry = Schema<'AuditPage'>['items'][number];
type Conditions = Pick<AuditSettings, 'caller' | 'operation' | 'target' | 'since' | 'until' | 'refused'>;

const HEADINGS = ['at', 'caller', 'tenant', 'operation', 'target', 'outcome'];
/** Entries that are read at a time. */
const PAGE = 200;

/** `audit`: the newest first. The API has no filters: entries are read until enough match, or none can match any more. */
export async function listAudit(
  { limit, ...conditions }: Conditions & Pick<AuditSettings, 'limit'>,
  { client, json, write }: ApiDependencies,
): Promise<void> {
  const found: Entry[] = [];
  for await (const { items } of client.pages('/api/v1/audit', { query: { limit: PAGE } })) {
    found.push(...items.filter((entry) => matches(entry, conditions)));
    const oldest = items.at(-1)?.at ?? '';
    if (found.length >= limit || (conditions.since !== undefined && oldest < conditions.since)) break;
  }
  const shown = found.slice(0, limit);
  if (json) for (const entry of shown) write(JSON.stringify({ type: 'audit', ...entry }));
  else if (shown.length === 0) write('nothing that matches');
  else for (const line of formatTable([HEADINGS, ...shown.map(toRow)], { leftAligned: HEADINGS.length })) write(line);
}

function matches(entry: Entry, { caller, operation, target, since, until, refused }: Conditions): boolean {
  return (
    (caller === undefined || entry.caller === caller) &&
    (operation === undefined || operation.includes(entry.operationId)) &&
    (target === undefined || entry.target.includes(target)) &&
    (since === undefined || entry.at >= since) &&
    (until === undefined || entry.at < until) &&
    (!refused || entry.code !== null)
  );
}

function toRow({ at, caller, userId, operationId, target, status, code }: Entry): readonly string[] {
  return [at, caller, userId ?? '', operationId, target.replace(/^.*?\/api\/v1/, ''), code === null ? 'done' : `${status} ${code}`];
}
