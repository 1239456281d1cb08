import * as z from 'zod';
import { ProblemError } from '../http/problem-error.ts';
import { RequestCounter } from '../http/request-limits.ts';
import { defineRoute, type Reply, type Route } from '../http/route.ts';
import type { Clock } from '@frigg-crm/core';
import { toCookie, type Access, type SignedIn } from './access.ts';
import { newPasswordSchema, sessionSchema, setUpSchema, signInSchema } from './access-schemas.ts';
import { createPasskeyRoutes } from './passkeys/passkey-routes.ts';
import { passkeySignInSchema, requestOptionsSchema } from './passkeys/passkey-schemas.ts';
import { operatorNameOf, type Principal } from './principal.ts';
import { createSessionListRoutes } from './session-list-routes.ts';

/** Attempts to sign in as one operator, per minute. */
const ATTEMPTS = 5;

/** Signing in and out, who is signed in, and where. */
export function createSessionRoutes(access: Access, clock: Clock): readonly Route[] {
  // A session that was left open must not be what a password is guessed with.
  const attempts = new RequestCounter(clock, ATTEMPTS);
  return [
    createSignInRoute(access, clock),
    createStartPasskeySignInRoute(access),
    createPasskeySignInRoute(access, clock),
    createSetUpRoute(access, clock),
    createWhoAmIRoute(),
    createSignOutRoute(access),
    createPasswordRoute(access, attempts),
    ...createSessionListRoutes(access),
    ...createPasskeyRoutes(access, attempts),
  ];
}

function createSignInRoute(access: Access, clock: Clock): Route {
  const attempts = new RequestCounter(clock, ATTEMPTS);
  return defineRoute({
    operationId: 'signIn',
    method: 'post',
    path: '/api/v1/session',
    tag: 'access',
    summary: 'Signs an operator in: the session is in a cookie, for twelve hours',
    keepsNoAnswer: true,
    status: 201,
    body: signInSchema,
    result: sessionSchema,
    async handle({ body: { name, password } }, { signal, origin, actsAs }) {
      attempts.count(name);
      const signedIn = await access.signIn(name, password, { signal });
      if (signedIn === undefined) throw new ProblemError('UNAUTHENTICATED', 'The name or the password is wrong');
      actsAs(signedIn.principal);
      return withCookie(signedIn, origin);
    },
  });
}

function createStartPasskeySignInRoute({ passkeys }: Access): Route {
  return defineRoute({
    operationId: 'startPasskeySignIn',
    method: 'post',
    path: '/api/v1/session/passkey-options',
    tag: 'access',
    summary: 'Begins a sign-in with a passkey; good for five minutes, once',
    keepsNoAnswer: true,
    result: requestOptionsSchema,
    handle: async (_input, call) => ({ body: await passkeys.startSignIn(call) }),
  });
}

function createPasskeySignInRoute(access: Access, clock: Clock): Route {
  const attempts = new RequestCounter(clock, ATTEMPTS);
  return defineRoute({
    operationId: 'signInWithPasskey',
    method: 'post',
    path: '/api/v1/session/passkey',
    tag: 'access',
    summary: 'Signs the operator in whose passkey has signed the challenge: the session is in a cookie, for twelve hours',
    keepsNoAnswer: true,
    status: 201,
    body: passkeySignInSchema,
    result: sessionSchema,
    async handle({ body: { assertion } }, { signal, origin, actsAs }) {
      attempts.count(assertion.id);
      const outcome = await access.signInWithPasskey(assertion, { signal, origin });
      if (outcome !== undefined) actsAs('refused' in outcome ? outcome.refused : outcome.principal);
      if (outcome === undefined || 'refused' in outcome)
        throw new ProblemError(
          'UNAUTHENTICATED',
          'The passkey is not known here, or took too long: try again, or sign in with the password',
        );
      return withCookie(outcome, origin);
    },
  });
}

function createSetUpRoute(access: Access, clock: Clock): Route {
  const attempts = new RequestCounter(clock, ATTEMPTS);
  return defineRoute({
    operationId: 'setUp',
    method: 'post',
    path: '/api/v1/setup',
    tag: 'access',
    summary: 'Makes the holder of the set-up link the first operator, once',
    keepsNoAnswer: true,
    status: 201,
    problems: ['GONE'],
    body: setUpSchema,
    result: sessionSchema,
    async handle({ body: { token, name, password } }, { signal, origin, actsAs }) {
      attempts.count('setup');
      const outcome = await access.setUp(token, { name, password }, { signal });
      if (outcome === 'closed') throw new ProblemError('GONE', 'There is an operator already: sign in');
      if (outcome === 'refused') throw new ProblemError('UNAUTHENTICATED', 'This is not the set-up link of this server');
      actsAs(outcome.principal);
      return withCookie(outcome, origin);
    },
  });
}

function createWhoAmIRoute(): Route {
  return defineRoute({
    operationId: 'getSession',
    method: 'get',
    path: '/api/v1/session',
    tag: 'access',
    summary: 'Says who the caller is and what it may do',
    action: 'see',
    result: sessionSchema,
    async handle(_input, { principal }) {
      return { body: toSession(principal) };
    },
  });
}

function createSignOutRoute(access: Access): Route {
  return defineRoute({
    operationId: 'signOut',
    method: 'delete',
    path: '/api/v1/session',
    tag: 'access',
    summary: 'Ends the session of the caller',
    action: 'see',
    result: z.strictObject({}),
    async handle(_input, { signal, headers, origin }) {
      await access.signOut(headers, { signal });
      return { body: {}, headers: { 'set-cookie': toCookie(origin, { token: '', maxAgeSeconds: 0 }) } };
    },
  });
}

function createPasswordRoute(access: Access, attempts: RequestCounter): Route {
  return defineRoute({
    operationId: 'changePassword',
    method: 'put',
    path: '/api/v1/session/password',
    tag: 'access',
    summary: 'Changes the password of the operator who is signed in, and ends all other sessions of that operator',
    action: 'see',
    problems: ['CONFLICT'],
    body: newPasswordSchema,
    result: z.strictObject({}),
    async handle({ body: { password, newPassword } }, { principal, signal, origin }) {
      const name = operatorNameOf(principal);
      if (name === undefined) throw new ProblemError('FORBIDDEN', 'Only operators have a password');
      attempts.count(name);
      const session = await access.changePassword(name, { password, next: newPassword }, { signal });
      if (session === undefined) throw new ProblemError('CONFLICT', 'The password of before is another one, or was just changed');
      return { body: {}, headers: { 'set-cookie': toCookie(origin, session) } };
    },
  });
}

function withCookie({ token, principal, maxAgeSeconds }: SignedIn, origin: string): Reply<z.output<typeof sessionSchema>> {
  return { body: toSession(principal), headers: { 'set-cookie': toCookie(origin, { token, maxAgeSeconds }) } };
}

function toSession({ id, actions, userId }: Principal): z.output<typeof sessionSchema> {
  return { id, actions: [...actions], userId: userId ?? null };
}
