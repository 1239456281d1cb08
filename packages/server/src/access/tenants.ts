import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { TENANT_ACTIONS, type Action } from './action.ts';
import type { Principal } from './principal.ts';
import { hashSecret, isSecret } from './secret-token.ts';

/** How users of an app around the server are known: what belongs to others does not exist for them. */
export interface TenantOptions {
  /**
   * What the back end of the app sends as `x-frigg-api-key`, together with `x-frigg-appuserid`, as apps of Frigg do.
   * @defaultValue it is not accepted
   */
  readonly sharedSecret?: string | undefined;
  /**
   * Verifies JWTs that the app signs with HS256 and gives to its users: `sub` names the user, `exp` is required.
   * @defaultValue they are not accepted
   */
  readonly jwtSecret?: string | undefined;
  /** What a tenant may do to what is its own. @defaultValue everything but managing operators */
  readonly actions?: readonly Action[] | undefined;
}

/** An id of a user: goes into stores and queries. */
const userIdSchema = z.string().regex(/^[!-~]{1,200}$/);
const headerSchema = z.object({ alg: z.literal('HS256') });
const claimsSchema = z.object({ sub: userIdSchema, exp: z.number(), nbf: z.number().optional() });

/** @returns the tenant who sends these headers; `undefined` when it is none. */
export function readTenant(headers: Headers, options: TenantOptions | undefined, nowMs: number): Principal | undefined {
  if (options === undefined) return undefined;
  const { sharedSecret, jwtSecret, actions = TENANT_ACTIONS } = options;
  const key = headers.get('x-frigg-api-key');
  const [, jwt] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(headers.get('authorization') ?? '') ?? [];
  const userId =
    (sharedSecret !== undefined && key !== null && isSecret(key, hashSecret(sharedSecret)) ? userOf(headers) : undefined) ??
    (jwtSecret !== undefined && jwt !== undefined ? subjectOf(jwt, { secret: jwtSecret, nowMs }) : undefined);
  return userId === undefined ? undefined : { id: `tenant:${userId}`, userId, actions: new Set(actions) };
}

function userOf(headers: Headers): string | undefined {
  return userIdSchema.safeParse(headers.get('x-frigg-appuserid')).data;
}

function subjectOf(jwt: string, { secret, nowMs }: { readonly secret: string; readonly nowMs: number }): string | undefined {
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const wanted = createHmac('sha256', secret).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
  // Whatever the token says of its algorithm, it was verified by ours; another one is a mistake or an attack.
  const claims = headerSchema.safeParse(parse(header)).success ? claimsSchema.safeParse(parse(payload)).data : undefined;
  if (claims === undefined || claims.exp * 1000 <= nowMs || (claims.nbf ?? 0) * 1000 > nowMs) return undefined;
  return claims.sub;
}

function parse(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}
