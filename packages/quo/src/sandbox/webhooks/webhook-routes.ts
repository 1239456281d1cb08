import { toIso } from '@frigg-crm/core/adapter';
import type { WebhookStyle } from '../../deliveries/read-signatures.ts';
import { toProblems } from '../list-query.ts';
import type { SandboxRoute } from '../sandbox-route.ts';
import type { SandboxState } from '../sandbox-state.ts';
import type { Workspace } from '../workspace-routes.ts';
import { makeWebhook } from './make-webhook.ts';
import type { SandboxWebhook } from './sandbox-webhook.ts';
import { WEBHOOK_FAMILY_LIMITS, createWebhookBodySchema, webhookQuerySchema } from './webhook-input.ts';

/** The webhooks of the API v1: made by family, read and deleted by id. */
export function createWebhookRoutes(
  { clock, fail }: SandboxState,
  webhooks: Map<string, SandboxWebhook>,
  { style, workspace }: { readonly style: WebhookStyle; readonly workspace: Workspace },
): readonly SandboxRoute[] {
  const area = 'webhooks';
  const ownerId = workspace.users.find(({ role }) => role === 'owner')?.id ?? 'US1';
  let made = 0;

  /** Answers for one webhook, when there is such a one. */
  function withWebhook(id: string, answer: (webhook: SandboxWebhook) => Response): Response {
    if (!id.startsWith('WH')) return fail(area, 400);
    const webhook = webhooks.get(id);
    return webhook === undefined ? fail(area, 404) : answer(webhook);
  }

  const creates = Object.entries(WEBHOOK_FAMILY_LIMITS).map(([family, limits]): SandboxRoute => {
    const schema = createWebhookBodySchema(limits, workspace);
    return {
      method: 'POST',
      path: `/v1/webhooks/${family}`,
      area,
      handle({ body }) {
        const parsed = schema.safeParse(body);
        if (!parsed.success) return fail(area, 400, { problems: toProblems(parsed.error) });
        const webhook = makeWebhook(parsed.data, { id: `WH${(made += 1)}`, ownerId, style, now: toIso(clock.now()) });
        webhooks.set(webhook.id, webhook);
        return Response.json({ data: webhook }, { status: 201 });
      },
    };
  });

  return [
    ...creates,
    {
      method: 'GET',
      path: '/v1/webhooks',
      area,
      handle({ query }) {
        const parsed = webhookQuerySchema.safeParse(query);
        if (!parsed.success) return fail(area, 400, { problems: toProblems(parsed.error) });
        const [userId] = parsed.data.userId ?? [ownerId];
        return Response.json({ data: [...webhooks.values()].filter((webhook) => webhook.userId === userId) });
      },
    },
    { method: 'GET', path: '/v1/webhooks/:id', area, handle: ({ id }) => withWebhook(id, (webhook) => Response.json({ data: webhook })) },
    {
      method: 'DELETE',
      path: '/v1/webhooks/:id',
      area,
      handle: ({ id }) =>
        withWebhook(id, () => {
          webhooks.delete(id);
          return new Response(null, { status: 204 });
        }),
    },
  ];
}
