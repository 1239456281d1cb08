import type { CallOptions } from '@frigg-crm/core';
import { ApiError, type HttpClient } from '@frigg-crm/http';
import * as z from 'zod';
import { absentOn } from '../api/absent-on.ts';
import { toPathSegment } from '../api/quo-id.ts';
import { callSchema, recordingSchema, summarySchema, voicemailSchema } from './call-answers.ts';
import type { QuoCallSummary } from './quo-call-summary.ts';
import type { QuoCall } from './quo-call.ts';
import type { QuoRecording } from './quo-recording.ts';
import type { QuoVoicemail } from './quo-voicemail.ts';

/** What came of asking for a call. Quo does not show calls with more than two participants. */
export type QuoCallLookup =
  | { readonly kind: 'found'; readonly call: QuoCall }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'group-call' };

/**
 * Calls, and what hangs on them. Ids that cannot be those of calls (they begin with `AC`) cost no request: there is no
 * such call. Whatever else goes wrong is an `ApiError`.
 */
export interface QuoCalls {
  get(callId: string, options?: CallOptions): Promise<QuoCallLookup>;
  /** The oldest first; none for a call that Quo does not know. Only those with status `completed` can be listened to. */
  recordings(callId: string, options?: CallOptions): Promise<readonly QuoRecording[]>;
  /** @returns `undefined` when the caller has left none. */
  voicemail(callId: string, options?: CallOptions): Promise<QuoVoicemail | undefined>;
  /** @returns `undefined` when there is none, also because the workspace has no plan that includes summaries (403). */
  summary(callId: string, options?: CallOptions): Promise<QuoCallSummary | undefined>;
}

/** Code of the 400 with which Quo refuses to show a call with more than two participants (Quo API, Get a call by id). */
const TOO_MANY_PARTICIPANTS = '0101400';

/** Makes the resource over a client. */
export function createQuoCalls(http: HttpClient): QuoCalls {
  /** @returns `undefined` when Quo responds with one of `absent`. */
  async function read<Data>(
    about: { readonly resource: string; readonly callId: string; readonly absent: readonly number[]; readonly data: z.ZodType<Data> },
    { signal }: CallOptions,
  ): Promise<Data | undefined> {
    const { resource, callId, absent, data } = about;
    if (!callId.startsWith('AC')) return undefined;
    const route = `/v1/${resource}/{callId}`;
    const path = `/v1/${resource}/${toPathSegment(callId, `GET ${route}`)}`;
    return (await absentOn(absent, http.request({ method: 'GET', path, route, schema: z.object({ data }), signal })))?.data;
  }

  return {
    async get(callId, options = {}) {
      try {
        const call = await read({ resource: 'calls', callId, absent: [404], data: callSchema }, options);
        return call === undefined ? { kind: 'not-found' } : { kind: 'found', call };
      } catch (error) {
        if (ApiError.is(error) && error.status === 400 && error.apiCode === TOO_MANY_PARTICIPANTS) return { kind: 'group-call' };
        throw error;
      }
    },
    async recordings(callId, options = {}) {
      const data = z.array(recordingSchema).nullish();
      return (await read({ resource: 'call-recordings', callId, absent: [404], data }, options)) ?? [];
    },
    async voicemail(callId, options = {}) {
      const data = voicemailSchema.nullish();
      return (await read({ resource: 'call-voicemails', callId, absent: [404], data }, options)) ?? undefined;
    },
    async summary(callId, options = {}) {
      const data = summarySchema.nullish();
      return (await read({ resource: 'call-summaries', callId, absent: [403, 404], data }, options)) ?? undefined;
    },
  };
}
