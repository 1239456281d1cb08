import * as z from 'zod';
import { createCursors } from '../http/cursor.ts';
import { cursorParameter, limitParameter } from '../http/fields.ts';
import { ProblemError } from '../http/problem-error.ts';
import { defineRoute, type Route } from '../http/route.ts';
import type { Access } from './access.ts';
import { newOperatorSchema, operatorListSchema, operatorParams, operatorPatchSchema, operatorSchema } from './access-schemas.ts';
import type { StoredRecord } from './records.ts';

const listQuery = z.strictObject({ limit: limitParameter(), cursor: cursorParameter().describe('nextCursor of the page before') });

/** Who may sign in. */
export function createOperatorRoutes(access: Access): readonly Route[] {
  return [createListRoute(access), createCreateRoute(access), createPatchRoute(access), createDeleteRoute(access)];
}

function createListRoute({ operators }: Access): Route {
  return defineRoute({
    operationId: 'listOperators',
    method: 'get',
    path: '/api/v1/operators',
    tag: 'access',
    summary: 'Lists operators in the order of their names',
    action: 'manage-operators',
    problems: ['INVALID_CURSOR'],
    query: listQuery,
    result: operatorListSchema,
    async handle({ query: { limit, cursor } }, { signal }) {
      const cursors = createCursors(z.string(), { list: 'operators' });
      const after = cursor === undefined ? undefined : cursors.decode(cursor);
      const found = await operators.list({ after, limit, signal });
      const last = found.length < limit ? undefined : found.at(-1);
      return { body: { items: found.map(toOperator), nextCursor: last === undefined ? null : cursors.encode(last.id) } };
    },
  });
}

function createCreateRoute(access: Access): Route {
  return defineRoute({
    operationId: 'createOperator',
    method: 'post',
    path: '/api/v1/operators',
    tag: 'access',
    summary: 'Creates an operator with a first password',
    action: 'manage-operators',
    keepsNoAnswer: true,
    status: 201,
    problems: ['CONFLICT'],
    body: newOperatorSchema,
    result: operatorSchema,
    async handle({ body }, { principal, signal }) {
      const isNew = await access.createOperator({ ...body, createdBy: principal.id }, { signal });
      const created = await access.operators.find(body.name, { signal });
      if (!isNew || created === undefined) throw new ProblemError('CONFLICT', 'There is an operator of this name');
      return { body: toOperator(created) };
    },
  });
}

function createPatchRoute({ operators }: Access): Route {
  return defineRoute({
    operationId: 'updateOperator',
    method: 'patch',
    path: '/api/v1/operators/{name}',
    tag: 'access',
    summary: 'Changes what an operator may do, from the next request on',
    action: 'manage-operators',
    problems: ['CONFLICT'],
    params: operatorParams,
    body: operatorPatchSchema,
    result: operatorSchema,
    async handle({ params: { name }, body }, { principal, signal }) {
      // So that there is always an admin left.
      if (body.role !== undefined && principal.id === `operator:${name}`)
        throw new ProblemError('CONFLICT', 'Operators cannot change their own role: another one has to');
      const operator = await operators.find(name, { signal });
      if (operator === undefined) throw new ProblemError('NOT_FOUND', 'There is no operator of this name');
      const changed = { ...operator, value: { ...operator.value, ...body } };
      if (!(await operators.save(changed, { signal }))) throw new ProblemError('CONFLICT', 'It was just changed by another request');
      return { body: toOperator(changed) };
    },
  });
}

function createDeleteRoute(access: Access): Route {
  return defineRoute({
    operationId: 'deleteOperator',
    method: 'delete',
    path: '/api/v1/operators/{name}',
    tag: 'access',
    summary: 'Deletes an operator; its sessions and passkeys end at once',
    action: 'manage-operators',
    problems: ['CONFLICT'],
    params: operatorParams,
    result: z.strictObject({}),
    async handle({ params: { name } }, { principal, signal }) {
      if (principal.id === `operator:${name}`) throw new ProblemError('CONFLICT', 'Operators cannot delete themselves: another one has to');
      await access.deleteOperator(name, { signal });
      return { body: {} };
    },
  });
}

function toOperator({
  id: name,
  value: { role, seesPeople, createdAt, createdBy },
}: StoredRecord<'operators'>): z.output<typeof operatorSchema> {
  return { name, role, seesPeople, createdAt, createdBy };
}
