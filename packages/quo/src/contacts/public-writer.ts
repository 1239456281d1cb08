import type { HttpClient } from '@frigg-crm/http';
import { toPathSegment } from '../api/quo-id.ts';
import type { ContactWriter } from './contact-writer.ts';
import { storedContactAnswerSchema as schema } from './stored-contact.ts';

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
