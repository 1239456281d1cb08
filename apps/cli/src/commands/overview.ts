import type { Schema } from '@frigg-crm/client';
import { findAttention } from '@frigg-crm/client/attention';
import { toAttentionRow, type AttentionRow } from '../output/attention-row.ts';
import { formatCount, formatNumber } from '../output/format.ts';
import { formatTable } from '../output/format-table.ts';
import { readPages } from '../wiring/remote/read-pages.ts';
import type { ApiDependencies } from './with-api.ts';

const HEADINGS = ['', 'since', 'integration', 'code', 'what', 'see frigg-crm'];
/** More are not looked at: the newest syncs, and the first integrations. */
const LOOKED_AT = 1000;
const PAGE = 200;

/** `overview`: what needs an operator, and what runs. */
export async function showOverview({ client, json, write }: ApiDependencies): Promise<void> {
  const query = { limit: PAGE };
  const [integrations, syncs, { data: dead }] = await Promise.all([
    readPages(client.pages('/api/v1/integrations', { query }), LOOKED_AT),
    readPages(client.pages('/api/v1/syncs', { query }), LOOKED_AT),
    client.get('/api/v1/dead-letters/groups'),
  ]);
  const needs = [...findAttention(integrations, syncs).map(toAttentionRow), ...dead.groups.map(toGroupRow)];
  const running = syncs.filter(({ ended, state }) => !ended && state !== 'PAUSED');
  if (json) {
    for (const one of needs) write(JSON.stringify({ type: 'attention', ...one }));
    return write(JSON.stringify({ type: 'overview', integrations: integrations.length, running: running.map(({ id }) => id) }));
  }
  if (needs.length === 0) write('nothing needs an operator: all that goes on goes on by itself');
  else for (const line of formatTable([HEADINGS, ...needs.map(toRow)], { leftAligned: HEADINGS.length })) write(line);
  write(`${formatCount(integrations.length, 'integration')}, ${formatCount(running.length, 'sync')} under way`);
}

/** What failed for good outside of syncs, as one group. */
function toGroupRow({ kind, code, count, integrations, newestAt, sample }: Schema<'EntryGroups'>['groups'][number]): AttentionRow {
  const of = integrations === 1 ? sample.integrationId : `${formatNumber(integrations)} integrations`;
  return {
    severity: 'warning',
    at: newestAt,
    integrationId: of,
    code: `${kind}/${code ?? ''}`,
    text: `${formatNumber(count)} have failed for good`,
    next: `dead-letters list --group ${kind}/${code ?? ''}`,
  };
}

function toRow({ severity, at, integrationId, code, text, next }: AttentionRow): readonly string[] {
  return [severity, at, integrationId, code, text, next];
}
