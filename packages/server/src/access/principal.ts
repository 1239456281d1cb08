import type { Action } from './action.ts';

/** Who makes a request, and what may be done. */
export interface Principal {
  /** Names the caller in logs, such as `operator:ana` or `key:fcrm_12ab`. Holds no secret and no e-mail address. */
  readonly id: string;
  readonly actions: ReadonlySet<Action>;
  /** Only what belongs to this user exists for the caller. @defaultValue everything does */
  readonly userId?: string | undefined;
}

/** Says who makes a request. @returns `undefined` when no caller is known by its credentials: it is answered 401. */
export type Authorize = (request: Request) => Promise<Principal | undefined> | Principal | undefined;

/** @returns the name of the operator who calls; `undefined` for programs and tenants. */
export function operatorNameOf({ id }: Principal): string | undefined {
  return /^operator:(.+)$/.exec(id)?.[1];
}

/** @returns whether something of this user exists for the caller. */
export function mayKnow({ userId }: Principal, owner: string): boolean {
  return userId === undefined || userId === owner;
}
