import type { CallOptions } from '@frigg-crm/core';
import type { HttpClient } from '@frigg-crm/http';
import * as z from 'zod';
import { absentOn } from '../api/absent-on.ts';
import { quoIdSchema, toPathSegment } from '../api/quo-id.ts';
import { quoUserSchema, type QuoUser } from './users.ts';

/** A phone number of the workspace, the fields that we use (Quo API, List phone numbers). */
export interface QuoPhoneNumber {
  /** Begins with `PN`. */
  readonly id: string;
  /** E.164. */
  readonly number: string;
  readonly name?: string | null | undefined;
  /** An emoji. */
  readonly symbol?: string | null | undefined;
  /** As people of its country write it. */
  readonly formattedNumber?: string | null | undefined;
  /** The users who share it. */
  readonly users?: readonly QuoUser[] | null | undefined;
}

const phoneNumberSchema: z.ZodType<QuoPhoneNumber> = z.object({
  id: quoIdSchema,
  number: z.string(),
  name: z.string().nullish(),
  symbol: z.string().nullish(),
  formattedNumber: z.string().nullish(),
  users: z.array(quoUserSchema).nullish(),
});

/** The phone numbers of the workspace that the key belongs to. */
export interface QuoPhoneNumbers {
  /** All of them: the list has no pages. */
  list(options?: CallOptions & { readonly userId?: string | undefined }): Promise<readonly QuoPhoneNumber[]>;
  /** @returns `undefined` when the workspace has no such number. */
  get(id: string, options?: CallOptions): Promise<QuoPhoneNumber | undefined>;
}

/** Makes the resource over a client. */
export function createPhoneNumbers(http: HttpClient): QuoPhoneNumbers {
  return {
    async list({ userId, signal } = {}) {
      const schema = z.object({ data: z.array(phoneNumberSchema) });
      const answer = await http.request({ method: 'GET', path: '/v1/phone-numbers', query: { userId }, schema, signal });
      return answer.data;
    },
    async get(id, { signal } = {}) {
      // Quo responds with 400 to what cannot be the id of a phone number.
      if (!id.startsWith('PN')) return undefined;
      const route = '/v1/phone-numbers/{phoneNumberId}';
      const path = `/v1/phone-numbers/${toPathSegment(id, `GET ${route}`)}`;
      const schema = z.object({ data: phoneNumberSchema });
      return (await absentOn([404], http.request({ method: 'GET', path, route, schema, signal })))?.data;
    },
  };
}
