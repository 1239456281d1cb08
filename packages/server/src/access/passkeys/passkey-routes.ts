import * as z from 'zod';
import { ProblemError } from '../../http/problem-error.ts';
import type { RequestCounter } from '../../http/request-limits.ts';
import { defineRoute, type Call, type Route } from '../../http/route.ts';
import type { Access } from '../access.ts';
import { operatorNameOf, type Principal } from '../principal.ts';
import type { StoredRecord } from '../records.ts';
import {
  creationOptionsSchema,
  newPasskeySchema,
  passkeyListSchema,
  passkeyParams,
  passkeyPatchSchema,
  passkeySchema,
  proofSchema,
} from './passkey-schemas.ts';
import { MAX_PASSKEYS, rpIdOf } from './passkeys.ts';

/** The passkeys of the operator who is signed in. */
export function createPasskeyRoutes(access: Access, attempts: RequestCounter): readonly Route[] {
  return [createListRoute(access), createStartRoute(access, attempts), createRegisterRoute(access), ...createChangeRoutes(access)];
}

function createListRoute({ passkeys }: Access): Route {
  return defineRoute({
    operationId: 'listPasskeys',
    method: 'get',
    path: '/api/v1/session/passkeys',
    tag: 'access',
    summary: 'Lists the passkeys of the operator who is signed in, the oldest first',
    action: 'see',
    result: passkeyListSchema,
    async handle(_input, { principal, origin, signal }) {
      const found = await passkeys.list(operatorOf(principal), { signal });
      return { body: { items: found.map((passkey) => toPasskey(passkey, origin)) } };
    },
  });
}

function createStartRoute(access: Access, attempts: RequestCounter): Route {
  return defineRoute({
    operationId: 'startPasskey',
    method: 'post',
    path: '/api/v1/session/passkeys/options',
    tag: 'access',
    summary: 'Begins to add a passkey, for an operator who has just proven to be there; good for five minutes',
    action: 'see',
    keepsNoAnswer: true,
    problems: ['CONFLICT'],
    body: proofSchema,
    result: creationOptionsSchema,
    async handle({ body }, call) {
      const name = operatorOf(call.principal);
      attempts.count(name);
      if (!(await isProven(access, { name, proof: body }, call)))
        throw new ProblemError('CONFLICT', 'The password is another one, or the passkey was refused: nothing was begun');
      const options = await access.passkeys.startRegistration(name, call);
      if (options === undefined) throw new ProblemError('CONFLICT', `There are ${MAX_PASSKEYS} passkeys: remove one first`);
      return { body: options };
    },
  });
}

async function isProven(
  { isPassword, passkeys }: Access,
  { name, proof: { password, assertion } }: { readonly name: string; readonly proof: z.output<typeof proofSchema> },
  { origin, signal }: Call,
): Promise<boolean> {
  if (assertion === undefined) return isPassword(name, password ?? '', { signal });
  const asserted = await passkeys.verify(assertion, { origin, signal });
  return asserted?.isProven === true && asserted.operator.id === name;
}

function createRegisterRoute({ passkeys }: Access): Route {
  return defineRoute({
    operationId: 'createPasskey',
    method: 'post',
    path: '/api/v1/session/passkeys',
    tag: 'access',
    summary: 'Adds the passkey that an authenticator has made',
    action: 'see',
    status: 201,
    problems: ['CONFLICT'],
    body: newPasskeySchema,
    result: passkeySchema,
    async handle({ body }, { principal, origin, signal }) {
      const made = await passkeys.register(operatorOf(principal), body, { origin, signal });
      if (made === undefined)
        throw new ProblemError(
          'CONFLICT',
          'It was not made for this server and operator within five minutes, or is known already: begin again',
        );
      return { body: toPasskey(made, origin) };
    },
  });
}

function createChangeRoutes({ passkeys }: Access): readonly Route[] {
  return [
    defineRoute({
      operationId: 'updatePasskey',
      method: 'patch',
      path: '/api/v1/session/passkeys/{passkeyId}',
      tag: 'access',
      summary: 'Renames a passkey of the operator who is signed in',
      action: 'see',
      problems: ['CONFLICT'],
      params: passkeyParams,
      body: passkeyPatchSchema,
      result: passkeySchema,
      async handle({ params: { passkeyId: id }, body: { name } }, { principal, origin, signal }) {
        const renamed = await passkeys.rename(operatorNameOf(principal) ?? '', { id, name }, { signal });
        if (renamed === undefined) throw unknownPasskey();
        if (renamed === 'changed') throw new ProblemError('CONFLICT', 'It was just used or changed by another request');
        return { body: toPasskey(renamed, origin) };
      },
    }),
    defineRoute({
      operationId: 'deletePasskey',
      method: 'delete',
      path: '/api/v1/session/passkeys/{passkeyId}',
      tag: 'access',
      summary: 'Removes a passkey of the operator who is signed in: from now on it is refused. The password stays',
      action: 'see',
      params: passkeyParams,
      result: z.strictObject({}),
      async handle({ params: { passkeyId } }, { principal, signal }) {
        if (!(await passkeys.remove(operatorNameOf(principal) ?? '', passkeyId, { signal }))) throw unknownPasskey();
        return { body: {} };
      },
    }),
  ];
}

function unknownPasskey(): ProblemError {
  return new ProblemError('NOT_FOUND', 'There is no passkey with this id');
}

/** @throws {ProblemError} `FORBIDDEN` for callers who have none. */
function operatorOf(principal: Principal): string {
  const name = operatorNameOf(principal);
  if (name === undefined) throw new ProblemError('FORBIDDEN', 'Only operators have passkeys');
  return name;
}

function toPasskey({ id, value }: StoredRecord<'passkeys'>, origin: string): z.output<typeof passkeySchema> {
  const { name, isSynced, createdAt, lastUsedAt, rpId } = value;
  return { id, name, isSynced, isUsable: rpId === rpIdOf(origin), createdAt, lastUsedAt };
}
