import { randomBytes } from 'node:crypto';
import type { Schema } from '@frigg-crm/client';
import type { CreateKeySettings, CreateOperatorSettings, ListAccessSettings, SetOperatorSettings } from '../config/access-settings.ts';
import { formatTable } from '../output/format-table.ts';
import { pageOf, readPages } from '../wiring/remote/read-pages.ts';
import type { ApiDependencies } from './with-api.ts';

type Operator = Schema<'Operator'>;
type ApiKey = Schema<'ApiKey'>;

const OPERATOR_HEADINGS = ['name', 'role', 'sees people', 'created', 'by'];
const KEY_HEADINGS = ['id', 'for', 'rights', 'of', 'created', 'by', 'ends'];
/** As many random bits as no one guesses: 144. */
const PASSWORD_BYTES = 18;

/** `access whoami` */
export async function whoAmI({ client, json, write }: ApiDependencies): Promise<void> {
  const { data } = await client.get('/api/v1/session');
  const { id, actions, userId } = data;
  if (json) return write(JSON.stringify({ type: 'session', ...data }));
  write(id);
  write(`may: ${actions.join(', ')}`);
  if (userId !== null) write(`only what belongs to ${userId}`);
}

/** `access operators list` */
export async function listOperators({ limit }: Pick<ListAccessSettings, 'limit'>, dependencies: ApiDependencies): Promise<void> {
  const { client, json, write } = dependencies;
  const found = await readPages(client.pages('/api/v1/operators', { query: { limit: pageOf(limit) } }), limit);
  if (!json && found.length === 0) write('no operator');
  else reportOperators(dependencies, found);
}

/** `access operators create`: a password that is made here is shown once. */
export async function createOperator(
  name: string,
  { role, seesPeople, password: given }: Pick<CreateOperatorSettings, 'role' | 'seesPeople' | 'password'>,
  dependencies: ApiDependencies,
): Promise<void> {
  const { client, json, write } = dependencies;
  const password = given ?? randomBytes(PASSWORD_BYTES).toString('base64url');
  const { data } = await client.post('/api/v1/operators', { body: { name, password, role, seesPeople } });
  if (json) return write(JSON.stringify({ type: 'operator', ...data, ...(given === undefined && { password }) }));
  reportOperators(dependencies, [data]);
  if (given === undefined) write(`first password, shown once: ${password}`);
}

/** `access operators set` */
export async function setOperator(
  name: string,
  { role, seesPeople }: Pick<SetOperatorSettings, 'role' | 'seesPeople'>,
  dependencies: ApiDependencies,
): Promise<void> {
  const { data } = await dependencies.client.patch('/api/v1/operators/{name}', { path: { name }, body: { role, seesPeople } });
  reportOperators(dependencies, [data]);
}

/** `access operators delete` */
export async function deleteOperator(name: string, { client, json, write }: ApiDependencies): Promise<void> {
  await client.delete('/api/v1/operators/{name}', { path: { name } });
  write(
    json ? JSON.stringify({ type: 'deleted', operator: name }) : `${name} is no operator: sessions and passkeys of that name have ended`,
  );
}

/** `access keys list` */
export async function listKeys({ limit }: Pick<ListAccessSettings, 'limit'>, dependencies: ApiDependencies): Promise<void> {
  const { client, json, write } = dependencies;
  const found = await readPages(client.pages('/api/v1/api-keys', { query: { limit: pageOf(limit) } }), limit);
  if (!json && found.length === 0) write('no API key');
  else reportKeys(dependencies, found);
}

/** `access keys create`: the key is shown once. */
export async function createKey(
  name: string,
  { rights, owner: userId, expiresInDays }: Pick<CreateKeySettings, 'rights' | 'owner' | 'expiresInDays'>,
  dependencies: ApiDependencies,
): Promise<void> {
  const { client, json, write } = dependencies;
  // What is no right is refused where it is known which there are.
  const actions = rights as ApiKey['actions'][number][];
  const { data } = await client.post('/api/v1/api-keys', { body: { name, actions, userId, expiresInDays } });
  const { key, ...shown } = data;
  if (json) return write(JSON.stringify({ type: 'api-key', ...shown, key }));
  reportKeys(dependencies, [shown]);
  write(`key, shown once: ${key}`);
}

/** `access keys delete` */
export async function deleteKey(keyId: string, { client, json, write }: ApiDependencies): Promise<void> {
  await client.delete('/api/v1/api-keys/{keyId}', { path: { keyId } });
  write(json ? JSON.stringify({ type: 'deleted', apiKey: keyId }) : `${keyId} is refused from now on`);
}

function reportOperators({ json, write }: ApiDependencies, operators: readonly Operator[]): void {
  if (json) return operators.forEach((operator) => write(JSON.stringify({ type: 'operator', ...operator })));
  const rows = operators.map(({ name, role, seesPeople, createdAt, createdBy }) => [
    name,
    role,
    seesPeople ? 'yes' : 'no',
    createdAt,
    createdBy,
  ]);
  for (const line of formatTable([OPERATOR_HEADINGS, ...rows], { leftAligned: OPERATOR_HEADINGS.length })) write(line);
}

function reportKeys({ json, write }: ApiDependencies, keys: readonly ApiKey[]): void {
  if (json) return keys.forEach((key) => write(JSON.stringify({ type: 'api-key', ...key })));
  const rows = keys.map(({ id, name, actions, userId, createdAt, createdBy, expiresAt }) => [
    id,
    name,
    actions.join(','),
    userId ?? 'all',
    createdAt,
    createdBy,
    expiresAt ?? '',
  ]);
  for (const line of formatTable([KEY_HEADINGS, ...rows], { leftAligned: KEY_HEADINGS.length })) write(line);
}
