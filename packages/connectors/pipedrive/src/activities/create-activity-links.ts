import { ConfigurationError, silentLogger, type CallOptions } from '@frigg-crm/core';
import type { ActivityLogOptions } from '@frigg-crm/crm-base/connector';
import { isForbidden } from '@frigg-crm/http';
import * as z from 'zod';
import type { PipedriveActivityLink } from '../client/create-activities.ts';
import type { PipedriveClient } from '../client/create-pipedrive-client.ts';

/** The setting `callActivityDestination`, for forms too. */
export const callActivityDestinationSchema = z.enum(['all', 'deal', 'lead', 'contact']).meta({
  title: 'File calls under',
  description: 'The latest open deal, else the latest lead (all); only a deal, only a lead, or nothing but the contact',
});

/** `all`: the latest open deal, else the latest lead, else the person alone; `deal` and `lead`: only that; `contact`: neither. */
export type CallActivityDestination = z.output<typeof callActivityDestinationSchema>;

/**
 * Reads the setting `callActivityDestination`.
 * @defaultValue 'all'
 * @throws {ConfigurationError} naming what is allowed.
 */
export function readCallActivityDestination(value: unknown): CallActivityDestination {
  const parsed = callActivityDestinationSchema.nullish().safeParse(value);
  if (parsed.success) return parsed.data ?? 'all';
  throw new ConfigurationError(`callActivityDestination must be one of: ${callActivityDestinationSchema.options.join(', ')}`);
}

/** @returns what to look for, the first that is found decides; the person is always on it. */
export function lookupsOf(destination: CallActivityDestination): readonly PipedriveActivityLink['kind'][] {
  if (destination === 'contact') return [];
  return destination === 'all' ? ['deal', 'lead'] : [destination];
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
export function createActivityLinks({
  client: { deals, leads },
  logger = silentLogger,
}: ActivityLogOptions<Pick<PipedriveClient, 'deals' | 'leads'>>): ActivityLinks {
  const warned = new Set<PipedriveActivityLink['kind']>();
  const find = { deal: deals.findOpen, lead: leads.findLatest };
  return {
    async linkFor(personId, destination, call) {
      for (const kind of lookupsOf(destination)) {
        const id = await find[kind](personId, call).catch((error: unknown) => {
          if (!isForbidden(error)) throw error;
          if (!warned.has(kind))
            logger.warn({ scope: `${kind}s:read` }, 'calls are filed without deals or leads: the app lacks this scope');
          warned.add(kind);
          return undefined;
        });
        if (id !== undefined) return { kind, id };
      }
      return undefined;
    },
  };
}
