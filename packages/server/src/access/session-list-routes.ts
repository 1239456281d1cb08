import * as z from 'zod';
import { createCursors } from '../http/cursor.ts';
import { ProblemError } from '../http/problem-error.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { toCookie, type Access } from './access.ts';
import {
  endedSessionsSchema,
  operatorParams,
  operatorSessionListSchema,
  sessionListQuery,
  sessionParams,
  type operatorSessionSchema,
} from './access-schemas.ts';
import { operatorNameOf, type Principal } from './principal.ts';
import type { OpenSession } from './sessions.ts';

/** Where operators are signed in. */
export function createSessionListRoutes(access: Access): readonly Route[] {
  return [createListRoute(access), createEndRoute(access), createEndAllRoute(access)];
}

function createListRoute(access: Access): Route {
  return defineRoute({
    operationId: 'listSessions',
    method: 'get',
    path: '/api/v1/sessions',
    tag: 'access',
    summary: 'Lists sessions of operators that are not over, the newest first',
    description:
      'Operators see their own; who has `manage-operators`, too, sees all, or those of one operator. Others are refused, tenants whatever they may do.',
    action: 'see',
    problems: ['INVALID_CURSOR'],
    query: sessionListQuery,
    result: operatorSessionListSchema,
    async handle({ query: { operator, limit, cursor } }, { principal, headers, signal }) {
      const scope = scopeOf(principal);
      if (scope === undefined || !mayKnowOf(scope, operator)) throw notYours();
      const name = scope === 'all' ? operator : scope.own;
      const cursors = createCursors(z.string(), { list: 'sessions', operator: name });
      const after = cursor === undefined ? undefined : cursors.decode(cursor);
      const [{ items, next }, current] = await Promise.all([
        access.sessions.list({ operator: name, after, limit, signal }),
        access.sessionOf(headers, { signal }),
      ]);
      const shown = items.map((session) => toSession(session, current?.id));
      return { body: { items: shown, nextCursor: next === undefined ? null : cursors.encode(next) } };
    },
  });
}

function createEndRoute(access: Access): Route {
  return defineRoute({
    operationId: 'endSession',
    method: 'delete',
    path: '/api/v1/sessions/{sessionId}',
    tag: 'access',
    summary: 'Ends a session: from the next request on it is refused',
    description: 'Operators end their own; it takes `manage-operators`, too, to end those of others.',
    action: 'see',
    params: sessionParams,
    result: z.strictObject({}),
    async handle({ params: { sessionId } }, { principal, headers, origin, signal }) {
      const scope = scopeOf(principal);
      const session = await access.sessions.find(sessionId, { signal });
      if (session === undefined || !mayKnowOf(scope, session.value.operator))
        throw new ProblemError('NOT_FOUND', 'There is no session with this id');
      const current = await access.sessionOf(headers, { signal });
      await access.sessions.end([sessionId], { signal });
      return {
        body: {},
        ...(current?.id === sessionId && { headers: { 'set-cookie': toCookie(origin, { token: '', maxAgeSeconds: 0 }) } }),
      };
    },
  });
}

function createEndAllRoute(access: Access): Route {
  return defineRoute({
    operationId: 'endSessions',
    method: 'post',
    path: '/api/v1/operators/{name}/end-sessions',
    tag: 'access',
    summary: 'Ends all sessions of an operator but the one of this request',
    description: 'Operators end their own; it takes `manage-operators`, too, to end those of others.',
    action: 'see',
    params: operatorParams,
    result: endedSessionsSchema,
    async handle({ params: { name } }, { principal, headers, signal }) {
      if (!mayKnowOf(scopeOf(principal), name)) throw notYours();
      if ((await access.operators.find(name, { signal })) === undefined)
        throw new ProblemError('NOT_FOUND', 'There is no operator of this name');
      const current = await access.sessionOf(headers, { signal });
      return { body: { ended: await access.sessions.endAll(name, { except: current?.id, signal }) } };
    },
  });
}

/** Whose sessions exist for a caller. `undefined`: those of no operator. */
type Scope = 'all' | { readonly own: string } | undefined;

/** Operators are of the server: for tenants and their keys there are none, whatever they may do. */
function scopeOf(principal: Principal): Scope {
  if (principal.userId !== undefined) return undefined;
  if (principal.actions.has('manage-operators')) return 'all';
  const own = operatorNameOf(principal);
  return own === undefined ? undefined : { own };
}

/** @param operator - `undefined`: no other one is asked for. */
function mayKnowOf(scope: Scope, operator: string | undefined): boolean {
  if (scope === undefined || scope === 'all') return scope === 'all';
  return operator === undefined || operator === scope.own;
}

function notYours(): ProblemError {
  return new ProblemError(
    'FORBIDDEN',
    'Operators have their own sessions; those of others take the right to manage-operators of the whole server',
  );
}

function toSession({ id, value, expiresAt }: OpenSession, currentId: string | undefined): z.output<typeof operatorSessionSchema> {
  const { operator, signedInWith, createdAt, lastUsedAt } = value;
  return { id, operator, signedInWith, createdAt, lastUsedAt, expiresAt, isCurrent: id === currentId };
}
