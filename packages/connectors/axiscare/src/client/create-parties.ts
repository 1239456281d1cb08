import type { CallOptions } from '@frigg-crm/core';
import { defineEndpoint, type CallEndpoint } from '@frigg-crm/http';
import * as z from 'zod';
import { answering, dataOf } from './axiscare-answer.ts';
import { partyReader, type AxisCareParty } from './axiscare-person.ts';

/** Responsible parties of clients and leads of one site. */
export interface AxisCareParties {
  /** @returns all that are filled in or blank; none when there is no such record. @throws {ApiError} */
  list(type: 'client' | 'lead', id: string, options?: CallOptions): Promise<readonly AxisCareParty[]>;
}

const results = answering(z.looseObject({ results: z.array(partyReader).nullish() }).transform((body) => body.results ?? []));
const common = { ...results, read: dataOf<readonly AxisCareParty[]>, gone: (): readonly AxisCareParty[] => [] };

const ENDPOINTS = {
  client: defineEndpoint({ path: '/api/clients/{id}/responsibleParties', ...common }),
  lead: defineEndpoint({ path: '/api/leads/{id}/responsibleParties', ...common }),
};

/** Makes the calls about responsible parties. */
export function createParties(call: CallEndpoint): AxisCareParties {
  return { list: async (type, id, options) => call(ENDPOINTS[type], { id }, options) };
}
