import type { CallOptions, Clock } from '@frigg-crm/core';
import { ApiError, ApiRefusedError, type HttpClient } from '@frigg-crm/http';
import * as z from 'zod';
import { toPathSegment } from '../api/quo-id.ts';
import type { QuoSurface } from '../api/quo-source.ts';
import { toContactBody, toContactPatch, type ContactBody } from './contact-body.ts';
import type { ContactWriter } from './contact-writer.ts';
import { findContactProblem } from './find-contact-problem.ts';
import { createLookup } from './lookup.ts';
import type { QuoContact } from './quo-contact.ts';
import type { QuoContacts } from './quo-contacts.ts';
import { storedContactSchema, type StoredQuoContact } from './stored-contact.ts';
import { upsertMany } from './upsert-many.ts';

/** What {@link createQuoContacts} needs. */
export interface QuoContactsDependencies {
  readonly http: HttpClient;
  readonly writer: ContactWriter;
  readonly clock: Clock;
  readonly source: string;
  readonly surface: QuoSurface;
  readonly readBackDelaysMs: readonly number[];
}

/** Makes the resource over a client and a way to write. */
export function createQuoContacts(deps: QuoContactsDependencies): QuoContacts {
  const { http, writer, source, surface } = deps;
  const lookup = createLookup(http);

  function toCheckedBody(contact: QuoContact, operation: string): ContactBody {
    const body = toContactBody(contact, source);
    const problem = findContactProblem(body, surface);
    if (problem !== undefined) throw new ApiRefusedError({ api: 'Quo', operation, apiCode: problem.code, fields: problem.fields });
    return body;
  }

  async function listByExternalIds(externalIds: readonly string[], options: CallOptions = {}): Promise<readonly StoredQuoContact[]> {
    const findings = [...(await lookup(externalIds, options)).values()];
    return findings.flatMap((finding) => {
      if (finding.kind === 'failed') throw finding.error;
      return finding.contacts;
    });
  }

  async function get(id: string, { signal }: CallOptions = {}): Promise<StoredQuoContact | undefined> {
    const route = '/v1/contacts/{id}';
    const path = `/v1/contacts/${toPathSegment(id, `GET ${route}`)}`;
    try {
      return (await http.request({ method: 'GET', path, route, schema: z.object({ data: storedContactSchema }), signal })).data;
    } catch (error) {
      if (!ApiError.is(error) || error.status !== 404) throw error;
      return undefined;
    }
  }

  async function deleteById(id: string, { signal }: CallOptions = {}): Promise<void> {
    const route = '/v1/contacts/{id}';
    try {
      await http.send({ method: 'DELETE', path: `/v1/contacts/${toPathSegment(id, `DELETE ${route}`)}`, route, signal });
    } catch (error) {
      if (!ApiError.is(error) || error.status !== 404) throw error;
    }
  }

  return {
    upsertMany: async (contacts, options) => upsertMany({ ...deps, lookup }, contacts, options),
    listByExternalIds,
    get,
    create: async (contact, options) => writer.create(toCheckedBody(contact, 'create a contact'), options),
    update: async (id, contact, options) => writer.update(id, toContactPatch(toCheckedBody(contact, 'update a contact')), options),
    async deleteByExternalId(externalId, options = {}) {
      const contacts = await listByExternalIds([externalId], options);
      const own = contacts.filter((contact) => contact.source === (options.source ?? source));
      for (const { id } of own) await deleteById(id, options);
    },
    delete: deleteById,
  };
}
