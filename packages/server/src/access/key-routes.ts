import type { Clock } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import * as z from 'zod';
import { createCursors } from '../http/cursor.ts';
import { cursorParameter, limitParameter } from '../http/fields.ts';
import { ProblemError } from '../http/problem-error.ts';
import { defineRoute, type Route } from '../http/route.ts';
import type { Access } from './access.ts';
import { createdKeySchema, keyListSchema, keyParams, newKeySchema, type keySchema } from './access-schemas.ts';
import { mayKnow, type Principal } from './principal.ts';
import type { StoredRecord } from './records.ts';
import { createSecretKey, hashSecret } from './secret-token.ts';

const DAY_MS = 24 * 3600 * 1000;
const listQuery = z.strictObject({ limit: limitParameter(), cursor: cursorParameter().describe('nextCursor of the page before') });

/** Keys of programs. */
export function createKeyRoutes(access: Access, clock: Clock): readonly Route[] {
  return [createListRoute(access), createCreateRoute(access, clock), createDeleteRoute(access)];
}

function createListRoute({ keys }: Access): Route {
  return defineRoute({
    operationId: 'listApiKeys',
    method: 'get',
    path: '/api/v1/api-keys',
    tag: 'access',
    summary: 'Lists API keys, without what is secret of them',
    action: 'manage-keys',
    problems: ['INVALID_CURSOR'],
    query: listQuery,
    result: keyListSchema,
    async handle({ query: { limit, cursor } }, { principal, signal }) {
      const cursors = createCursors(z.string(), { list: 'api-keys' });
      const after = cursor === undefined ? undefined : cursors.decode(cursor);
      const found = await keys.list({ after, limit, signal });
      const last = found.length < limit ? undefined : found.at(-1);
      const own = found.filter((key) => isOf(principal, key));
      return { body: { items: own.map(toKey), nextCursor: last === undefined ? null : cursors.encode(last.id) } };
    },
  });
}

function createCreateRoute({ keys }: Access, clock: Clock): Route {
  return defineRoute({
    operationId: 'createApiKey',
    method: 'post',
    path: '/api/v1/api-keys',
    tag: 'access',
    summary: 'Creates an API key, which is shown once',
    description: 'It may do what is named, of what its creator may do. A key of a tenant is restricted to that tenant.',
    action: 'manage-keys',
    keepsNoAnswer: true,
    status: 201,
    body: newKeySchema,
    result: createdKeySchema,
    async handle({ body: { name, actions, userId, expiresInDays } }, { principal, signal }) {
      const missing = actions.filter((action) => !principal.actions.has(action));
      if (missing.length > 0)
        throw new ProblemError('FORBIDDEN', `A key may do no more than its creator, who may not: ${missing.join(', ')}`);
      const { id, key } = createSecretKey();
      const nowMs = clock.now();
      const value = {
        hash: hashSecret(key),
        name,
        actions: [...new Set(actions)],
        userId: principal.userId ?? userId ?? null,
        createdAt: toIso(nowMs),
        createdBy: principal.id,
      };
      const expiresAt = expiresInDays === undefined ? null : toIso(nowMs + expiresInDays * DAY_MS);
      await keys.insert(id, value, { expiresAt, signal });
      return { body: { ...toKey({ id, value, expiresAt, version: 0 }), key } };
    },
  });
}

function createDeleteRoute({ keys }: Access): Route {
  return defineRoute({
    operationId: 'deleteApiKey',
    method: 'delete',
    path: '/api/v1/api-keys/{keyId}',
    tag: 'access',
    summary: 'Deletes an API key: from now on it is refused',
    action: 'manage-keys',
    params: keyParams,
    result: z.strictObject({}),
    async handle({ params: { keyId } }, { principal, signal }) {
      const key = await keys.find(keyId, { signal });
      if (key === undefined || !isOf(principal, key)) throw new ProblemError('NOT_FOUND', 'There is no API key with this id');
      await keys.remove([keyId], { signal });
      return { body: {} };
    },
  });
}

function isOf(principal: Principal, { value: { userId } }: StoredRecord<'api-keys'>): boolean {
  return mayKnow(principal, userId ?? '');
}

function toKey({ id, value, expiresAt }: StoredRecord<'api-keys'>): z.output<typeof keySchema> {
  const { name, actions, userId, createdAt, createdBy } = value;
  return { id, name, actions, userId, createdAt, createdBy, expiresAt };
}
