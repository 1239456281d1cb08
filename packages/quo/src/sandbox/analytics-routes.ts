import * as z from 'zod';
import { toProblems } from './list-query.ts';
import type { SandboxRoute } from './sandbox-route.ts';
import type { SandboxState } from './sandbox-state.ts';

const EVENTS = [
  'ContactImport',
  'ContactUpdated',
  'ContactDeleted',
  'ContactSyncFailed',
  'MessageLogged',
  'MessageLogFailed',
  'CallLogged',
  'CallLogFailed',
  'ClickToCallInitiated',
] as const;
const text = z.string().min(1);
const eventSchema = z.strictObject({
  orgId: text,
  userId: z.string().regex(/^[0-9a-f]{64}$/),
  integration: text,
  event: z.enum(EVENTS),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

/** An event that was counted. */
export type SandboxAnalyticsEvent = z.output<typeof eventSchema>;

/** Makes the path that counts events, into a list. */
export function createAnalyticsRoutes({ fail }: Pick<SandboxState, 'fail'>, counted: SandboxAnalyticsEvent[]): readonly SandboxRoute[] {
  return [
    {
      method: 'POST',
      path: '/v2/analytics',
      area: 'contacts',
      isPartner: true,
      handle({ body }) {
        const parsed = eventSchema.safeParse(body);
        if (!parsed.success) return fail('contacts', 400, { problems: toProblems(parsed.error) });
        counted.push(parsed.data);
        return new Response(null, { status: 204 });
      },
    },
  ];
}
