import type { CallOptions } from '@frigg-crm/core';
import type { ListPage } from '@frigg-crm/http';
import type { PhoneSearchOptions } from './search-by-phone.ts';

/** The calls of a client for one type of person. */
export interface PeopleClient<Person, Query = never, Match extends { readonly id: string } = { readonly id: string }> {
  /** Fetches one page. @throws {ApiRefusedError} when the cursor has expired, or belongs to other values. */
  list(query: Query, options?: CallOptions): Promise<ListPage<Person>>;
  /** @returns the person; `undefined` when there is none, or none that this user may see. */
  get(id: string, options?: CallOptions): Promise<Person | undefined>;
  /** Fetches many with few requests. @returns those that exist. */
  listByIds(ids: readonly string[], options?: CallOptions): Promise<readonly Person[]>;
  /**
   * Finds those who truly have a number, though searches of CRMs are fuzzy.
   * @param phone - In E.164 or as typed; the first number in it is searched for.
   * @returns all who have this number, the one to prefer first; an empty list is a normal answer.
   * @throws {ApiError} when the CRM cannot search: that is not the same as finding none.
   */
  searchByPhone(phone: string, options: PhoneSearchOptions): Promise<readonly Match[]>;
}
