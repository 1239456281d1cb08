import { ConfigurationError } from '@frigg-crm/core';
import * as z from 'zod';
import type { PipedriveActivityLink } from '../client/pipedrive-activity.ts';

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
