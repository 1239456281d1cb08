import { silentLogger, type CallOptions, type Logger } from '@frigg-crm/core';
import { isForbidden } from '@frigg-crm/http';
import type { PipedriveActivityLink } from '../client/pipedrive-activity.ts';
import type { PipedriveClient } from '../client/pipedrive-client.ts';
import { lookupsOf, type CallActivityDestination } from './call-activity-destination.ts';

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
