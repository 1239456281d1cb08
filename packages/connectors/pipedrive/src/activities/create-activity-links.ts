import { ConfigurationError, silentLogger, type CallOptions, type Logger } from '@frigg-crm/core';
import { isForbidden } from '@frigg-crm/http';
import * as z from 'zod';
import type { PipedriveActivityLink } from '../client/create-activities.ts';
import type { PipedriveClient } from '../client/pipedrive-client.ts';

/** `all`: the latest open deal, else the latest lead, else the person alone; `deal` and `lead`: only that; `contact`: neither. */
export type CallActivityDestination = 'all' | 'deal' | 'lead' | 'contact';

const DESTINATIONS = ['all', 'deal', 'lead', 'contact'] as const satisfies readonly CallActivityDestination[];

/** The setting `callActivityDestination`, for forms too. */
export const callActivityDestinationSchema = z.enum(DESTINATIONS).meta({
  title: 'File calls under',
  description: 'The latest open deal, else the latest lead (all); only a deal, only a lead, or nothing but the contact',
});

/**
 * Reads the setting `callActivityDestination`.
 * @defaultValue 'all'
 * @throws {ConfigurationError} naming what is allowed.
 */
export function readCallActivityDestination(value: unknown): CallActivityDestination {
  const parsed = callActivityDestinationSchema.nullish().safeParse(value);
  if (parsed.success) return parsed.data ?? 'all';
  throw new ConfigurationError(`callActivityDestination must be one of: ${DESTINATIONS.join(', ')}`);
}

/** @returns what to look for, the first that is found decides; the person is always on it. */
export function lookupsOf(destination: CallActivityDestination): readonly PipedriveActivityLink['kind'][] {
  if (destination === 'contact') return [];
  return destination === 'all' ? ['deal', 'lead'] : [destination];
}

/** Options of {@link createActivityLinks}. */
export interface ActivityLinksOptions {
  readonly client: Pick<PipedriveClient, 'deals' | 'leads'>;
  readonly logger?: Logger | undefined;
}

/** Finds the deal or the lead that a call is filed under. */
export interface ActivityLinks {
  /**
   * @returns `undefined`: the person alone.
   * @throws {ApiError} when the lookup may succeed later: the call would be filed in the wrong place for good.
   */
  linkFor(personId: string, destination: CallActivityDestination, options?: CallOptions): Promise<PipedriveActivityLink | undefined>;
}

/** Makes a lookup that goes without deals or leads when the app may not read them, and says so once. */
export function createActivityLinks({ client, logger = silentLogger }: ActivityLinksOptions): ActivityLinks {
  const warned = new Set<PipedriveActivityLink['kind']>();
  const find = { deal: client.deals.findOpen, lead: client.leads.findLatest };

  async function lookup(kind: PipedriveActivityLink['kind'], personId: string, call: CallOptions): Promise<string | undefined> {
    try {
      return await find[kind](personId, call);
    } catch (error) {
      if (!isForbidden(error)) throw error;
      if (!warned.has(kind)) logger.warn({ scope: `${kind}s:read` }, 'calls are filed without deals or leads: the app lacks this scope');
      warned.add(kind);
      return undefined;
    }
  }

  return {
    async linkFor(personId, destination, call = {}) {
      for (const kind of lookupsOf(destination)) {
        const id = await lookup(kind, personId, call);
        if (id !== undefined) return { kind, id };
      }
      return undefined;
    },
  };
}
