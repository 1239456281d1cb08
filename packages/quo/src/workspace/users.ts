import type { CallOptions } from '@frigg-crm/core';
import type { HttpClient } from '@frigg-crm/http';
import * as z from 'zod';
import { absentOn } from '../api/absent-on.ts';
import { listAll } from '../api/list-all.ts';
import { quoIdSchema, toPathSegment } from '../api/quo-id.ts';

/** A member of the workspace, the fields that we use (Quo API, List users). */
export interface QuoUser {
  /** Begins with `US`. */
  readonly id: string;
  readonly email?: string | null | undefined;
  readonly firstName?: string | null | undefined;
  readonly lastName?: string | null | undefined;
  /** `owner`, `admin` or `member`. */
  readonly role?: string | null | undefined;
}

/** Reads a user out of a response. */
export const quoUserSchema: z.ZodType<QuoUser> = z.object({
  id: quoIdSchema,
  email: z.string().nullish(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  role: z.string().nullish(),
});

/** The members of the workspace that the key belongs to. */
export interface QuoUsers {
  /** All of them, over all pages. */
  list(options?: CallOptions): Promise<readonly QuoUser[]>;
  /** @returns `undefined` for what is no user (ids of automatic actors do not begin with `US`) and for unknown ones. */
  get(id: string, options?: CallOptions): Promise<QuoUser | undefined>;
}

/** Makes the resource over a client. */
export function createUsers(http: HttpClient): QuoUsers {
  return {
    async list({ signal } = {}) {
      const schema = z.object({ data: z.array(quoUserSchema), nextPageToken: z.string().nullish() });
      const fetchPage = async (pageToken: string | undefined): Promise<z.infer<typeof schema>> =>
        http.request({ method: 'GET', path: '/v1/users', query: { maxResults: 50, pageToken }, schema, signal });
      return listAll(fetchPage, { operation: 'GET /v1/users', signal });
    },
    async get(id, { signal } = {}) {
      // Quo responds with 400 to what cannot be the id of a user, such as the actor `SY…` of its assistant.
      if (!id.startsWith('US')) return undefined;
      const route = '/v1/users/{userId}';
      const path = `/v1/users/${toPathSegment(id, `GET ${route}`)}`;
      const schema = z.object({ data: quoUserSchema });
      return (await absentOn([404], http.request({ method: 'GET', path, route, schema, signal })))?.data;
    },
  };
}
