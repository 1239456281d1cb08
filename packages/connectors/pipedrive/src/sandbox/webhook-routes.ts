import type { SandboxAnswer } from './sandbox-answers.ts';
import { isFilled, isInteger, isText, readBody, type FieldRule } from './sandbox-body.ts';
import { NO_RULES, findQueryProblem } from './sandbox-query.ts';
import type { SandboxRoute } from './sandbox-route.ts';
import type { SandboxWebhook } from './sandbox-webhook.ts';
import type { SandboxWebhooks } from './sandbox-webhooks.ts';

/** What the routes of webhooks work with. */
export interface WebhookRoutesContext {
  readonly webhooks: SandboxWebhooks;
  /** Whether Pipedrive would get a response there. */
  readonly isReachable: (url: string) => boolean;
}

const ACTIONS = ['create', 'change', 'delete', '*'];
const OBJECTS = ['activity', 'deal', 'lead', 'note', 'organization', 'person', 'pipeline', 'product', 'stage', 'user', '*'];
const REQUIRED = ['subscription_url', 'event_action', 'event_object', 'name'];
const SCOPES = ['webhooks:full', 'admin'];

/** Webhooks API v1, Create a new webhook. */
const FIELDS: Readonly<Record<string, FieldRule>> = {
  subscription_url: isFilled,
  event_action: (value) => ACTIONS.includes(String(value)),
  event_object: (value) => OBJECTS.includes(String(value)),
  name: (value) => isFilled(value) && String(value).length <= 255,
  user_id: isInteger,
  http_auth_user: (value) => value === null || isText(value),
  http_auth_password: (value) => value === null || isText(value),
  version: (value) => value === '1.0' || value === '2.0',
};

/** Webhooks API v1. */
export function webhookRoutes({ webhooks, isReachable }: WebhookRoutesContext): readonly SandboxRoute[] {
  const route = (method: SandboxRoute['method'], path: string, cost: number, answer: SandboxRoute['answer']): SandboxRoute => {
    return { method, version: 'v1', path, cost, scopes: SCOPES, answer };
  };
  return [
    route('GET', '/webhooks', 10, ({ query }) => {
      const problem = findQueryProblem(query, NO_RULES);
      return problem === undefined ? { status: 200, body: { status: 'ok', success: true, data: webhooks.all } } : refused('query', problem);
    }),
    route('POST', '/webhooks', 10, ({ body }) => {
      const read = readBody(body, FIELDS);
      if ('problem' in read) return refused(/^'(\w+)'/.exec(read.problem)?.[1] ?? 'body', read.problem);
      const missing = REQUIRED.find((key) => read.fields[key] === undefined);
      if (missing !== undefined) return refused(missing, 'is required');
      const fields = read.fields as unknown as SandboxWebhook;
      if (!isUsable(fields.subscription_url) || !isReachable(fields.subscription_url))
        return refused('subscription_url', 'invalid or non-reachable URL');
      if (webhooks.isFull) return { status: 422, body: { status: 'error', success: false, message: 'webhook limit reached' } };
      return { status: 201, body: { status: 'ok', success: true, data: webhooks.add(fields) } };
    }),
    route('DELETE', '/webhooks/:id', 6, ({ id }) =>
      webhooks.delete(Number(id)) ? { status: 200, body: { status: 'ok', success: true } } : { ...refused('id', 'not found'), status: 404 },
    ),
  ];
}

/** Public https, and not Pipedrive itself; the demo's own receiver may run on this machine. */
function isUsable(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  const isLocal = hostname === 'localhost' || hostname === '127.0.0.1';
  return (protocol === 'https:' || (protocol === 'http:' && isLocal)) && !hostname.endsWith('.pipedrive.com');
}

function refused(field: string, problem: string): SandboxAnswer {
  return { status: 400, body: { status: 'error', success: false, errors: { [field]: [problem] } } };
}
