import type { CallOptions, Clock, DocumentStore } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { randomBytes } from 'node:crypto';
import { ACTIONS, ROLES, type Role } from './action.ts';
import { Passkeys, type PlacedCall } from './passkeys/passkeys.ts';
import type { Assertion } from './passkeys/passkey-schemas.ts';
import { hashPassword, isPassword } from './password.ts';
import type { Authorize, Principal } from './principal.ts';
import { AccessRecords, isOver, type StoredRecord } from './records.ts';
import { hashSecret, isSecret, readKeyId } from './secret-token.ts';
import { SESSION_MS, Sessions, type OpenSession, type SignInWay } from './sessions.ts';
import { readTenant, type TenantOptions } from './tenants.ts';

/** How callers are known. All that is kept of their secrets is a hash. */
export interface AccessOptions {
  /** A token that may do everything, for programs that set the server up. @defaultValue none */
  readonly adminToken?: string | undefined;
  /** Who has it becomes the first operator, once. @defaultValue none: the first operator is created with the admin token */
  readonly setupToken?: string | undefined;
  /** How users of an app around the server are known. @defaultValue there are none */
  readonly tenants?: TenantOptions | undefined;
}

/** A claim of the set-up that was not finished by then has crashed, in milliseconds. */
const CLAIM_MS = 60_000;

/** An operator who is signed in. */
export interface SignedIn {
  /** Goes into the cookie, and is kept nowhere. */
  readonly token: string;
  readonly principal: Principal;
  readonly maxAgeSeconds: number;
}

/** Operators, their sessions, and API keys. */
export class Access {
  readonly operators: AccessRecords<'operators'>;
  readonly keys: AccessRecords<'api-keys'>;
  readonly passkeys: Passkeys;
  readonly sessions: Sessions;
  readonly #setup: AccessRecords<'setup'>;
  readonly #clock: Clock;
  readonly #options: AccessOptions;
  readonly #hashes: { readonly admin: string | undefined; readonly setup: string | undefined };

  constructor(documents: DocumentStore, clock: Clock, options: AccessOptions) {
    this.operators = new AccessRecords(documents, 'operators');
    this.keys = new AccessRecords(documents, 'api-keys');
    this.passkeys = new Passkeys(documents, clock);
    this.sessions = new Sessions(documents, clock);
    this.#setup = new AccessRecords(documents, 'setup');
    this.#clock = clock;
    this.#options = options;
    const { adminToken, setupToken } = options;
    this.#hashes = { admin: adminToken && hashSecret(adminToken), setup: setupToken && hashSecret(setupToken) };
  }

  /** Knows callers by their session, API key, admin token, or as tenants. */
  readonly authorize: Authorize = async (request) => {
    const { headers } = request;
    const [, bearer] = /^Bearer ([!-~]+)$/.exec(headers.get('authorization') ?? '') ?? [];
    if (bearer !== undefined) return this.#byBearer(bearer);
    const tenant = readTenant(headers, this.#options.tenants, this.#clock.now());
    if (tenant !== undefined) return tenant;
    const session = await this.sessionOf(headers);
    return session && toPrincipal(session.operator);
  };

  /** @returns the session of a request; `undefined` when it has none, or one that is over. */
  async sessionOf(headers: Headers, options?: CallOptions): Promise<OpenSession | undefined> {
    const token = readCookie(headers);
    return token === undefined ? undefined : this.sessions.findByToken(token, options);
  }

  /** @returns `undefined` when there is no such operator, or the password is another one. */
  async signIn(name: string, password: string, options: CallOptions): Promise<SignedIn | undefined> {
    const operator = await this.operators.find(name, options);
    return (await isPassword(password, operator?.value.password)) && operator !== undefined
      ? this.#open(operator, 'password', options)
      : undefined;
  }

  /**
   * @returns who signed in; `undefined` when no operator is known by the passkey; `refused` with the operator whose passkey
   * signed what cannot be accepted, such as a counter that went back.
   */
  async signInWithPasskey(assertion: Assertion, call: PlacedCall): Promise<SignedIn | { readonly refused: Principal } | undefined> {
    const asserted = await this.passkeys.verify(assertion, call);
    if (asserted === undefined) return undefined;
    const { operator, isProven } = asserted;
    return isProven ? this.#open(operator, 'passkey', { signal: call.signal }) : { refused: toPrincipal(operator) };
  }

  /** @returns whether it is the password of this operator. */
  readonly isPassword = async (name: string, password: string, options: CallOptions): Promise<boolean> => {
    const operator = await this.operators.find(name, options);
    return (await isPassword(password, operator?.value.password)) && operator !== undefined;
  };

  /** Deletes an operator, whose sessions and passkeys end at once. */
  async deleteOperator(name: string, options: CallOptions): Promise<void> {
    await this.operators.remove([name], options);
    await this.passkeys.removeAll(name, options);
  }

  /** Ends the session of a request. */
  async signOut(headers: Headers, options: CallOptions): Promise<void> {
    const session = await this.sessionOf(headers, options);
    if (session !== undefined) await this.sessions.end([session.id], options);
  }

  /** @returns whether the name was free. */
  async createOperator(
    {
      name,
      password,
      role,
      seesPeople,
      createdBy,
    }: { readonly name: string; readonly password: string; readonly role: Role; readonly seesPeople: boolean; readonly createdBy: string },
    options: CallOptions,
  ): Promise<boolean> {
    const secret = { password: await hashPassword(password), generation: newGeneration() };
    return this.operators.insert(name, { role, seesPeople, ...secret, createdAt: toIso(this.#clock.now()), createdBy }, options);
  }

  /**
   * Changes a password, and ends all sessions of the operator: they may have been begun by a stranger who knew the old one.
   * @returns the only session that there is now; `undefined` when the password of before is another one.
   */
  async changePassword(
    name: string,
    { password, next }: { readonly password: string; readonly next: string },
    options: CallOptions,
  ): Promise<SignedIn | undefined> {
    const operator = await this.operators.find(name, options);
    if (operator === undefined || !(await isPassword(password, operator.value.password))) return undefined;
    const value = { ...operator.value, password: await hashPassword(next), generation: newGeneration() };
    const changed = { ...operator, value };
    return (await this.operators.save(changed, options)) ? this.#open(changed, 'password', options) : undefined;
  }

  /**
   * Makes the holder of the set-up token the first operator. Of several at once, one succeeds.
   * @returns `closed` when there is nothing to set up (any more); `refused` when the token is another one.
   */
  async setUp(
    token: string,
    { name, password }: { readonly name: string; readonly password: string },
    options: CallOptions,
  ): Promise<SignedIn | 'closed' | 'refused'> {
    if (this.#hashes.setup === undefined || !(await this.needsSetUp(options))) return 'closed';
    if (!isSecret(token, this.#hashes.setup)) return 'refused';
    if (!(await this.#claimSetup(options))) return 'closed';
    await this.createOperator({ name, password, role: 'admin', seesPeople: true, createdBy: 'setup' }, options);
    return (await this.signIn(name, password, options)) ?? 'closed';
  }

  /** @returns whether there is no operator yet. */
  async needsSetUp(options: CallOptions = {}): Promise<boolean> {
    return (await this.operators.list({ limit: 1, ...options })).length === 0;
  }

  async #claimSetup(options: CallOptions): Promise<boolean> {
    const value = { startedAtMs: this.#clock.now() };
    if (await this.#setup.insert('first-operator', value, options)) return true;
    const claimed = await this.#setup.find('first-operator', options);
    const isAbandoned = claimed !== undefined && value.startedAtMs - claimed.value.startedAtMs > CLAIM_MS;
    return isAbandoned && this.#setup.save({ ...claimed, value }, options);
  }

  async #open(operator: StoredRecord<'operators'>, signedInWith: SignInWay, options: CallOptions): Promise<SignedIn> {
    const token = await this.sessions.open(operator, signedInWith, options);
    return { token, principal: toPrincipal(operator), maxAgeSeconds: SESSION_MS / 1000 };
  }

  async #byBearer(bearer: string): Promise<Principal | undefined> {
    const { admin } = this.#hashes;
    if (admin !== undefined && isSecret(bearer, admin)) return { id: 'admin-token', actions: new Set(ACTIONS) };
    const id = readKeyId(bearer);
    if (id === undefined) return readTenant(new Headers({ authorization: `Bearer ${bearer}` }), this.#options.tenants, this.#clock.now());
    const key = await this.keys.find(id);
    if (key === undefined || isOver(key, this.#clock.now()) || !isSecret(bearer, key.value.hash)) return undefined;
    return { id: `key:${id}`, actions: new Set(key.value.actions), userId: key.value.userId ?? undefined };
  }
}

function newGeneration(): string {
  return randomBytes(9).toString('base64url');
}

function toPrincipal({ id, value: { role, seesPeople } }: StoredRecord<'operators'>): Principal {
  return { id: `operator:${id}`, actions: new Set([...ROLES[role], ...(seesPeople ? (['see-people'] as const) : [])]) };
}

const COOKIE = 'frigg_crm_session';

function readCookie(headers: Headers): string | undefined {
  const [, token] = /(?:^|;\s*)(?:__Host-)?frigg_crm_session=([\w-]{43})(?:;|$)/.exec(headers.get('cookie') ?? '') ?? [];
  return token;
}

/**
 * @param origin - Where browsers find the server: over https the cookie is bound to it, and sent over nothing else.
 * @returns the header that keeps a session in the browser, or ends it there.
 */
export function toCookie(origin: string, { token, maxAgeSeconds }: { readonly token: string; readonly maxAgeSeconds: number }): string {
  const isSecure = origin.startsWith('https://');
  const name = `${isSecure ? '__Host-' : ''}${COOKIE}`;
  return `${name}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}${isSecure ? '; Secure' : ''}`;
}
