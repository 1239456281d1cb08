import type { CallOptions } from '@frigg-crm/core';
import type { HttpClient } from '@frigg-crm/http';
import { toPathSegment } from '../api/quo-id.ts';
import type { ContactBody, ContactPatch } from './contact-body.ts';
import { storedContactAnswerSchema as schema, type StoredQuoContact } from './stored-contact.ts';

/** How contacts are written: the public surface and that of partners differ in this only. */
export interface ContactWriter {
  /** @throws {ApiError} a lost response is not repeated: the contact may exist. */
  create(body: ContactBody, options?: CallOptions): Promise<StoredQuoContact>;
  update(id: string, patch: ContactPatch, options?: CallOptions): Promise<StoredQuoContact>;
  /** Queues contacts to be created, at most 50; what became of them must be read back. Absent where there is no such call. */
  readonly createMany?: (bodies: readonly ContactBody[], options?: CallOptions) => Promise<void>;
}

/** Writes contacts as every workspace can (Quo API, Create a contact, Update a contact). */
export function createPublicWriter(http: HttpClient): ContactWriter {
  return {
    async create(body, { signal } = {}) {
      return (await http.request({ method: 'POST', path: '/v1/contacts', json: body, schema, signal })).data;
    },
    async update(id, patch, { signal } = {}) {
      const route = '/v1/contacts/{id}';
      const path = `/v1/contacts/${toPathSegment(id, `PATCH ${route}`)}`;
      return (await http.request({ method: 'PATCH', path, route, json: patch, schema, signal })).data;
    },
  };
}
