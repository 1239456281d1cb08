import { ConfigurationError } from '@frigg-crm/core';
import type { HttpClient } from '@frigg-crm/http';
import { toPathSegment } from '../api/quo-id.ts';
import type { ContactWriter } from './contact-writer.ts';
import { storedContactAnswerSchema as schema } from './stored-contact.ts';

/**
 * Writes contacts as Quo's partners do: in bulk, and with sources that begin with `openphone-`. The partner key goes
 * to these three calls and nowhere else.
 * @throws {ConfigurationError} when there is no partner key.
 */
export function createPartnerWriter(http: HttpClient, partnerKey: string | undefined): ContactWriter {
  if (partnerKey === undefined)
    throw new ConfigurationError('Quo client: the partner surface needs partnerKey; give it, or use the public surface');
  const headers = { 'x-frigg-api-key': partnerKey };
  return {
    async create(body, { signal } = {}) {
      return (await http.request({ method: 'POST', path: '/frigg/contact', headers, json: body, schema, signal })).data;
    },
    async update(id, patch, { signal } = {}) {
      const route = '/frigg/contact/{id}';
      const path = `/frigg/contact/${toPathSegment(id, `PATCH ${route}`)}`;
      return (await http.request({ method: 'PATCH', path, route, headers, json: patch, schema, signal })).data;
    },
    async createMany(bodies, { signal } = {}) {
      await http.send({ method: 'POST', path: '/v1/contacts/bulk', headers, json: { contacts: bodies }, signal });
    },
  };
}
