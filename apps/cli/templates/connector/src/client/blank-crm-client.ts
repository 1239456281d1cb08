import type { CallOptions } from '@frigg-crm/core';
import { openApi, type ApiClientOptions, type ListPage, type TokenSource } from '@frigg-crm/http';
import { VERSION } from '../version.ts';
import {
  createHook,
  createNote,
  deleteHook,
  deleteNote,
  getAccount,
  getPerson,
  listDeletedPeople,
  listHooks,
  listNotes,
  listPeople,
  searchPeople,
  updateNote,
} from './blank-crm-endpoints.ts';
import type { BlankCrmPerson } from './blank-crm-person.ts';
import type { BlankCrmHook, BlankCrmNote, BlankCrmNoteFields, ListDeletedQuery, ListPeopleQuery } from './blank-crm-types.ts';

/** Options of {@link createBlankCrmClient}. */
export interface BlankCrmClientOptions extends ApiClientOptions {
  /** @defaultValue 'https://api.blank-crm.example' */
  readonly baseUrl?: string | undefined;
  /** An API key or an access token, or what keeps one fresh. */
  readonly token: string | TokenSource;
}

/** Blank CRM's API in one account: a property per resource. */
export interface BlankCrmClient {
  readonly account: { get(options?: CallOptions): Promise<{ readonly id: string }> };
  readonly people: {
    list(query: ListPeopleQuery, options?: CallOptions): Promise<ListPage<BlankCrmPerson>>;
    listDeleted(query: ListDeletedQuery, options?: CallOptions): Promise<ListPage<BlankCrmPerson>>;
    /** @returns `undefined` when there is none (any more). */
    get(id: string, options?: CallOptions): Promise<BlankCrmPerson | undefined>;
    search(phone: string, options?: CallOptions): Promise<readonly BlankCrmPerson[]>;
  };
  readonly notes: {
    list(
      query: { readonly personId: string; readonly cursor?: string | undefined },
      options?: CallOptions,
    ): Promise<ListPage<BlankCrmNote>>;
    /** @returns its id. */
    create(note: BlankCrmNoteFields, options?: CallOptions): Promise<string>;
    update(note: BlankCrmNote, options?: CallOptions): Promise<'updated' | 'gone'>;
    delete(id: string, options?: CallOptions): Promise<void>;
  };
  readonly hooks: {
    list(options?: CallOptions): Promise<readonly BlankCrmHook[]>;
    create(hook: { readonly url: string; readonly secret: string }, options?: CallOptions): Promise<BlankCrmHook>;
    delete(id: string, options?: CallOptions): Promise<void>;
  };
}

/** What Blank CRM allows per token: write what its documentation says. */
const ALLOWANCE = { requests: 10, windowMs: 1000 };

/**
 * Makes a client for one account of Blank CRM.
 * @throws {ConfigurationError} when the token cannot be sent.
 */
export function createBlankCrmClient({
  baseUrl = 'https://api.blank-crm.example',
  token,
  ...options
}: BlankCrmClientOptions): BlankCrmClient {
  const account = typeof token === 'string' ? token : baseUrl;
  const facts = { api: 'Blank CRM', baseUrl, account, userAgent: `frigg-crm-blank-crm/${VERSION}`, token, allowance: ALLOWANCE };
  const { call } = openApi(facts, options);
  return {
    account: { get: async (given) => call(getAccount, {}, given) },
    people: {
      list: async (query, given) => call(listPeople, query, given),
      listDeleted: async (query, given) => call(listDeletedPeople, query, given),
      get: async (id, given) => call(getPerson, { id }, given),
      search: async (phone, given) => call(searchPeople, { phone }, given),
    },
    notes: {
      list: async ({ personId, cursor }, given) => call(listNotes, { personId, cursor }, given),
      create: async (note, given) => call(createNote, note, given),
      update: async (note, given) => call(updateNote, note, given),
      delete: async (id, given) => void (await call(deleteNote, { id }, given)),
    },
    hooks: {
      list: async (given) => call(listHooks, {}, given),
      create: async (hook, given) => call(createHook, hook, given),
      delete: async (id, given) => void (await call(deleteHook, { id }, given)),
    },
  };
}
