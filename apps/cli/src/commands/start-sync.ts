import type { StartSyncSettings } from '../config/account-settings.ts';
import { formatNumber } from '../output/format.ts';
import { planLine, toIfMatch, toPlan, workLines } from '../output/plan-lines.ts';
import type { ApiDependencies } from './with-api.ts';

/** To start one, a server loads the integration. */
const START_MS = 30_000;

/** `integrations start-sync` */
export async function startSync(
  integrationId: string,
  { mode: type, rewrite, dryRun, ifPlan }: Pick<StartSyncSettings, 'mode' | 'rewrite' | 'dryRun' | 'ifPlan'>,
  { client, json, write }: ApiDependencies,
): Promise<void> {
  if (dryRun) {
    const path = '/api/v1/integrations/{integrationId}/start-plan';
    const { data, etag } = await client.get(path, { path: { integrationId }, query: { type }, timeoutMs: START_MS });
    const plan = toPlan(etag);
    if (json) return write(JSON.stringify({ type: 'start-plan', integrationId, mode: type, parts: data.parts, plan }));
    for (const { work, ...part } of data.parts) {
      write(`${part.objectType}: ${partText(part)}`);
      for (const line of work === null ? [] : workLines(work)) write(`${part.objectType}: ${line}`);
    }
    return write(planLine(plan));
  }
  const body = { integrationId, type, ...(rewrite && { force: true }) };
  const { data } = await client.post('/api/v1/syncs', { body, ifMatch: toIfMatch(ifPlan), timeoutMs: START_MS });
  if (json) for (const sync of data.syncs) write(JSON.stringify({ type: 'started', integrationId, ...sync }));
  else for (const { syncId, objectType } of data.syncs) write(`${objectType}: ${syncId}`);
}

interface Part {
  readonly activeSyncId: string | null;
  readonly people: number | null;
  readonly pages: number | null;
}

function partText({ activeSyncId, people, pages }: Part): string {
  if (activeSyncId !== null) return `the sync ${activeSyncId} is under way, and goes on`;
  if (people === null || pages === null) return 'how many people there are is not known yet';
  return `about ${formatNumber(people)} people on ${formatNumber(pages)} pages, as the last complete sync has seen them`;
}
