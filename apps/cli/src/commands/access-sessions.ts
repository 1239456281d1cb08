import type { Schema } from '@frigg-crm/client';
import type { EndSessionsSettings, ListSessionsSettings } from '../config/access-settings.ts';
import { formatTable } from '../output/format-table.ts';
import { pageOf, readPages } from '../wiring/remote/read-pages.ts';
import type { ApiDependencies } from './with-api.ts';

type OperatorSession = Schema<'OperatorSession'>;

const HEADINGS = ['id', 'operator', 'signed in', 'with', 'used', 'ends'];

/** `access sessions list` */
export async function listSessions(
  { limit, operator }: Pick<ListSessionsSettings, 'limit' | 'operator'>,
  dependencies: ApiDependencies,
): Promise<void> {
  const { client, json, write } = dependencies;
  const found = await readPages(client.pages('/api/v1/sessions', { query: { limit: pageOf(limit), operator } }), limit);
  if (json) return found.forEach((session) => write(JSON.stringify({ type: 'operator-session', ...session })));
  if (found.length === 0) return write('no session');
  for (const line of formatTable([HEADINGS, ...found.map(toRow)], { leftAligned: HEADINGS.length })) write(line);
}

/**
 * `access sessions end`
 * @param id - `undefined`: all of the operator that the settings name.
 */
export async function endSessions(
  id: string | undefined,
  { operator: name = '' }: Pick<EndSessionsSettings, 'operator'>,
  { client, json, write }: ApiDependencies,
): Promise<void> {
  if (id !== undefined) {
    await client.delete('/api/v1/sessions/{sessionId}', { path: { sessionId: id } });
    return write(json ? JSON.stringify({ type: 'ended', session: id }) : `${id} is refused from now on`);
  }
  const { data } = await client.post('/api/v1/operators/{name}/end-sessions', { path: { name } });
  write(
    json ? JSON.stringify({ type: 'ended', operator: name, sessions: data.ended }) : `sessions of ${name} that have ended: ${data.ended}`,
  );
}

function toRow({ id, operator, createdAt, signedInWith, lastUsedAt, expiresAt }: OperatorSession): readonly string[] {
  return [id, operator, createdAt, signedInWith, lastUsedAt, expiresAt];
}
