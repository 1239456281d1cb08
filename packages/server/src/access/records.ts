import { FriggCrmError, type CallOptions, type DocumentStore, type StoredDocument } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import * as z from 'zod';
import { SERVER_SCOPE } from '../http/server-scope.ts';
import { ACTIONS, ROLES, type Role } from './action.ts';

const ROLE_NAMES = Object.keys(ROLES) as readonly Role[];
/** What operators sign in with. */
export const SIGN_IN_WAYS = ['password', 'passkey'] as const;

/** What is kept of operators, sessions and keys, by collection. Stored data come from outside: another version may have written them. */
const SCHEMAS = {
  operators: z.object({
    role: z.enum(ROLE_NAMES),
    seesPeople: z.boolean(),
    password: z.string(),
    /** Another one with each password: sessions of before are over. Absent: written by an earlier version. */
    generation: z.string().exactOptional(),
    createdAt: z.string(),
    createdBy: z.string(),
  }),
  sessions: z.object({
    /** Of the token. */
    hash: z.string(),
    operator: z.string(),
    /** That of the operator when it began. */
    generation: z.string().exactOptional(),
    signedInWith: z.enum(SIGN_IN_WAYS),
    createdAt: z.string(),
    /** Written every few minutes: a request is older by that at most. */
    lastUsedAt: z.string(),
  }),
  'api-keys': z.object({
    hash: z.string(),
    name: z.string(),
    actions: z.array(z.enum(ACTIONS)),
    /** `null`: it is not restricted to one owner. */
    userId: z.string().nullable(),
    createdAt: z.string(),
    createdBy: z.string(),
  }),
  setup: z.object({ startedAtMs: z.number() }),
  passkeys: z.object({
    operator: z.string(),
    /** Of the operator it was made by: a later one of the same name is another one. */
    operatorSince: z.string(),
    name: z.string(),
    /** As the authenticator names it. */
    credentialId: z.string(),
    publicKey: z.string(),
    counter: z.number(),
    transports: z.array(z.string()),
    /** How the authenticator names the operator: random, so that it says nothing. */
    userHandle: z.string(),
    /** The host that it is bound to. */
    rpId: z.string(),
    isSynced: z.boolean(),
    createdAt: z.string(),
    lastUsedAt: z.string().nullable(),
  }),
  'passkey-challenges': z.object({
    purpose: z.enum(['register', 'sign-in']),
    /** Who asked for it; `null`: a sign-in, of whomever. */
    operator: z.string().nullable(),
    userHandle: z.string().nullable(),
    rpId: z.string(),
    isUsed: z.boolean(),
  }),
};

/** @returns the tag by which what belongs to an operator is found. */
export function tagOfOperator(name: string): string {
  return `operator:${name}`;
}

type Collection = keyof typeof SCHEMAS;
/** What is found by its operator. */
const OF_OPERATORS: ReadonlySet<Collection> = new Set(['sessions', 'passkeys']);
/** What is kept in a collection. */
export type AccessRecord<Name extends Collection> = z.output<(typeof SCHEMAS)[Name]>;

/** A record with its place. */
export interface StoredRecord<Name extends Collection> {
  readonly id: string;
  readonly value: AccessRecord<Name>;
  readonly expiresAt: string | null;
  readonly version: number;
}

/** @returns whether its time is over: it may be stored for a while after. */
export function isOver({ expiresAt }: Pick<StoredRecord<Collection>, 'expiresAt'>, nowMs: number): boolean {
  return expiresAt !== null && expiresAt <= toIso(nowMs);
}

/** Keeps one kind of record. */
export class AccessRecords<Name extends Collection> {
  readonly #documents: DocumentStore;
  readonly #collection: Name;

  constructor(documents: DocumentStore, collection: Name) {
    this.#documents = documents;
    this.#collection = collection;
  }

  async find(id: string, options?: CallOptions): Promise<StoredRecord<Name> | undefined> {
    const found = await this.#documents.find(this.#key(id), options);
    return found === undefined ? undefined : this.#read(found);
  }

  /** @returns in the order of ids, behind one. */
  async list({
    after,
    tag,
    limit,
    signal,
  }: CallOptions & {
    readonly after?: string | undefined;
    readonly tag?: string | undefined;
    readonly limit: number;
  }): Promise<readonly StoredRecord<Name>[]> {
    const place = after === undefined ? undefined : { integrationId: SERVER_SCOPE, id: after };
    const query = { collection: this.#collection, integrationId: SERVER_SCOPE, after: place, tag, limit, signal };
    const found = await this.#documents.query(query);
    return found.flatMap((document) => this.#read(document) ?? []);
  }

  /** @returns whether the id was free. */
  async insert(
    id: string,
    value: AccessRecord<Name>,
    { expiresAt = null, signal }: CallOptions & { readonly expiresAt?: string | null | undefined } = {},
  ): Promise<boolean> {
    const document: StoredDocument = { ...this.#key(id), value, tags: this.#tags(value), dueAt: null, expiresAt, version: 0 };
    return (await this.#documents.insert([document], { signal })).length > 0;
  }

  /** @returns whether nothing else has changed it since it was read. */
  async save({ id, value, expiresAt, version }: StoredRecord<Name>, options?: CallOptions): Promise<boolean> {
    try {
      await this.#documents.save({ ...this.#key(id), value, tags: this.#tags(value), dueAt: null, expiresAt, version }, options);
      return true;
    } catch (error) {
      if (FriggCrmError.hasCode(error, 'DOCUMENT_CONFLICT')) return false;
      throw error;
    }
  }

  async remove(ids: readonly string[], options?: CallOptions): Promise<void> {
    await this.#documents.remove(
      ids.map((id) => this.#key(id)),
      options,
    );
  }

  #tags(value: AccessRecord<Name>): readonly string[] {
    return OF_OPERATORS.has(this.#collection) && 'operator' in value ? [tagOfOperator(String(value.operator))] : [];
  }

  #key(id: string): { readonly collection: Name; readonly integrationId: string; readonly id: string } {
    return { collection: this.#collection, integrationId: SERVER_SCOPE, id };
  }

  #read({ id, value, expiresAt, version }: StoredDocument): StoredRecord<Name> | undefined {
    const parsed = SCHEMAS[this.#collection].safeParse(value);
    // The schema of a collection reads its records; the compiler does not follow the index.
    return parsed.success ? { id, value: parsed.data as AccessRecord<Name>, expiresAt, version } : undefined;
  }
}
